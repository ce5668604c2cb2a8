/*
 * hist - times as a log-linear histogram: 32 steps an octave, 3 % wide
 */
#ifndef BENCH_HIST_H
#define BENCH_HIST_H

#include <stdint.h>

enum { HIST_STEPS = 32, HIST_BUCKETS = 60 * HIST_STEPS };

struct hist {
	uint64_t n;
	uint64_t bucket[HIST_BUCKETS];
};

void hist_add(struct hist *hist, int64_t ns);

/* The time that the part 0 < q < 1 did not exceed; 0 if there was none. */
int64_t hist_quantile(const struct hist *hist, double q);

#endif /* BENCH_HIST_H */
