// SPDX-License-Identifier: BSD-2-Clause
#include "hist.h"

#include <stddef.h>

void
hist_add(struct hist *hist, int64_t ns)
{
	uint64_t v = ns < HIST_STEPS ? HIST_STEPS : (uint64_t)ns;
	unsigned shift = 63 - 5 - (unsigned)__builtin_clzll(v);
	size_t i = shift * HIST_STEPS + (v >> shift) - HIST_STEPS;

	hist->bucket[i]++;
	hist->n++;
}

int64_t
hist_quantile(const struct hist *hist, double q)
{
	double want = q * (double)hist->n;
	double seen = 0;

	for (size_t i = 0; i < HIST_BUCKETS; i++) {
		seen += (double)hist->bucket[i];
		if (hist->bucket[i] > 0 && seen >= want) {
			unsigned shift = (unsigned)(i / HIST_STEPS);
			int64_t low = HIST_STEPS + (int64_t)(i % HIST_STEPS);

			return (2 * low + 1) << shift >> 1; /* its middle */
		}
	}
	return 0;
}
