/*
 * Goal: a framed client that has ended and reads slowly gets the last reply to
 * its last byte, though nothing is owed any more, and only then the session
 * ends and gives its connection back.
 */
#include "unit_session.h"

#define REPLY (1 << 20)

static char reply[REPLY];

/* Write all of it, turning meanwhile; nobody reads. */
static void
answer(int server)
{
	size_t at = 0;

	for (int i = 0; i < 4000 && at < REPLY; i++) {
		ssize_t n = send(server, reply + at, REPLY - at, MSG_NOSIGNAL);

		at += n > 0 ? (size_t)n : 0;
		loop_turn(&world.loop, 0);
	}
	is_int(at, REPLY, "the server has answered");
}

/* Read a little in each turn, to the end; how many bytes came. */
static size_t
read_slowly(int client)
{
	static char bytes[4096];
	size_t total = 0;
	ssize_t n;

	for (int i = 0; i < 100000; i++) {
		loop_turn(&world.loop, 0);
		n = recv(client, bytes, sizeof(bytes), 0);
		if (n == 0 || (n == -1 && errno != EAGAIN))
			break;
		total += n > 0 ? (size_t)n : 0;
	}
	return total;
}

int
main(void)
{
	int client, server, small = 4096, window = 65536;

	plan(6);
	memset(reply, 'x', sizeof(reply));
	reply[REPLY - 1] = '\n';
	peer_listen();
	world_open(POOL_TEXT, peer_port, POOL_REUSED);
	pool_quiet();
	client = session_client();
	setsockopt(client, SOL_SOCKET, SO_RCVBUF, &window, sizeof(window));
	setsockopt(session_newest()->relay.client.watch.fd, SOL_SOCKET,
	    SO_SNDBUF, &small, sizeof(small));
	send(client, "all\n", 4, 0);
	shutdown(client, SHUT_WR);
	world_until(world.up.n[CONN_LENT] == 1);
	server = peer_accept();
	is_str(session_arrives(server), "all\n", "the last request");
	is_int(
	    session_newest()->state, SESSION_HALF_UP, "the client has ended");
	answer(server);
	is_int(read_slowly(client), REPLY, "every byte reaches the client");
	world_until(world.sessions.n == 0);
	is_int(world.sessions.n, 0, "then it is over");
	is_int(world.up.stats->returns[0], 1, "and the connection is back");
	return done();
}
