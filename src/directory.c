#include "directory.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static_assert(N_STATS_SCOPES <= DIRECTORY_SCOPES, "the head has no room");

static uint64_t
align(uint64_t n)
{
	return (n + 63) & ~(uint64_t)63;
}

static void
put_span(struct directory *dir, struct directory_span *span, uint64_t size)
{
	*span = (struct directory_span){align(dir->size), size};
	dir->size = span->offset + size;
}

static void
put_block(struct directory *dir, const struct stats_shape *shape,
    enum stats_scope scope)
{
	struct directory_block *block = &dir->blocks[scope];

	block->offset = stats_block(shape, scope, 0);
	block->stride = stats_block(shape, scope, 1) - block->offset;
	block->size = stats_block_size(scope);
	block->count = stats_block_count(shape, scope);
}

void
directory_lay_out(struct directory *dir, const struct stats_shape *shape,
    uint32_t n_slots, size_t n_schema, size_t n_names)
{
	struct directory_span cells;
	uint64_t n_cells = stats_block_size(STATS_SUPERVISOR);

	memset(dir, 0, sizeof(*dir));
	memcpy(dir->magic, DIRECTORY_MAGIC, sizeof(dir->magic));
	dir->endian = DIRECTORY_ENDIAN;
	dir->format = DIRECTORY_FORMAT;
	dir->head_size = dir->size = sizeof(*dir);
	dir->n_slots = n_slots;
	dir->page_size = stats_page_size(shape);
	put_span(dir, &dir->slots, n_slots * sizeof(struct directory_slot));
	put_span(dir, &cells, n_cells);
	put_span(dir, &dir->schema, n_schema);
	put_span(dir, &dir->names, n_names);
	put_span(dir, &dir->totals, n_slots * dir->page_size);
	for (unsigned scope = 0; scope < STATS_SUPERVISOR; scope++)
		put_block(dir, shape, (enum stats_scope)scope);
	dir->blocks[STATS_SUPERVISOR] =
	    (struct directory_block){cells.offset, n_cells, n_cells, 1};
}

bool
directory_name_ok(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz"
				"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

	return n > 0 && n <= DIRECTORY_NAME_MAX && name[n] == '\0';
}

const char *
directory_path(char *buf, const char *name, int slot)
{
	if (slot == -1)
		snprintf(
		    buf, DIRECTORY_PATH_MAX, DIRECTORY_SHM "/relayd.%s", name);
	else
		snprintf(buf, DIRECTORY_PATH_MAX, DIRECTORY_SHM "/relayd.%s.%d",
		    name, slot);
	return buf + strlen(DIRECTORY_SHM);
}

bool
directory_parse(const char *file, char *name, int *slot)
{
	char path[DIRECTORY_PATH_MAX];
	size_t n;

	if (strncmp(file, "relayd.", 7) != 0)
		return false;
	n = strcspn(file + 7, ".");
	if (n == 0 || n > DIRECTORY_NAME_MAX)
		return false;
	memcpy(name, file + 7, n);
	name[n] = '\0';
	*slot = -1;
	if (file[7 + n] == '.')
		*slot = atoi(file + 8 + n);
	/* only what we would have written ourselves is ours */
	return directory_name_ok(name) && *slot >= -1 &&
	       strcmp(directory_path(path, name, *slot) + 1, file) == 0;
}

bool
directory_is_locked(int fd, pid_t *pid)
{
	struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_SET};

	*pid = 0;
	if (fcntl(fd, F_GETLK, &lock) == -1 || lock.l_type == F_UNLCK)
		return false;
	*pid = lock.l_pid > 0 ? lock.l_pid : 0;
	return true;
}

uint64_t
directory_start_ticks(uint64_t pid)
{
	char path[48], text[1024], *at;
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%ju/stat", (uintmax_t)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		return 0;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (n <= 0)
		return 0;
	text[n] = '\0';
	/* the command may hold anything, a ')' too; 20 fields follow it */
	at = strrchr(text, ')');
	for (int field = 2; at != NULL && field < 22; field++)
		at = strchr(at + 1, ' ');
	return at == NULL ? 0 : strtoull(at, NULL, 10);
}
