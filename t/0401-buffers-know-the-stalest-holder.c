/*
 * Goal: the holder that made no progress for longest is known, without the
 * one that asks, through any holds, progress and returns.
 */
#include "buffers.h"
#include "unit_seed.h"

#define N 20

static struct buffers buffers;
static struct buffer *held[N];
static int holders[N];          /* their addresses are who they are */
static int64_t progress[N], at; /* 0: holds nothing */

/* By the plain rule. */
static void *
stalest_but(int but)
{
	int best = -1;

	for (int i = 0; i < N; i++)
		if (i != but && progress[i] != 0 &&
		    (best == -1 || progress[i] < progress[best]))
			best = i;
	return best == -1 ? NULL : &holders[best];
}

static void
step(int i)
{
	if (held[i] == NULL)
		held[i] = buffers_take(&buffers);
	else if (unit_random(3) == 0) {
		buffers_give(&buffers, held[i], at);
		held[i] = NULL;
		progress[i] = 0;
		return;
	}
	buffers_hold(&buffers, held[i], &holders[i]);
	progress[i] = ++at;
}

int
main(void)
{
	struct buffer *scratch;
	int wrong = 0, all = 0, none = 0;

	plan(4);
	buffers_init(&buffers, N + 2, N + 2);
	scratch = buffers_take(&buffers);
	ok(scratch != NULL && buffers_stalest(&buffers, NULL) == NULL,
	    "a scratch buffer is nobody's");
	for (int turn = 0; turn < 20000; turn++) {
		int but = (int)unit_random(N);
		void *want = stalest_but(but);

		step((int)unit_random(unit_random(2) ? N : 3));
		want = stalest_but(but);
		wrong += buffers_stalest(&buffers, &holders[but]) != want;
		all += want != NULL;
		none += buffers_stalest(&buffers, NULL) != stalest_but(-1);
	}
	is_int(wrong, 0, "20,000 turns: the stalest but one");
	is_int(none, 0, "and the stalest of all");
	ok(all > 10000, "mostly there was one");
	buffers_fini(&buffers);
	return done();
}
