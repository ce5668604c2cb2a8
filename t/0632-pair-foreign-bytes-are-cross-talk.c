/* Bytes of another session, of another tenant, or of the session's own
 * requests are cross-talk, also in the middle of a reply. */
#include "unit_harm.h"

#define TIMES 200
#define ROOM (LANE_BYTES / 2)

static uint8_t foreign[LANE_BYTES];

/* Begin with this much of a session's stream. */
static void
make_foreign(uint64_t sid, uint8_t tenant, enum pair_dir dir, size_t n)
{
	struct pair_key key = {unit.key.key, unit.key.mode, tenant};
	struct stream stream = {&key, sid, dir};
	struct cursor cursor = {0};
	size_t done = 0;

	cursor_set(&cursor, &stream, 0, false);
	while (done < n) {
		size_t left = (size_t)cursor_left(&cursor);

		if (left > sizeof foreign - done)
			left = sizeof foreign - done;
		frame_bytes(&cursor.frame, 0, foreign + done, left);
		done += left;
		cursor_next(&cursor, &stream);
	}
}

/* A session with a first reply of n_least bytes or more. */
static uint64_t
find_sid(size_t n_least)
{
	uint64_t sid;

	do
		sid = unit_sid(PLAN_CALM, 12);
	while (harm_place(sid, PAIR_DOWN, 1) < n_least ||
	       (unit.key.mode != PAIR_MEMCACHED &&
		   harm_place(sid, PAIR_UP, 1) < 100));
	return sid;
}

static bool
is_cross_talk(uint64_t sid, size_t at, size_t len)
{
	harm_set(HARM_REPLACE, PAIR_DOWN, at, len);
	harm.with = foreign + at;
	memset(&unit.asked, 0, sizeof unit.asked);
	unit_serve(ROOM);
	unit_ask(sid, ROOM);
	carrier.most = 1 + unit_random(ROOM);
	return unit_run() && unit.asked.violations[V_CROSS_TALK] == 1;
}

enum whose { OTHER_SESSION, OTHER_TENANT, MIDDLE, OWN_REQUEST };

static int
count(enum whose whose)
{
	int n = 0;

	for (int i = 0; i < TIMES; i++) {
		uint64_t sid = find_sid(300);
		size_t size = harm_place(sid, PAIR_DOWN, 1);
		size_t at = whose == MIDDLE ? 60 + unit_random(size - 160) : 0;

		if (whose == OWN_REQUEST)
			make_foreign(sid, 1, PAIR_UP, size);
		else if (whose == OTHER_TENANT)
			make_foreign(sid, 2, PAIR_DOWN, size);
		else
			make_foreign(find_sid(size), 1, PAIR_DOWN, size);
		n += is_cross_talk(sid, at, size - at);
	}
	return n;
}

int
main(void)
{
	plan(N_PAIR_MODES * 4);
	for (enum pair_mode mode = 0; mode < N_PAIR_MODES; mode++) {
		unit_open(mode);
		is_int(count(OTHER_SESSION), TIMES, "%s: another's reply",
		    pair_mode_word(mode));
		is_int(count(OTHER_TENANT), TIMES,
		    "another tenant's of the same name");
		is_int(count(MIDDLE), TIMES, "another's from the middle on");
		is_int(count(OWN_REQUEST), TIMES, "the session's own request");
	}
	return done();
}
