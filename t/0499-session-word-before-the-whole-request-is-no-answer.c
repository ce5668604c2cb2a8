/*
 * Goal: what a server says on a used connection while a request is still on
 * its way to it is unasked, also when it comes together with the request's
 * end: the client does not get it as the answer.
 */
#include "unit_session.h"

static void
say(int fd, const char *text)
{
	if (send(fd, text, strlen(text), 0) != (ssize_t)strlen(text))
		perror("send");
}

/* A client, accepted as listeners do it. */
static int
come(void)
{
	struct linger reset = {.l_onoff = 1, .l_linger = 0};
	int client = session_client();

	setsockopt(session_newest()->relay.client.watch.fd, SOL_SOCKET,
	    SO_LINGER, &reset, sizeof(reset));
	return client;
}

int
main(void)
{
	int client, server;

	plan(6);
	peer_listen();
	world_open(POOL_TEXT, peer_port, POOL_REUSED);
	log_set_level(LOG_LEVEL_ERROR);
	pool_quiet();
	client = come();
	say(client, "mine\n");
	world_until(world.up.n[CONN_LENT] == 1);
	server = peer_accept();
	is_str(session_arrives(server), "mine\n", "a first client asks");
	say(server, "1\n");
	is_str(session_arrives(client), "1\n", "and is answered");
	close(client);
	world_until(world.up.n[CONN_IDLE] == 1);

	client = come();
	say(client, "he");
	is_str(session_arrives(server), "he", "a second one begins to ask");
	is_int(world.up.stats->borrows[SOURCE_REUSED], 1, "on the same");
	say(server, "late\n");
	say(client, "rs\n");
	is_str(
	    session_arrives(client), "RESET", "a word meanwhile is not hers");
	is_int(pool_invalid(AT_LENT, REASON_unsolicited), 1, "but unasked");
	return done();
}
