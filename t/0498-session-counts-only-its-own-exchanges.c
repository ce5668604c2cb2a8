/*
 * Goal: of a connection that several sessions use in turn each counts its own
 * exchanges, and none those of the sessions before it.
 */
#include "unit_session.h"

static int server = -1;

static void
ask(int client, const char *text)
{
	if (send(client, text, strlen(text), 0) != (ssize_t)strlen(text))
		perror("send");
	if (server == -1) {
		world_until(world.up.n[CONN_LENT] == 1);
		server = peer_accept();
	}
	is_str(session_arrives(server), text, "it asks");
	if (send(server, text, strlen(text), 0) != (ssize_t)strlen(text))
		perror("send");
	is_str(session_arrives(client), text, "and is answered");
}

int
main(void)
{
	const uint64_t *exchanges;

	plan(0);
	peer_listen();
	world_open(POOL_TEXT, peer_port, POOL_REUSED);
	pool_quiet();
	exchanges = world.up.stats->exchanges;
	for (uint64_t i = 1; i <= 3; i++) {
		int client = session_client();

		ask(client, "one\n");
		ask(client, "two\n");
		close(client);
		world_until(world.sessions.n == 0);
		is_int(exchanges[EXCHANGE_OK], 2 * i, "session %u: two more",
		    (unsigned)i);
	}
	is_int(world.up.stats->borrows[SOURCE_REUSED], 2, "one connection");
	is_int(exchanges[EXCHANGE_ABORTED], 0, "none was aborted");
	return done();
}
