/*
 * Goal: a server that answers and leaves without reading is lost for what the
 * client still sends, but its answer reaches the client before the reset.
 */
#include "unit_pool.h"

static int client, server;
static char answer[] = "answer";

/* A session between client and server, lent already. */
static struct session *
begin(const char *lines)
{
	int ends[2];

	peer_listen();
	peer_pair(ends);
	client = ends[0];
	fcntl(client, F_SETFL, O_NONBLOCK);
	world_open(POOL_TEXT, peer_port, lines);
	pool_quiet();
	sessions_open(&world.sessions, &world.service, ends[1], false);
	world_until(world.up.n[CONN_LENT] == 1);
	server = peer_accept();
	return container_of(
	    list_first(&world.sessions.all), struct session, link);
}

/* Send until the relay takes no more. */
static void
flood(void)
{
	static char bytes[65536];
	int idle = 0;

	while (idle < 3) {
		if (send(client, bytes, sizeof(bytes), 0) > 0)
			idle = 0;
		else
			idle++;
		loop_turn(&world.loop, 5);
	}
}

int
main(void)
{
	struct linger reset = {.l_onoff = 1, .l_linger = 0};
	struct session *session;
	char got[64] = "";

	plan(7);
	session = begin("pool off\n");
	is_int(session->state, SESSION_RELAY, "a session");
	flood();
	ok(session->relay.up.kept != NULL, "the server does not read");
	send(server, answer, 6, 0);
	setsockopt(server, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
	close(server);
	world_until(world.sessions.n == 0);
	is_int(world.sessions.n, 0, "it ends");
	is_int(world.service.stats->closed[REASON_server_reset], 1,
	    "for the server has reset");
	is_int(recv(client, got, sizeof(got), 0), 6, "the answer came first");
	is_str(got, answer, "whole");
	ok(recv(client, got, sizeof(got), 0) == -1 && errno == ECONNRESET,
	    "then the reset");
	return done();
}
