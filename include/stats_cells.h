/*
 * stats_cells - the 64-bit cells that are counted into, as stats.def lists them
 *
 * A cell has one writer, which stores it whole and relaxed: no locks, and a
 * reader in another process never sees half a number.
 */
#ifndef RELAY_STATS_CELLS_H
#define RELAY_STATS_CELLS_H

#include <stddef.h>
#include <stdint.h>

#include "stats_words.h"

/*
 * A histogram: 4 buckets an octave from 1 microsecond to 67 seconds.  Bucket
 * b counts values below stats_hist_bound(b) that fit no lower one; the last
 * takes all above.  After the buckets, one cell with the sum in microseconds.
 */
#define HIST_BUCKETS 104
#define HIST_CELLS (HIST_BUCKETS + 1)

/* One struct a scope, all of it arrays of 64-bit cells, as in stats.def. */
#define STAT(scope, field, cells, ...) IN_##scope(uint64_t field[cells];)
#define IN_LISTENER(x)
#define IN_UPSTREAM(x)
#define IN_SERVER(x)
#define IN_SUPERVISOR(x)
#define IN_WORKER(x) x
struct stats_worker {
#include "stats.def"
};
#undef IN_WORKER
#define IN_WORKER(x)
#undef IN_LISTENER
#define IN_LISTENER(x) x
struct stats_listener {
#include "stats.def"
};
#undef IN_LISTENER
#define IN_LISTENER(x)
#undef IN_UPSTREAM
#define IN_UPSTREAM(x) x
struct stats_upstream {
#include "stats.def"
};
#undef IN_UPSTREAM
#define IN_UPSTREAM(x)
#undef IN_SERVER
#define IN_SERVER(x) x
struct stats_server {
#include "stats.def"
};
#undef IN_SERVER
#define IN_SERVER(x)
#undef IN_SUPERVISOR
#define IN_SUPERVISOR(x) x
struct stats_supervisor {
#include "stats.def"
};
#undef STAT

/* Count one event of us microseconds in a histogram. */
void stats_hist_add(uint64_t *hist, int64_t us);

/* The upper bound of a bucket, in microseconds; UINT64_MAX for the last. */
uint64_t stats_hist_bound(unsigned bucket);

static inline void
stats_set(uint64_t *cell, uint64_t value)
{
	__atomic_store_n(cell, value, __ATOMIC_RELAXED);
}

static inline void
stats_add(uint64_t *cell, uint64_t n)
{
	stats_set(cell, *cell + n);
}

#endif /* RELAY_STATS_CELLS_H */
