/*
 * Goal: bytes and the end right behind them, seen in one look at the socket,
 * both arrive, whichever side they come from.
 */
#include "unit_session.h"

static void
check(bool by_client)
{
	int client, server, from, to;

	peer_listen();
	world_open(POOL_TEXT, peer_port, "pool off\n");
	pool_quiet();
	client = session_client();
	world_until(world.up.n[CONN_LENT] == 1);
	server = peer_accept();
	from = by_client ? client : server;
	to = by_client ? server : client;
	if (send(from, "last", 4, 0) != 4)
		perror("send");
	shutdown(from, SHUT_WR);
	peer_wait(by_client ? session_newest()->relay.client.watch.fd
			    : session_newest()->relay.conn->end.watch.fd,
	    POLLRDHUP);
	is_str(session_arrives(to), "last", "by the %s: the bytes",
	    by_client ? "client" : "server");
	is_str(session_arrives(to), "EOF", "and the end");
	world_close();
}

int
main(void)
{
	plan(4);
	check(true);
	check(false);
	return done();
}
