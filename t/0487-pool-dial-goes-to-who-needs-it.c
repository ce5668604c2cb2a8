/*
 * Goal: whoever waits longest gets what is ready first; the dial that was
 * begun for it then serves the next; and one that nobody waits for is kept.
 */
#include "unit_pool.h"

int
main(void)
{
	struct asker a, b;
	struct conn *lent, *dial;

	plan(11);
	peer_listen();
	world_open(POOL_TEXT, peer_port, POOL_REUSED);
	pool_quiet();
	lent = pool_get(false);
	pool_ask(&a, false);
	world.up.serve.fn(&world.up.serve); /* as the loop would, but at once */
	dial = a.waiter.dial;
	ok(dial != NULL, "a dial is begun for who waits");
	is_int(world.servers[0].n_claimed, 1, "and claimed");
	pool_ask(&b, false);
	pool_return(&lent);
	world.up.serve.fn(&world.up.serve);
	ok(a.done && a.conn->uses == 2, "what came back serves the first");
	ok(b.waiter.dial == dial, "its dial is the second's now");
	is_int(world.up.n[CONN_DIALING], 1, "no other was begun");
	world_until(b.done);
	ok(b.conn == dial, "which gets it");
	is_int(world.servers[0].n_claimed, 0, "nothing is claimed");
	is_int(world.up.stats->fresh_dials[DIAL_OK], 2, "two dials for three");
	pool_ask(&a, true);
	world.up.serve.fn(&world.up.serve);
	pool_leave(&world.up, &a.waiter);
	world_until(world.up.n[CONN_WARM] == 1);
	is_int(world.up.n[CONN_WARM], 1, "one that nobody wants is kept");
	is_int(world.up.n[CONN_DIALING], 0, "when it is there");
	ok(conn_source(pool_get(false)) == SOURCE_WARM, "and lent as warm");
	world_close();
	return done();
}
