/*
 * Goal: while a worker drains, sessions end with FIN that idle between two
 * exchanges, or before their first byte, for drain-idle; no others end.
 */
#include "unit_session.h"

#define HOUR 3600000

static int client, server;

/* Open a world and a session in it, told of by the lines of its upstream. */
static void
begin(const char *lines)
{
	peer_listen();
	world_open(POOL_TEXT, peer_port, lines);
	pool_quiet();
	client = session_client();
}

/* The client asks, the server answers so much, and the client reads it. */
static void
exchange(const char *request, const char *reply)
{
	send(client, request, strlen(request), 0);
	world_until(world.up.n[CONN_LENT] == 1);
	server = peer_accept();
	is_str(session_arrives(server), request, "a request");
	if (reply == NULL)
		return;
	send(server, reply, strlen(reply), 0);
	is_str(session_arrives(client), reply, "and what comes back");
}

/* Whether it ends when it may idle for so long. */
static void
check(int64_t drain_idle_ms, bool ends, const char *what)
{
	const uint64_t *closed = world.service.stats->closed;

	world.sessions.drain_idle_ms = drain_idle_ms;
	sessions_drain(&world.sessions);
	is_int(closed[REASON_drain], ends, "%s: %s", what,
	    ends ? "ends" : "goes on");
	is_str(session_arrives(client), ends ? "EOF" : "", "as it sees");
}

/* A reply is whole, but the client has not taken all of it. */
static void
check_held(void)
{
	static char reply[15000];
	int ends[2];

	peer_listen();
	world_open(POOL_TEXT, peer_port, POOL_REUSED);
	pool_quiet();
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) == -1)
		exit(1);
	setsockopt(ends[1], SOL_SOCKET, SO_SNDBUF, &(int){4096}, sizeof(int));
	sessions_open(&world.sessions, &world.service, ends[1], true);
	client = ends[0];
	exchange("PING\n", NULL);
	memset(reply, 'x', sizeof(reply));
	reply[sizeof(reply) - 1] = '\n';
	send(server, reply, sizeof(reply), 0);
	world_until(session_newest()->relay.down.kept != NULL);
	is_int(session_newest()->relay.conn->framing.owed, 0, "it is whole");
	sessions_drain(&world.sessions);
	is_int(world.sessions.n, 1, "a reply is kept for the client: goes on");
}

static void
end(void)
{
	close(client);
	close(server);
	close(peer_fd);
	world_close();
}

int
main(void)
{
	plan(0);
	begin("borrow-at first-byte\n");
	check(HOUR, false, "before the first byte, not for long");
	check(0, true, "for long");
	end();

	begin(POOL_REUSED);
	exchange("PING\n", "PONG\n");
	check(HOUR, false, "between two exchanges, not for long");
	check(0, true, "for long");
	is_int(world.up.n[CONN_IDLE], 1, "its connection is fit");
	end();

	begin(POOL_REUSED);
	exchange("PING\n", NULL);
	check(0, false, "a reply is owed");
	end();

	begin(POOL_REUSED);
	exchange("PING\n", "PO");
	check(0, false, "half a reply is owed");
	end();

	begin(POOL_REUSED);
	exchange("PING\nPI", "PONG\n");
	check(0, false, "half a request was sent");
	end();

	check_held();
	end();

	begin("pool off\n");
	exchange("PING\n", "PONG\n");
	check(0, false, "nobody knows what an exchange is");
	end();
	return done();
}
