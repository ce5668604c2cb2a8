// SPDX-License-Identifier: BSD-2-Clause
#include "slurp.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mem.h"

static void
keep_errno_free(void *p)
{
	int saved = errno;

	free(p);
	errno = saved;
}

static char *
read_all(int fd, size_t max, size_t *n)
{
	size_t room = 4096, have = 0;
	char *bytes = mem_take(room);
	ssize_t got;

	while ((got = read(fd, bytes + have, room - have)) != 0) {
		if (got == -1 && errno == EINTR)
			continue;
		if (got == -1)
			break;
		have += (size_t)got;
		if (have == room)
			bytes = mem_grow(bytes, room *= 2);
		if (have > max) {
			errno = EFBIG;
			break;
		}
	}
	*n = have;
	bytes[have] = '\0';
	if (got == 0)
		return bytes;
	keep_errno_free(bytes);
	return NULL;
}

char *
slurp(const char *path, bool regular, size_t max, size_t *n, struct stat *st)
{
	int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY;
	int fd = open(path, regular ? flags | O_NONBLOCK : flags);
	char *bytes = NULL;
	int saved;

	if (fd == -1)
		return NULL;
	if (fstat(fd, st) == 0) {
		if (!regular || S_ISREG(st->st_mode))
			bytes = read_all(fd, max, n);
		else
			errno = S_ISDIR(st->st_mode) ? EISDIR : EINVAL;
	}
	saved = errno;
	close(fd);
	errno = saved;
	return bytes;
}

char *
slurp_path(const char *file, const char *path)
{
	const char *slash = file != NULL ? strrchr(file, '/') : NULL;
	int n_folder = slash != NULL ? (int)(slash + 1 - file) : 0;
	size_t n = (size_t)n_folder + strlen(path) + 1;
	char *whole = mem_take(n);

	if (path[0] == '/')
		n_folder = 0;
	snprintf(whole, n, "%.*s%s", n_folder, n_folder > 0 ? file : "", path);
	return whole;
}
