/* A session without a planned fault that is reset, closed or forgotten is a
 * violation, unless the run is one in which that happens: but for silence. */
#include "unit_pair.h"

#define ROOM (LANE_BYTES / 2)

static size_t left; /* bytes of replies that still come, before the end */
static void (*end)(struct lane *to);

static void
by_reset(struct lane *to)
{
	to->rst = true;
}

static void
by_fin(struct lane *to)
{
	to->fin = true;
}

static void
by_nothing(struct lane *to)
{
	(void)to;
}

static void
cut(struct lane *to, enum pair_dir dir, const uint8_t *p, size_t n)
{
	size_t part = dir == PAIR_DOWN && n > left ? left : n;

	lane_put(to, p, part);
	left -= dir == PAIR_DOWN ? part : 0;
	if (part < n)
		end(to);
}

/* A session of which so many replies arrive, and then this end. */
static void
run(uint32_t replies, bool tolerant, void (*by)(struct lane *to))
{
	struct stream stream = {&unit.key, 0, PAIR_DOWN};
	struct cursor cursor = {0};
	struct plan plan;

	do {
		stream.sid = unit_sid(PLAN_CALM, 9);
		plan_make(&plan, &unit.key, stream.sid);
	} while (plan.n_exchanges <= replies);
	left = 0;
	for (cursor_set(&cursor, &stream, 0, false); cursor.e < replies;
	     cursor_next(&cursor, &stream))
		left += (size_t)cursor_left(&cursor);
	end = by;
	carrier.bytes = cut;
	memset(&unit.asked, 0, sizeof unit.asked);
	unit.asked.tolerant = tolerant;
	unit_serve(ROOM);
	unit_ask(stream.sid, ROOM);
	unit_run();
}

int
main(void)
{
	int64_t from_us;

	plan(11);
	unit_open(PAIR_LENGTH);
	run(2, false, by_reset);
	is_int(unit.asked.violations[V_UNSERVED], 1, "RST");
	run(2, true, by_reset);
	is_int(tally_violations(&unit.asked), 0, "RST is tolerated");
	is_int(unit.asked.resets, 1, "and counted");
	run(0, false, by_fin);
	is_int(unit.asked.violations[V_UNSERVED], 1, "FIN at once");
	run(0, true, by_fin);
	is_int(tally_violations(&unit.asked), 0, "FIN at once is tolerated");
	is_int(unit.asked.closed, 1, "and counted");
	run(2, false, by_fin);
	is_int(unit.asked.violations[V_UNSERVED], 1, "FIN after a reply");
	run(2, true, by_fin);
	is_int(unit.asked.violations[V_UNSERVED], 1, "is not tolerated");
	from_us = unit.now_us;
	run(1, false, by_nothing);
	is_int(unit.asked.violations[V_STUCK], 1, "silence");
	ok(unit.now_us - from_us >= 30000000, "of 30 s");
	run(1, true, by_nothing);
	is_int(unit.asked.violations[V_STUCK], 1, "is not tolerated");
	return done();
}
