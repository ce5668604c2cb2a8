/*
 * Goal: a server that has ended its direction and then breaks off is noticed,
 * though nothing more is read from it; the client is reset.
 */
#include "unit_session.h"

int
main(void)
{
	struct linger reset = {.l_onoff = 1};
	int client, server;

	plan(7);
	peer_listen();
	world_open(POOL_TEXT, peer_port, "pool off\n");
	pool_quiet();
	client = session_client();
	world_until(world.up.n[CONN_LENT] == 1);
	server = peer_accept();
	/* As an accepted socket has it, from its listener. */
	setsockopt(session_newest()->relay.client.watch.fd, SOL_SOCKET,
	    SO_LINGER, &reset, sizeof(reset));
	send(client, "hello", 5, 0);
	is_str(session_arrives(server), "hello", "the client speaks");
	send(server, "bye", 3, 0);
	shutdown(server, SHUT_WR);
	is_str(session_arrives(client), "bye", "the server answers");
	is_str(session_arrives(client), "EOF", "and ends");
	send(client, "more", 4, 0);
	is_str(session_arrives(server), "more", "the client speaks on");
	setsockopt(server, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
	close(server);
	world_until(world.sessions.n == 0);
	is_int(world.sessions.n, 0, "the session ends");
	is_int(world.service.stats->closed[REASON_server_reset], 1,
	    "for the server's reset");
	ok(send(client, "x", 1, MSG_NOSIGNAL) == -1 && errno != EAGAIN,
	    "the client was reset");
	world_close();
	return done();
}
