// SPDX-License-Identifier: BSD-2-Clause
#define RELAY_SIM_INSIDE
#include <errno.h>
#include <string.h>

#include "files.h"

static const char statm[] = "1000 500 300 100 0 200 0\n";

int
sim_log_file(void)
{
	struct file *file;
	int fd = fd_new(FILE_LOG, &file);

	if (fd >= 0)
		return fd;
	errno = -fd;
	return -1;
}

bool
sys_is_socket(int fd)
{
	const struct file *file = fd_file(fd);

	return file != NULL &&
	       (file->kind == FILE_SOCKET || file->kind == FILE_LISTENER ||
		   file->kind == FILE_CHANNEL);
}

static int
open_path(const char *path)
{
	struct file *file;

	if (strcmp(path, "/proc/self/statm") != 0)
		return -ENOENT;
	return fd_new(FILE_STATM, &file);
}

int
sys_open(const char *path)
{
	int error = call_begin(SIM_open);

	return (int)call_end(SIM_open, -1, error ? -error : open_path(path));
}

static ssize_t
read_at(int fd, void *buf, size_t n, int64_t offset)
{
	const struct file *file = fd_file(fd);
	size_t size = sizeof(statm) - 1;

	if (file == NULL)
		return -EBADF;
	if (file->kind != FILE_STATM)
		return -ESPIPE;
	if (offset < 0)
		return -EINVAL;
	if ((size_t)offset >= size)
		return 0;
	if (n > size - (size_t)offset)
		n = size - (size_t)offset;
	memcpy(buf, statm + offset, n);
	return (ssize_t)n;
}

ssize_t
sys_pread(int fd, void *buf, size_t n, int64_t offset)
{
	int error = call_begin(SIM_pread);

	return call_end(
	    SIM_pread, fd, error ? -error : read_at(fd, buf, n, offset));
}

/* What the log is written to: a line, without its end. */
static ssize_t
write_log(int fd, const void *buf, size_t n)
{
	const struct file *file = fd_file(fd);
	const char *line = buf;
	size_t shown = n > 0 && line[n - 1] == '\n' ? n - 1 : n;

	if (fd != 2 && file == NULL)
		return -EBADF;
	if (fd != 2 && file->kind != FILE_LOG)
		return -EINVAL;
	NOTE("log: %.*s", (int)shown, line);
	if (sim_run.world.logged != NULL)
		sim_run.world.logged(line, shown);
	return (ssize_t)n;
}

ssize_t
sys_write(int fd, const void *buf, size_t n)
{
	int error = call_begin(SIM_write);

	return call_end(SIM_write, fd, error ? -error : write_log(fd, buf, n));
}

/* Whatever it says, the number is free. */
int
sys_close(int fd)
{
	int error = call_begin(SIM_close);
	struct file *file = fd_file(fd);

	if (file == NULL)
		return (int)call_end(SIM_close, fd, -EBADF);
	fd_remove(file);
	file_end(file);
	return (int)call_end(SIM_close, fd, -error);
}
