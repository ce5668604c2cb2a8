/*
 * Goal: a client breaks off between two exchanges at the moment when its
 * server says something unasked: the connection does not go back to the pool.
 */
#include "unit_session.h"

static int client, server;

static void
say(int fd, const char *text)
{
	if (send(fd, text, strlen(text), 0) != (ssize_t)strlen(text))
		perror("send");
}

/* A session after its first exchange. */
static void
begin(void)
{
	peer_listen();
	world_open(POOL_TEXT, peer_port, POOL_REUSED);
	pool_quiet();
	client = session_client();
	say(client, "ask\n");
	world_until(world.up.n[CONN_LENT] == 1);
	server = peer_accept();
	is_str(session_arrives(server), "ask\n", "a request");
	say(server, "yes\n");
	is_str(session_arrives(client), "yes\n", "and its reply");
}

static void
break_off(void)
{
	struct linger reset = {.l_onoff = 1, .l_linger = 0};
	int fd = session_newest()->relay.client.watch.fd;

	setsockopt(client, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
	close(client);
	peer_wait(fd, POLLIN);
	world_until(world.sessions.n == 0);
}

int
main(void)
{
	plan(8);
	begin();
	break_off();
	is_int(world.up.stats->returns[0], 1, "the client resets: returned");
	world_close();
	begin();
	say(server, "late\n");
	peer_wait(session_newest()->relay.conn->end.watch.fd, POLLIN);
	break_off();
	is_int(world.up.stats->returns[0], 0, "with a late word: not returned");
	is_int(pool_invalid(AT_LENT, REASON_unsolicited), 1, "but counted");
	is_int(world.up.n[CONN_IDLE], 0, "and closed");
	return done();
}
