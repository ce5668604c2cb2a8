/*
 * Goal: a connection whose reset is answered after the drain began is closed
 * with FIN and counted as discarded, and so is one that is lent by then.
 */
#include "unit_pool.h"

#define RESET POOL_REUSED "reset send \"RESET\" expect \"OK\"\n"

int
main(void)
{
	struct conn *reset, *lent;
	char got[8];
	int peers[2];

	plan(9);
	peer_listen();
	world_open(POOL_TEXT, peer_port, RESET);
	pool_quiet();
	reset = pool_get(false);
	peers[0] = peer_accept();
	lent = pool_get(false);
	peers[1] = peer_accept();
	pool_return(&reset);
	ok(peer_wait(peers[0], POLLIN) &&
		recv(peers[0], got, sizeof(got), 0) == 5,
	    "a reset is under way");
	pool_drain(&world.up);
	loop_turn(&world.loop, 0);
	is_int(world.up.n[CONN_RESETTING], 1, "a drain does not cut it short");
	send(peers[0], "OK", 2, 0);
	world_until(world.up.n[CONN_RESETTING] == 0);
	is_int(world.up.stats->script_runs[SCRIPT_OK], 1, "it is answered");
	is_int(world.up.stats->discards[0], 1, "and closed by rule");
	is_int(world.up.n[CONN_IDLE], 0, "for nobody will borrow it");
	ok(peer_wait(peers[0], POLLIN) &&
		recv(peers[0], got, sizeof(got), 0) == 0,
	    "with FIN");
	pool_return(&lent);
	is_int(world.up.stats->discards[0], 2, "what comes back is closed too");
	is_int(world.up.stats->returns[0], 0, "nothing is returned");
	loop_turn(&world.loop, 0);
	is_int(world.conns.n_taken, 0, "no connection is left");
	world_close();
	return done();
}
