/*
 * Every value falls in the bucket whose bounds hold it, four an octave.
 */
#include "stats.h"
#include "tap.h"

/* The bucket that a value is counted in, or -1. */
static int
bucket_of(int64_t us)
{
	uint64_t hist[HIST_CELLS] = {0};
	int found = -1;

	stats_hist_add(hist, us);
	for (int b = 0; b < HIST_BUCKETS; b++)
		if (hist[b] == 1 && found == -1)
			found = b;
		else if (hist[b] != 0)
			return -1;
	return hist[HIST_BUCKETS] == (uint64_t)(us > 0 ? us : 0) ? found : -1;
}

/* Below its bucket's bound, and not below that of a lower one. */
static bool
is_right(int64_t us)
{
	int b = bucket_of(us);
	uint64_t value = us > 0 ? (uint64_t)us : 0;

	if (b < 0 ||
	    (b < HIST_BUCKETS - 1 && value >= stats_hist_bound((unsigned)b)))
		return false;
	return b == 0 || value >= stats_hist_bound((unsigned)b - 1);
}

int
main(void)
{
	uint64_t hist[HIST_CELLS] = {0};
	int64_t wrong = -1;
	int n = 0;

	plan(9);
	for (int64_t us = -2; us < 300000 && wrong == -1; us++)
		if (!is_right(us))
			wrong = us;
	is_int(wrong, -1, "all values up to 0.3 s are in their buckets");
	for (int bit = 0; bit < 63; bit++)
		for (int64_t off = -1; off <= 1; off++)
			n += is_right(((int64_t)1 << bit) + off);
	is_int(n, 63 * 3, "so are the neighbours of all powers of two");
	is_int(stats_hist_bound(3), 2, "the first octave ends at 2 us");
	is_int(stats_hist_bound(7), 4, "the second at 4 us");
	is_int(stats_hist_bound(4 * 20 + 1), 1572864, "1.5 * 2^20 is a bound");
	is_int(stats_hist_bound(HIST_BUCKETS - 2), 7 << 23,
	    "the last bound is 7/8 of 67 s");
	ok(stats_hist_bound(HIST_BUCKETS - 1) == UINT64_MAX,
	    "the last bucket has none");
	is_int(bucket_of(INT64_MAX), HIST_BUCKETS - 1, "and takes the rest");
	for (int i = 0; i < 1000; i++)
		stats_hist_add(hist, 500);
	is_int(hist[HIST_BUCKETS], 500000, "the last cell is the sum");
	return done();
}
