/*
 * set - many runs, one seed after the other, some at a time; and their sum
 */
#ifndef RELAY_SIM_SET_H
#define RELAY_SIM_SET_H

#include <stdbool.h>
#include <stdint.h>

#include "run.h"

#define SET_JOBS 16

struct set {
	struct run_plan plan; /* of the first: seed, harm */
	/* Until one of these is reached; 0: it does not count. */
	uint64_t runs, seconds, exchanges;
	uint32_t jobs; /* at a time, 1 to SET_JOBS */
	bool quiet;    /* no line before the last */
	/* Then: */
	uint64_t n_runs, per_second;
	struct result sum; /* digest: of the last seed */
	uint64_t bad_seed; /* the first that failed, if any */
	char what[200];
};

/* Play them.  Returns whether all held. */
bool set_run(struct set *set);

/* Its one line. */
void set_print(const struct set *set);

#endif /* RELAY_SIM_SET_H */
