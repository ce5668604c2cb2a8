/* A server reports requests that come twice, out of turn, of another tenant,
 * or of another client while the last one is not done. */
#include "unit_pair.h"

static uint64_t alice, bob;

/* Sessions of some exchanges, with a first request that is no small one. */
static uint64_t
find_sid(void)
{
	struct plan_exchange exchange;
	struct plan plan;
	uint64_t sid;

	do {
		sid = unit_sid(PLAN_CALM, 9);
		plan_make(&plan, &unit.key, sid);
		plan_exchange(&exchange, &unit.key, sid, 0);
	} while (plan.n_exchanges < 3 ||
		 (exchange.n_request < 50 && unit.key.mode != PAIR_MEMCACHED));
	return sid;
}

static void
run_server(void)
{
	int64_t due = unit.now_us;

	while (due != PAIR_WAIT && due != PAIR_OVER) {
		unit.now_us = due;
		due = answerer_run(&unit.answerer, unit.now_us);
	}
}

/* So many bytes less than the whole request are sent to the server. */
static void
ask(uint64_t sid, uint32_t e, uint8_t tenant, size_t less)
{
	struct pair_key key = {unit.key.key, unit.key.mode, tenant};
	struct stream stream = {&key, sid, PAIR_UP};
	struct cursor cursor = {0};
	uint8_t bytes[4096];
	size_t n;

	cursor_set(&cursor, &stream, e, false);
	n = (size_t)cursor_left(&cursor) - less;
	frame_bytes(&cursor.frame, 0, bytes, n);
	lane_put(&unit.server.out, bytes, n);
	run_server();
}

/* A new server, with room for so many bytes of replies. */
static void
begin(size_t room)
{
	memset(&unit.answered, 0, sizeof unit.answered);
	unit_serve(room);
	alice = find_sid();
	bob = find_sid();
}

static void
saw(enum violation violation, const char *what)
{
	ok(unit.answered.violations[violation] == 1 &&
		tally_violations(&unit.answered) == 1 && unit.answerer.over,
	    "%s: %s", what, violation_words[violation]);
}

static void
try_turns(void)
{
	begin(LANE_BYTES);
	ask(alice, 0, 1, 0);
	ask(alice, 1, 1, 0);
	ok(!unit.answerer.over, "%s: one after the other is right",
	    pair_mode_word(unit.key.mode));
	ask(alice, 1, 1, 0);
	saw(V_REPEATED, "twice on one connection");
	unit_serve(LANE_BYTES);
	memset(&unit.answered, 0, sizeof unit.answered);
	ask(alice, 1, 1, 0);
	saw(V_REPEATED, "again on another connection");
	begin(LANE_BYTES);
	ask(alice, 0, 1, 0);
	ask(alice, 2, 1, 0);
	saw(V_LOST, "one left out");
	begin(LANE_BYTES);
	ask(alice, 1, 1, 0);
	saw(V_LOST, "the first left out");
}

static void
try_others(void)
{
	begin(LANE_BYTES);
	ask(alice, 0, 2, 0);
	saw(V_CROSS_TALK, "another tenant");
	begin(LANE_BYTES);
	ask(alice, 0, 1, 0);
	ask(bob, 0, 1, 0);
	ok(!unit.answerer.over, "another client after the reply is right");
	begin(1);
	ask(alice, 0, 1, 0);
	ask(bob, 0, 1, 0);
	saw(V_SHARED, "another client before the reply");
	begin(LANE_BYTES);
	ask(alice, 0, 1, 1);
	ask(bob, 0, 1, 0);
	saw(V_SHARED, "another client inside a request");
}

int
main(void)
{
	plan((N_PAIR_MODES - 1) * 9);
	for (enum pair_mode mode = PAIR_LINE; mode < N_PAIR_MODES; mode++) {
		unit_open(mode);
		try_turns();
		try_others();
	}
	return done();
}
