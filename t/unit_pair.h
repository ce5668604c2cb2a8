/* unit_pair - an asker and an answerer, joined in memory by a carrier */
#ifndef RELAY_UNIT_PAIR_H
#define RELAY_UNIT_PAIR_H

#include "pair/answerer.h"
#include "unit_carry.h"

static struct {
	struct pair_key key;
	struct server_habits habits;
	struct seen seen[ANSWERER_SEEN];
	struct tally asked, answered;
	struct answerer_env env;
	struct link client, server;
	struct asker asker;
	struct answerer answerer;
	int64_t now_us;
} unit;

static const struct pair_io plug_io = {
    .recv = plug_recv,
    .send = plug_send,
    .finish = plug_finish,
    .close = plug_close,
    .reset = plug_reset,
};

TAP_UNUSED static void
unit_open(enum pair_mode mode)
{
	memset(&unit, 0, sizeof unit);
	unit.key = (struct pair_key){unit_random(UINT32_MAX), mode, 1};
	unit.env = (struct answerer_env){
	    &unit.key, &plug_io, &unit.habits, &unit.answered, unit.seen};
}

/* A sid by chance. */
TAP_UNUSED static uint64_t
unit_sid(uint8_t roughness, uint8_t size_bits)
{
	return plan_sid(unit_random(1ULL << 48), roughness, size_bits);
}

/* A new connection to the server; and one of a client, with its session. */
TAP_UNUSED static void
unit_serve(size_t room)
{
	link_open(&unit.server, room);
	answerer_init(&unit.answerer, &unit.env, &unit.server.far,
	    unit_random(UINT32_MAX), unit.now_us);
}

TAP_UNUSED static void
unit_ask(uint64_t sid, size_t room)
{
	link_open(&unit.client, room);
	asker_init(&unit.asker, &unit.key, &plug_io, &unit.client.far, sid,
	    &unit.asked);
}

static int64_t
earliest(int64_t a, int64_t b)
{
	return a >= 0 && a < b ? a : b;
}

/* Both ends and the carrier, once.  Returns when to go on: the clock stands
 * still until nobody moves any more. */
static int64_t
unit_step(void)
{
	int64_t due = PAIR_WAIT;

	lane_moved = false;
	if (!unit.asker.over)
		due = earliest(asker_run(&unit.asker, unit.now_us), due);
	lane_moved |= carry(&unit.client.near, &unit.server.near, PAIR_UP);
	if (!unit.answerer.over)
		due = earliest(answerer_run(&unit.answerer, unit.now_us), due);
	lane_moved |= carry(&unit.server.near, &unit.client.near, PAIR_DOWN);
	lane_moved |= carry_reset(&unit.client.near, &unit.server.near);
	lane_moved |= carry_reset(&unit.server.near, &unit.client.near);
	return lane_moved ? unit.now_us : due;
}

/* Until both have closed; false: that does not happen. */
TAP_UNUSED static bool
unit_run(void)
{
	while (unit.now_us < INT64_MAX) {
		int64_t due = unit_step();

		if (unit.asker.over && unit.answerer.over)
			return true;
		unit.now_us = due;
	}
	return false;
}

#endif /* RELAY_UNIT_PAIR_H */
