/*
 * Whatever a worker left in its page, folding it does no harm and no total
 * goes back.
 */
#include "synth.h"

#include "snapshot.h"

#define ROUNDS 300

static uint64_t seed = 1;

static uint64_t
next(void)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return seed >> 11;
}

/* Nonsense of one kind a round: huge, small, the head too. */
static void
ruin(struct stats_page *page, size_t size, int round)
{
	uint64_t *cells = (void *)page;

	for (size_t i = 0; i < size / sizeof(*cells); i++)
		if (round % 3 == 0)
			cells[i] = UINT64_MAX - next() % 3;
		else if (round % 3 == 1)
			cells[i] = next();
		else if (next() % 8 == 0)
			cells[i] = next() % 1000;
}

/* How many counters are lower than in the snapshot before. */
static int
n_lower(const struct snapshot *before, const struct snapshot *after)
{
	int n = 0;

	for (unsigned m = 0; m < after->schema.n_metrics; m++) {
		const struct schema_metric *metric = &after->schema.metrics[m];

		if (!schema_is_counted(metric))
			continue;
		for (uint32_t c = 0; c < metric->cells; c++)
			n += snapshot_value(before, metric, 0, c, 0) >
			     snapshot_value(after, metric, 0, c, 0);
	}
	return n;
}

int
main(void)
{
	struct segment_plan want_plan = synth_plan(1);
	size_t size = stats_page_size(&want_plan.shape);
	struct snapshot *before, *after;
	const char *why;
	int lower = 0, unread = 0;

	plan(4);
	synth_open(1);
	snapshot_open(synth_name, &before, &why);
	for (int round = 0; round < ROUNDS; round++) {
		ruin(segment_page(synth, 0), size, round < 200 ? 2 : round);
		segment_fold(synth, 0);
		snapshot_open(synth_name, &after, &why);
		unread += after == NULL;
		if (after == NULL)
			continue;
		lower += n_lower(before, after);
		snapshot_close(&before);
		before = after;
	}
	is_int(unread, 0, "it can be read after each of %d", ROUNDS);
	is_int(lower, 0, "no counter ever went back");
	is_int(segment_page(synth, 0)->size, size, "the page's head is right");
	is_int(synth_listener(0, 1)->accepted[0], 0, "and the page is clear");
	snapshot_close(&before);
	return done();
}
