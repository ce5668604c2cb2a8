/*
 * Goal: when there is no memory for a connection, who asks is refused at once
 * and nothing is counted as dialled; with memory it is served again.
 */
#include "unit_pool.h"

int
main(void)
{
	const uint64_t *failures;
	void *taken[WORLD_MOST + 1];
	int n_taken = 0;
	struct asker asker;

	plan(7);
	peer_listen();
	world_open(POOL_TEXT, peer_port, "pool preconnect\nmin-idle 2\n");
	failures = world.up.stats->borrow_failures;
	while ((taken[n_taken] = slab_take(&world.conns)) != NULL)
		n_taken++;
	pool_ask(&asker, false);
	world_until(asker.done);
	ok(asker.done && asker.conn == NULL, "it is refused");
	is_int(asker.why, REASON_dial_failed, "for want of a dial");
	is_int(failures[BORROW_DIAL_FAILED], 1, "which is counted");
	is_int(world.servers[0].fails, 0, "it is not the server's fault");
	is_int(world.up.n[CONN_DIALING], 0, "nothing is dialled");
	while (n_taken > 0)
		slab_give(&world.conns, taken[--n_taken]);
	ok(pool_get(false) != NULL, "with memory the next is served");
	world_until(world.up.n[CONN_WARM] == 2);
	is_int(world.up.n[CONN_WARM], 2, "and connections are made ahead");
	world_close();
	return done();
}
