/*
 * Goal: who waits for a connection and only ends his own direction still
 * waits; who breaks off leaves the line, and is counted as gone.
 */
#include "unit_session.h"

int
main(void)
{
	struct linger reset = {.l_onoff = 1};
	const uint64_t *failures;
	struct conn *lent;
	int patient, gone;

	plan(9);
	peer_listen();
	world_open(POOL_TEXT, peer_port, POOL_REUSED "max-connections 1\n");
	pool_quiet();
	failures = world.up.stats->borrow_failures;
	lent = pool_get(false);
	close(peer_accept());
	patient = session_client();
	send(patient, "PING\n", 5, 0);
	world_until(world.up.n_waiters == 1);
	gone = session_client();
	send(gone, "PING\n", 5, 0);
	world_until(world.up.n_waiters == 2);
	is_int(world.up.n_waiters, 2, "two wait");
	shutdown(patient, SHUT_WR);
	is_str(session_arrives(patient), "", "a FIN alone changes nothing");
	is_int(world.up.n_waiters, 2, "both wait on");
	setsockopt(gone, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
	close(gone);
	world_until(world.up.n_waiters == 1);
	is_int(world.up.n_waiters, 1, "who breaks off does not");
	is_int(failures[BORROW_CLIENT_GONE], 1, "it is counted");
	is_int(world.service.stats->closed[REASON_client_gone], 1, "as gone");
	is_int(world.sessions.n, 1, "the other is still there");
	pool_drop(&lent, REASON_server_eof);
	world_until(world.up.n[CONN_LENT] == 1);
	is_int(world.up.n[CONN_LENT], 1, "and has its turn");
	is_str(session_arrives(peer_accept()), "PING\n", "with what it said");
	world_close();
	return done();
}
