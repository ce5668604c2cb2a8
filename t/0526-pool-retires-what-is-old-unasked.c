/*
 * Goal: a connection that reaches max-age in the pool is closed without being
 * asked for; one that does while it is lent, when it comes back and idles.
 */
#include "unit_clock.h"
#include "unit_pool.h"

#define AGE_MS 60000

static void
pass(int64_t ms)
{
	unit_pass_ms(ms);
	for (int i = 0; i < 5; i++)
		loop_turn(&world.loop, 0);
}

int
main(void)
{
	struct conn *a, *b, *copy;

	plan(8);
	peer_listen();
	world_open(POOL_TEXT, peer_port,
	    POOL_REUSED "max-age 60s\npool-idle-timeout 1h\n");
	pool_quiet();
	a = copy = pool_get(false);
	b = pool_get(false);
	pool_return(&copy);
	pass(AGE_MS * 9 / 10 - 2000);
	is_int(a->state, CONN_IDLE, "before nine tenths of its age it is kept");
	pass(AGE_MS / 10 + 4000);
	is_int(a->state, CONN_FREE, "after its age it is closed");
	is_int(pool_invalid(AT_IDLE, REASON_age), 1, "which is counted");
	is_int(b->state, CONN_LENT, "a lent one is left alone");
	copy = b;
	pool_return(&copy);
	is_int(b->state, CONN_IDLE, "it may come back");
	pass(1500);
	is_int(b->state, CONN_FREE, "and is closed then");
	is_int(pool_invalid(AT_IDLE, REASON_age), 2, "and counted");
	is_int(world.up.n[CONN_IDLE], 0, "none is left");
	world_close();
	return done();
}
