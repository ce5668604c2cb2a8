/*
 * Goal: what a server says on a used connection before or beyond its answer
 * may be another client's: it is passed to nobody; the session moves to a
 * fresh connection if it has sent nothing yet, else it is reset.
 */
#include "unit_session.h"

static int server;

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

/* One session has been served and has given its connection back. */
static void
begin(const char *lines)
{
	int client;

	peer_listen();
	world_open(POOL_TEXT, peer_port, lines);
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
	is_int(world.up.n[CONN_IDLE], 1, "its connection is idle");
}

static void
check_asked(void)
{
	int client;

	begin(POOL_REUSED);
	client = come();
	say(client, "hers\n");
	is_str(session_arrives(server), "hers\n", "a second one asks on it");
	say(server, "late\n2\n");
	is_str(session_arrives(client), "RESET", "two answers: none is hers");
	is_int(pool_invalid(AT_LENT, REASON_unsolicited), 1, "counted");
	world_close();
}

static void
check_silent(void)
{
	int client, fresh;

	begin(POOL_REUSED "borrow-at accept\n");
	client = come();
	world_until(world.up.n[CONN_LENT] == 1);
	is_int(world.up.stats->borrows[SOURCE_REUSED], 1, "it is lent again");
	say(server, "late\n");
	world_until(world.up.stats->borrows[SOURCE_FRESH] == 2);
	is_int(world.up.stats->retries[RETRY_OK], 1, "a word: it is exchanged");
	fresh = peer_accept();
	say(client, "hers\n");
	is_str(session_arrives(fresh), "hers\n", "what she asks");
	say(fresh, "2\n");
	is_str(session_arrives(client), "2\n", "is answered, and nothing else");
	world_close();
}

int
main(void)
{
	plan(13);
	check_asked();
	check_silent();
	return done();
}
