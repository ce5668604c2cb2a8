/*
 * Goal: each side may end its direction first; the other goes on, and the
 * session ends clean when both are through.
 */
#include "unit_pool.h"

static int client, server;

static void
begin(void)
{
	int ends[2];

	peer_listen();
	peer_pair(ends);
	client = ends[0];
	fcntl(client, F_SETFL, O_NONBLOCK);
	world_open(POOL_TEXT, peer_port, "pool off\n");
	pool_quiet();
	sessions_open(&world.sessions, &world.service, ends[1], false);
	world_until(world.up.n[CONN_LENT] == 1);
	server = peer_accept();
}

/* What arrives at fd; "EOF" for the end, "" for nothing within many turns. */
static const char *
arrives(int fd)
{
	static char text[64];
	ssize_t n = -1;

	for (int i = 0; i < 200 && n == -1; i++) {
		loop_turn(&world.loop, 2);
		n = recv(fd, text, sizeof(text) - 1, 0);
	}
	if (n == 0)
		return "EOF";
	text[n > 0 ? n : 0] = '\0';
	return text;
}

static void
check(int *first, int *second, const char *who)
{
	begin();
	send(*first, "last words", 10, 0);
	shutdown(*first, SHUT_WR);
	is_str(arrives(*second), "last words", "%s ends: its bytes", who);
	is_str(arrives(*second), "EOF", "and its end arrive");
	for (int i = 0; i < 3; i++) {
		send(*second, "go on", 5, 0);
		is_str(arrives(*first), "go on", "the other goes on");
	}
	is_int(world.sessions.n, 1, "as a session");
	shutdown(*second, SHUT_WR);
	is_str(arrives(*first), "EOF", "until it ends too");
	world_until(world.sessions.n == 0);
	is_int(world.conns.n_taken + world.sessions.slab.n_taken, 0,
	    "nothing is left");
	world_close();
	close(client);
	close(server);
}

int
main(void)
{
	plan(16);
	check(&client, &server, "the client");
	check(&server, &client, "the server");
	return done();
}
