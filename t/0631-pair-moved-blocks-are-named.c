/* A block that was dropped, doubled, or changed places with the next, is named
 * as what it is. */
#include "unit_harm.h"

#define TIMES 200
#define ROOM (LANE_BYTES / 2)

/* A session and a frame of it that is large enough; returns its size. */
static size_t
find_frame(enum pair_dir dir, uint64_t *sid, uint32_t *e)
{
	struct plan plan;
	size_t n;

	do {
		*sid = unit_sid(PLAN_CALM, 13);
		plan_make(&plan, &unit.key, *sid);
		*e = (uint32_t)unit_random(plan.n_exchanges);
		n = harm_place(*sid, dir, *e + 1) - harm_place(*sid, dir, *e);
	} while (n < 400);
	return n;
}

static bool
is_named(enum pair_dir dir, enum harm_kind kind, enum violation name)
{
	const struct tally *tally =
	    dir == PAIR_UP ? &unit.answered : &unit.asked;
	uint32_t e;
	uint64_t sid;
	size_t n = find_frame(dir, &sid, &e);
	size_t len = 40 + unit_random((n - 250) / 2);
	/* What is before a server knows the session it cannot name. */
	size_t least = dir == PAIR_UP ? 64 : 0;
	size_t at = least + unit_random(n - 2 * len - 64 - least);

	harm_set(kind, dir, harm_place(sid, dir, e) + at, len);
	memset(&unit.asked, 0, sizeof unit.asked);
	memset(&unit.answered, 0, sizeof unit.answered);
	unit_serve(ROOM);
	unit_ask(sid, ROOM);
	carrier.most = 1 + unit_random(ROOM);
	if (unit_run() && tally->violations[name] == 1 &&
	    tally_violations(tally) == 1)
		return true;
	printf("# %016llx: byte %zu and %zu: ", (unsigned long long)sid,
	    harm.at, len);
	tally_print(tally, stdout);
	printf("\n");
	return false;
}

static int
count_named(enum pair_dir dir, enum harm_kind kind, enum violation name)
{
	int n = 0;

	for (int i = 0; i < TIMES; i++)
		n += is_named(dir, kind, name);
	return n;
}

int
main(void)
{
	plan(N_PAIR_MODES * 2 * 3);
	for (enum pair_mode mode = 0; mode < N_PAIR_MODES; mode++)
		for (enum pair_dir dir = PAIR_UP; dir <= PAIR_DOWN; dir++) {
			unit_open(mode);
			is_int(count_named(dir, HARM_DROP, V_LOST), TIMES,
			    "%s, %s: dropped", pair_mode_word(mode),
			    dir == PAIR_UP ? "up" : "down");
			is_int(count_named(dir, HARM_DOUBLE, V_REPEATED), TIMES,
			    "doubled");
			is_int(count_named(dir, HARM_SWAP, V_LOST), TIMES,
			    "out of order");
		}
	return done();
}
