/* An idle server closes in its time, or says something unasked; that it may be
 * lent in the same moment no relay can help, but later it must not be. */
#include "unit_pair.h"

#define IDLE_US 5000
#define AROUND_US 2000

static uint8_t said[LANE_BYTES];

/* A session in which nobody makes pauses. */
static uint64_t
find_sid(void)
{
	struct plan plan;
	uint64_t sid;

	do {
		sid = unit_sid(PLAN_CALM, 8);
		plan_make(&plan, &unit.key, sid);
	} while (plan.server.steps > 0 || plan.client.steps > 0);
	return sid;
}

/* It runs from begin to end on a new connection, which is idle then. */
static void
serve_one(void)
{
	memset(&unit.answered, 0, sizeof unit.answered);
	carrier.pools = true;
	unit_serve(LANE_BYTES);
	unit_ask(find_sid(), LANE_BYTES);
	while (unit.asker.answered < unit.asker.plan.n_exchanges)
		unit.now_us = unit_step();
}

/* The next thing that it does while idle; returns how long it took. */
static int64_t
idle(void)
{
	int64_t from_us = unit.now_us, due;

	unit.server.in.n = 0;
	due = answerer_run(&unit.answerer, unit.now_us);
	while (due != PAIR_OVER && due != PAIR_WAIT && unit.server.in.n == 0) {
		unit.now_us = due;
		due = answerer_run(&unit.answerer, unit.now_us);
	}
	return unit.now_us - from_us;
}

static void
try_close(void)
{
	int in_time = 0, early = 0, late = 0;

	unit.habits = (struct server_habits){
	    .idle_us = IDLE_US, .idle_around = AROUND_US};
	for (int i = 0; i < 300; i++) {
		int64_t us;

		serve_one();
		us = idle();
		in_time += us >= IDLE_US - AROUND_US &&
			   us <= IDLE_US + AROUND_US && unit.answerer.over;
		early += us < IDLE_US;
		late += us > IDLE_US;
	}
	is_int(in_time, 300, "%s: all close when they have been idle",
	    pair_mode_word(unit.key.mode));
	ok(early > 90 && late > 90, "some earlier, some later");
}

/* Another session's request, so long after the server spoke unasked. */
static void
lend(int64_t after_us)
{
	unit.habits = (struct server_habits){.blurt_of_1000 = 1000};
	serve_one();
	idle();
	lane_take(&unit.server.in, said, LANE_BYTES);
	unit.now_us += after_us;
	unit_ask(find_sid(), LANE_BYTES);
	while (!unit.answerer.over)
		unit.now_us = unit_step();
}

static void
try_blurt(void)
{
	struct lane *down;

	lend(1000);
	is_int(unit.answered.blurts, 1, "says something unasked");
	is_int(tally_violations(&unit.answered), 0, "lent at once: no blame");
	lend(100000);
	is_int(
	    unit.answered.violations[V_SHARED], 1, "lent later: a violation");

	memset(&unit.asked, 0, sizeof unit.asked);
	down = &unit.client.out;
	lend(1000);
	unit_ask(find_sid(), LANE_BYTES);
	lane_put(down, said, FRAME_TOKEN_WITHIN);
	while (!unit.asker.over)
		unit.now_us = asker_run(&unit.asker, unit.now_us);
	is_int(unit.asked.strays, 1, "who gets it knows a stray");
	is_int(tally_violations(&unit.asked), 0, "and blames nobody");
}

int
main(void)
{
	plan((N_PAIR_MODES - 1) * 7);
	for (enum pair_mode mode = PAIR_LINE; mode < N_PAIR_MODES; mode++) {
		unit_open(mode);
		try_close();
		try_blurt();
	}
	return done();
}
