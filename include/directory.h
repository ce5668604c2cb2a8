/*
 * directory - how an instance's directory object is laid out
 *
 *	| head | slots | supervisor | schema | names | totals of slot 0, 1 ... |
 *
 * It crosses processes and releases: a reader relies on the head, the slots
 * and two texts alone.  The schema says in lines what every cell is:
 *	scope name kind scale cells offset labels help
 * offset is in cells from the start of the block; a histogram's label "le" is
 * the bounds of its buckets, and one more cell with the sum follows them.
 * The totals of a slot are a page of what its dead workers counted.
 * A change that an older reader would misread gets a new DIRECTORY_FORMAT;
 * fields may be appended to the head, and metrics come and go, without.
 */
#ifndef RELAY_DIRECTORY_H
#define RELAY_DIRECTORY_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "stats.h"

#define DIRECTORY_MAGIC "RLYDIR\n" /* with its NUL 8 bytes */
#define DIRECTORY_FORMAT 1
#define DIRECTORY_ENDIAN 0x01020304u
#define DIRECTORY_SCOPES 8
#define DIRECTORY_SLOTS_MAX 1024
#define DIRECTORY_NAME_MAX 63
#define DIRECTORY_SHM "/dev/shm" /* where shm_open() has its objects */
#define DIRECTORY_PATH_MAX 128

enum directory_state {
	DIRECTORY_STARTING = 1, /* there is only the head */
	DIRECTORY_FILLED,       /* complete, but no worker accepts yet */
	DIRECTORY_READY,
	DIRECTORY_GONE, /* the instance ended; the name may be another's */
};

struct directory_span { /* bytes of the directory */
	uint64_t offset, size;
};

/* The objects of a scope: count blocks of size bytes, stride bytes apart. */
struct directory_block {
	uint64_t offset; /* in a page; of the supervisor's: in the directory */
	uint64_t stride, size, count;
};

struct directory_slot {
	uint64_t seq; /* odd while this row, the page or the totals change */
	uint64_t pid; /* 0: there is no worker */
	uint64_t start_ticks, generation;
	uint64_t state; /* enum worker_state */
	uint64_t reserved[3];
};

struct directory {
	char magic[8];
	uint32_t endian, format;
	uint64_t head_size, size;
	uint64_t state; /* enum directory_state */
	uint64_t epoch; /* another one each time that the name is taken */
	uint64_t pid, start_ticks, generation;
	uint64_t started_wall_ms, started_boot_ms; /* Unix time; since boot */
	uint64_t beat_wall_ms, beat_boot_ms;       /* the last sign of life */
	uint64_t n_slots, page_size;
	struct directory_span slots, schema, names, totals;
	struct directory_block blocks[DIRECTORY_SCOPES]; /* enum stats_scope */
	char instance[64], version[64], revision[64];
};
static_assert(sizeof(struct directory_slot) == 64, "a cache line");
static_assert(offsetof(struct directory, slots) == 120, "format 1");
static_assert(offsetof(struct directory, blocks) == 184, "format 1");
static_assert(sizeof(struct directory) == 632, "format 1");

/* Lay out head and spans for such a page, so many slots, and the two texts. */
void directory_lay_out(struct directory *dir, const struct stats_shape *shape,
    uint32_t n_slots, size_t n_schema, size_t n_names);

/* Whether it is 1 to DIRECTORY_NAME_MAX letters, digits, '-' and '_'. */
bool directory_name_ok(const char *name);

/* Write the path of a directory (slot -1) or page object to buf of
 * DIRECTORY_PATH_MAX.  Returns the part that shm_open() wants. */
const char *directory_path(char *buf, const char *name, int slot);

/* The other way: whether a file of DIRECTORY_SHM is one, and of which name
 * (buf of DIRECTORY_NAME_MAX + 1) and slot. */
bool directory_parse(const char *file, char *name, int *slot);

/* Whether a supervisor holds the lock on fd; *pid is 0 if it is in a pid
 * namespace that is hidden from this one. */
bool directory_is_locked(int fd, pid_t *pid);

/* When a process started, in ticks since boot; 0 if there is none. */
uint64_t directory_start_ticks(uint64_t pid);

#endif /* RELAY_DIRECTORY_H */
