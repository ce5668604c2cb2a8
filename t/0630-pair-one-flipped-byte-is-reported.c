/* One flipped byte, anywhere in requests or replies, is reported as damage: a
 * thousand of a thousand, in each mode and direction. */
#include "unit_harm.h"

#define TIMES 1000

/* A session with one byte of it damaged; whether that was said of it, and
 * nothing else, where the byte arrived. */
static bool
is_reported(enum pair_dir dir)
{
	const struct tally *tally =
	    dir == PAIR_UP ? &unit.answered : &unit.asked;
	uint64_t sid = unit_sid(PLAN_CALM, (uint8_t)unit_random(11));
	struct plan plan;

	plan_make(&plan, &unit.key, sid);
	harm_set(HARM_FLIP, dir,
	    unit_random(harm_place(sid, dir, plan.n_exchanges)), 1);
	memset(&unit.asked, 0, sizeof unit.asked);
	memset(&unit.answered, 0, sizeof unit.answered);
	unit_serve(LANE_BYTES / 2);
	unit_ask(sid, 1 + unit_random(LANE_BYTES / 2));
	carrier.most = 1 + unit_random(100);
	if (!unit_run())
		return false;
	if (tally->violations[V_CORRUPT] == 1 && tally_violations(tally) == 1)
		return true;
	printf("# %016llx: byte %zu: ", (unsigned long long)sid, harm.at);
	tally_print(tally, stdout);
	printf("\n");
	return false;
}

int
main(void)
{
	plan(N_PAIR_MODES * 2);
	for (enum pair_mode mode = 0; mode < N_PAIR_MODES; mode++)
		for (enum pair_dir dir = PAIR_UP; dir <= PAIR_DOWN; dir++) {
			int reported = 0;

			unit_open(mode);
			for (int i = 0; i < TIMES; i++)
				reported += is_reported(dir);
			is_int(reported, TIMES, "%s: all damaged %s",
			    pair_mode_word(mode),
			    dir == PAIR_UP ? "requests" : "replies");
		}
	return done();
}
