/* A server's connection that is lent to one session after the other sees
 * nothing wrong; after a reply that nobody asked for it must not be lent. */
#include "unit_pair.h"

/* What a pooling relay does, for one client: its FIN means that it asks no
 * more, and is answered when nothing is owed. */
static void
run_session(uint64_t sid)
{
	unit_ask(sid, 1 + unit_random(1000));
	while (!unit.asker.over && !unit.answerer.over) {
		int64_t due = unit_step();

		if (unit.client.in.fin && unit.client.in.n == 0 &&
		    unit.asker.answered == unit.asker.plan.n_exchanges)
			unit.client.out.fin = true;
		if (due < PAIR_WAIT)
			unit.now_us = due;
	}
}

static uint64_t
calm_sid(void)
{
	return unit_sid(PLAN_CALM, (uint8_t)unit_random(11));
}

/* A session in which the server says its last reply twice. */
static uint64_t
twice_sid(void)
{
	struct plan_exchange exchange;
	struct plan plan;
	uint64_t sid;

	do {
		sid = unit_sid(PLAN_WILD, 8);
		plan_make(&plan, &unit.key, sid);
		plan_exchange(&exchange, &unit.key, sid, plan.n_exchanges - 1);
	} while (exchange.act != SERVER_TWICE);
	return sid;
}

/* Its client must not leave before it has both. */
static bool
is_waited_for(void)
{
	carrier.most = 5;
	run_session(twice_sid());
	carrier.most = LANE_BYTES;
	return unit.asker.copied;
}

int
main(void)
{
	plan((N_PAIR_MODES - 1) * 4);
	carrier.pools = true;
	for (enum pair_mode mode = PAIR_LINE; mode < N_PAIR_MODES; mode++) {
		unit_open(mode);
		unit.asked.report = unit.answered.report = stdout;
		unit_serve(1000);
		for (int i = 0; i < 300; i++)
			run_session(calm_sid());
		is_int(unit.answered.sessions, 300, "%s: 300 one by one",
		    pair_mode_word(mode));
		is_int(tally_violations(&unit.asked) +
			   tally_violations(&unit.answered),
		    0, "without a violation");
		ok(is_waited_for() && tally_violations(&unit.answered) == 0,
		    "nor is a reply one that comes twice");
		unit.asked.report = unit.answered.report = NULL;
		run_session(calm_sid());
		is_int(unit.answered.violations[V_SHARED], 1,
		    "but to lend that connection is");
	}
	return done();
}
