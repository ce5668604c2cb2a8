/*
 * snapshot - an instance's numbers at one moment, in private memory
 *
 * Reads with pread() and never maps: what another process does to the objects
 * meanwhile can make a reading fail, not crash.  Nothing found there is
 * believed before it was checked, and nothing is ever written.
 */
#ifndef RELAY_SNAPSHOT_H
#define RELAY_SNAPSHOT_H

#include <stdbool.h>
#include <stdint.h>

#include "directory.h"
#include "schema.h"

/* Also relaystat's exit statuses. */
enum snapshot_status {
	SNAPSHOT_OK = 0,
	SNAPSHOT_FAILED = 1,
	SNAPSHOT_ABSENT = 3,
	SNAPSHOT_DEAD = 4,
	SNAPSHOT_FORMAT = 5,
};

struct snapshot_slot {
	uint64_t pid, state, generation;
	bool is_live;          /* there is a worker, so gauges count */
	unsigned char *page;   /* page_size bytes, zeroed if there is none */
	unsigned char *totals; /* of its dead workers */
};

struct snapshot {
	struct directory head;     /* its strings end inside of them */
	bool is_live;              /* a supervisor holds the instance */
	uint64_t wall_ms, boot_ms; /* when it was read */
	struct schema schema;
	uint32_t n_slots;
	struct snapshot_slot *slots;
	unsigned char *supervisor; /* its block of cells */
	char *text, *names;        /* what schema points into */
};

#define SNAPSHOT_ALL (-1)

/*
 * Read an instance.  Returns OK or DEAD with *snapshot, yours to close; or
 * another status, or DEAD when it died before there was any number, with
 * *snapshot NULL and *why, valid until the next call.
 */
enum snapshot_status snapshot_open(
    const char *name, struct snapshot **snapshot, const char **why);
void snapshot_close(struct snapshot **snapshot);

/*
 * A cell of a metric: of object (a number below schema.n_objects) in one slot,
 * or merged over all.  Supervisor's metrics are the same in every slot.
 */
uint64_t snapshot_value(const struct snapshot *snapshot,
    const struct schema_metric *metric, uint32_t object, uint32_t cell,
    int slot);

/* Whether a slot has the metric: gauges end with their worker. */
bool snapshot_has(const struct snapshot *snapshot,
    const struct schema_metric *metric, int slot);

/*
 * The names of all instances that have a directory, live or not, sorted.
 * Returns the array, one allocation, yours to free; or NULL and errno.
 */
char **snapshot_list(size_t *n);

#endif /* RELAY_SNAPSHOT_H */
