/*
 * Goal: a session that the server has spoken to is not moved to another
 * connection when that one ends: it would be greeted twice.
 */
#include "unit_session.h"

int
main(void)
{
	const struct stats_upstream *stats;
	int client, server;

	plan(6);
	peer_listen();
	world_open(POOL_TEXT, peer_port, "pool preconnect\nmin-idle 1\n");
	world_until(world.up.n[CONN_WARM] == 1);
	pool_quiet();
	stats = world.up.stats;
	server = peer_accept();
	client = session_client();
	is_int(stats->borrows[SOURCE_WARM], 1, "a warm one is lent");
	send(server, "hello", 5, 0);
	is_str(session_arrives(client), "hello", "the server greets");
	close(server);
	is_str(session_arrives(client), "EOF", "and ends, as the client sees");
	is_int(stats->borrows[SOURCE_FRESH], 0, "no other is borrowed");
	is_int(stats->retries[RETRY_OK], 0, "nothing was retried");
	is_int(world.up.n[CONN_DIALING], 0, "nor is it being");
	return done();
}
