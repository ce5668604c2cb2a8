// SPDX-License-Identifier: BSD-2-Clause
#define RELAY_SIM_INSIDE
#include "files.h"

#include <errno.h>
#include <string.h>

#include "store.h"

#define MOST 65536
#define FIRST 3

static struct file *files[MOST];
static uint64_t taken[MOST / 64]; /* which numbers */
static uint32_t lowest;           /* the first word with a free one */
static uint32_t count;

void
files_reset(void)
{
	memset(files, 0, sizeof(files));
	memset(taken, 0, sizeof(taken));
	taken[0] = (1 << FIRST) - 1;
	lowest = 0;
	count = 0;
}

static int
lowest_free(void)
{
	while (lowest < MOST / 64 && taken[lowest] == UINT64_MAX)
		lowest++;
	if (lowest == MOST / 64)
		return -EMFILE;

	int fd = (int)lowest * 64 + __builtin_ctzll(~taken[lowest]);

	if (sim_run.knobs.fd_most > 0 && (uint32_t)fd >= sim_run.knobs.fd_most)
		return -EMFILE;
	return fd;
}

bool
fd_is_left(void)
{
	return lowest_free() >= 0;
}

struct file *
file_new(enum file_kind kind)
{
	struct file *file = store_take(sizeof(*file), sizeof(*file));

	file->kind = kind;
	file->fd = -1;
	return file;
}

int
fd_install(struct file *file)
{
	int fd = lowest_free();

	if (fd < 0)
		return fd;
	taken[fd / 64] |= (uint64_t)1 << (fd % 64);
	files[fd] = file;
	file->fd = fd;
	count++;
	return fd;
}

int
fd_new(enum file_kind kind, struct file **file)
{
	if (!fd_is_left())
		return -EMFILE;
	*file = file_new(kind);
	return fd_install(*file);
}

void
fd_remove(struct file *file)
{
	uint32_t word = (uint32_t)file->fd / 64;

	files[file->fd] = NULL;
	taken[word] &= ~((uint64_t)1 << (file->fd % 64));
	if (word < lowest)
		lowest = word;
	file->fd = -1;
	count--;
}

struct file *
fd_file(int fd)
{
	return fd >= 0 && fd < MOST ? files[fd] : NULL;
}

uint32_t
fd_count(void)
{
	return count;
}

uint32_t
sim_open_fds(void)
{
	return count;
}

static void
end_plug(struct file *file)
{
	struct cable *cable = file->cable;
	bool reset = cable_close(cable, NEAR, false);

	NOTE(
	    "wire %u: closed near%s", cable->wire.id, reset ? " by reset" : "");
	cable_tell_closed(cable, reset);
}

void
file_end(struct file *file)
{
	file_unwatch(file);
	switch (file->kind) {
	case FILE_EPOLL:
		watcher_close(file);
		break;
	case FILE_LISTENER:
		acceptor_close(file);
		break;
	case FILE_SOCKET:
		if (file->cable != NULL)
			end_plug(file);
		break;
	case FILE_CHANNEL:
		channel_close();
		break;
	case FILE_STATM:
	case FILE_LOG:
		break;
	}
	store_give(file, sizeof(*file));
}

uint32_t
file_poll(struct file *file)
{
	switch (file->kind) {
	case FILE_LISTENER:
		return acceptor_poll(file);
	case FILE_SOCKET:
		if (file->cable == NULL)
			return EPOLLOUT | EPOLLHUP;
		return cable_poll(file->cable, NEAR);
	case FILE_CHANNEL:
		return channel_poll();
	case FILE_EPOLL:
	case FILE_STATM:
	case FILE_LOG:
		break;
	}
	return 0;
}
