#include "stats_cells.h"

/* Four buckets an octave: the highest bit, then the two below it. */
static unsigned
bucket_of(uint64_t us)
{
	unsigned octave = 63 - (unsigned)__builtin_clzll(us | 1);
	uint64_t quarter;

	if (octave >= HIST_BUCKETS / 4)
		return HIST_BUCKETS - 1;
	quarter = octave >= 2 ? us >> (octave - 2) : us << (2 - octave);
	return octave * 4 + (unsigned)(quarter & 3);
}

void
stats_hist_add(uint64_t *hist, int64_t us)
{
	uint64_t value = us > 0 ? (uint64_t)us : 0;

	stats_add(&hist[bucket_of(value)], 1);
	stats_add(&hist[HIST_BUCKETS], value);
}

uint64_t
stats_hist_bound(unsigned bucket)
{
	uint64_t quarters = (uint64_t)(5 + bucket % 4) << (bucket / 4);

	/* in the lowest octaves quarters are no whole microseconds: round up */
	return bucket >= HIST_BUCKETS - 1 ? UINT64_MAX : (quarters + 3) / 4;
}
