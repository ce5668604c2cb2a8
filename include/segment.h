/*
 * segment - the shared memory of an instance: one directory, a page a slot
 *
 *	/relayd.NAME      the directory: what and where everything is, written
 *	                  by the supervisor alone, and the totals of the dead
 *	/relayd.NAME.K    page object K: one worker's counters, written by it
 *
 * The directory also is the instance's lock (claim.h).  Its inode stays while
 * any process of the instance may look at it, so a new supervisor takes over
 * the directory that a killed one left; pages are made anew.  Everything here
 * is the supervisor's; readers use snapshot.h.
 */
#ifndef RELAY_SEGMENT_H
#define RELAY_SEGMENT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "stats.h"

struct segment;

/* What the directory tells readers beside numbers. */
struct segment_plan {
	struct stats_shape shape;
	uint32_t n_slots;
	uint64_t generation;
	const char *version, *revision; /* NULL: not known */
	/*
	 * Lines of names, in the order of the blocks, fields split by tabs:
	 *	listener <name> <upstream's name> <address>,<address>...
	 *	upstream <name> protocol=<p> pool=<m> [stateless=yes] ...
	 *	server   <name> <upstream's name>
	 */
	const char *names;
	mode_t mode;     /* of the objects, 0640 */
	gid_t gid;       /* of the objects, (gid_t)-1: as it comes */
	uint64_t budget; /* stats-memory: more is refused; 0: no limit */
};

/* The bytes that all objects of such a plan take together. */
uint64_t segment_size(const struct segment_plan *plan);

/*
 * Take the instance: open or create its directory and lock it, as state
 * STARTING.  The name is of letters, digits, '-' and '_', 63 at most.  Returns
 * it; or NULL with *why, a text for the log ("already running as pid 123").
 */
struct segment *segment_take(const char *name, const char **why);

/* How many workers a killed supervisor of this name left, still alive. */
unsigned segment_orphans(const struct segment *segment);

/*
 * Reserve (posix_fallocate) and fill the directory and the pages.
 * Returns 0; or -1 with *why as above, and nothing new is left behind.
 */
int segment_build(
    struct segment *segment, const struct segment_plan *plan, const char **why);

/* Tell readers and orphans that the instance serves (workers accept). */
void segment_ready(struct segment *segment);

/* The supervisor's own cells; and its sign of life, once a second. */
struct stats_supervisor *segment_supervisor(struct segment *segment);
void segment_beat(struct segment *segment);

/* The page of a slot: the supervisor looks at its turns, a worker owns it. */
struct stats_page *segment_page(struct segment *segment, uint32_t slot);

/* Record that a process (0: none) in this state now has the slot's page; the
 * supervisor's cells of workers by state are counted from these records. */
void segment_slot(
    struct segment *segment, uint32_t slot, pid_t pid, enum worker_state state);

/* Fold the page of a slot whose worker is dead into the totals, and clear it.
 * Sessions and connections it had open are counted as ended, worker_died. */
void segment_fold(struct segment *segment, uint32_t slot);

/* In a worker, after fork: unmap all but the slot's page; the directory's
 * descriptor stays, read-only.  Returns the page; or NULL and errno. */
struct stats_page *segment_keep(struct segment *segment, uint32_t slot);

/* In an orphaned worker: whether another supervisor of this name is ready.
 * Makes two system calls (fcntl, pread). */
bool segment_successor(const struct segment *segment);

/* The directory's descriptor, the one that a worker must keep open. */
int segment_fd(const struct segment *segment);

/* Remove the objects and give up the instance.  The directory stays while
 * there are orphans and nothing was built: they watch it. */
void segment_remove(struct segment **segment);

/* The supervisor's pid of a live instance that this process can see, or 0.
 * Not for the process that holds the instance: it would lose the lock. */
pid_t segment_find(const char *name);

#endif /* RELAY_SEGMENT_H */
