/*
 * Goal: where descriptors have run out, the idle connection that came back
 * first is closed for its own; one that is lent or warm never is.
 */
#include "unit_pool.h"

int
main(void)
{
	struct conn *conns[3], *copy;

	plan(9);
	peer_listen();
	world_open(POOL_TEXT, peer_port, POOL_REUSED);
	pool_quiet();
	ok(!pool_shed(&world.up), "there is none");
	for (int i = 0; i < 3; i++)
		conns[i] = pool_get(false);
	ok(!pool_shed(&world.up), "nor one that is not lent");
	for (int i = 0; i < 2; i++) {
		copy = conns[i];
		pool_return(&copy);
		world.loop.now_ms++; /* they came back one by one */
	}
	ok(pool_shed(&world.up), "of two idle ones");
	ok(conns[0]->state == CONN_FREE && conns[1]->state == CONN_IDLE,
	    "the older is closed");
	is_int(pool_invalid(AT_IDLE, REASON_evicted), 1, "and counted");
	ok(pool_shed(&world.up), "then the other");
	ok(!pool_shed(&world.up), "then there is none again");
	is_int(world.up.n[CONN_LENT], 1, "what is lent stays lent");
	loop_turn(&world.loop, 0);
	is_int(world.conns.n_taken, 1, "and is all that is left");
	world_close();
	return done();
}
