/*
 * Goal: a lent connection that ends before either side has said a word is
 * exchanged for a fresh one unseen, once; after a word it is not.
 */
#include "unit_session.h"

#define WARM "pool preconnect\nmin-idle 1\n"

static int server;

/* A session that was lent a warm connection. */
static int
begin(void)
{
	int client;

	peer_listen();
	world_open(POOL_TEXT, peer_port, WARM);
	world_until(world.up.n[CONN_WARM] == 1);
	pool_quiet();
	server = peer_accept();
	client = session_client();
	is_int(world.up.stats->borrows[SOURCE_WARM], 1, "a warm one is lent");
	return client;
}

static void
check_retry(void)
{
	const struct stats_upstream *stats;
	int client = begin();

	stats = world.up.stats;
	close(server);
	world_until(stats->borrows[SOURCE_FRESH] == 1);
	is_int(stats->borrows[SOURCE_FRESH], 1, "it was dead: a fresh one");
	is_int(stats->retries[RETRY_OK], 1, "counted");
	is_int(pool_invalid(AT_LENT, REASON_server_eof), 1, "and the other");
	server = peer_accept();
	send(client, "hello", 5, 0);
	is_str(session_arrives(server), "hello", "the client saw nothing");
	close(server);
	is_str(session_arrives(client), "EOF", "a second time it does");
	is_int(stats->borrows[SOURCE_FRESH], 1, "nothing is tried again");
	world_close();
	close(client);
}

static void
check_spoken(void)
{
	int client = begin();

	send(client, "hello", 5, 0);
	is_str(session_arrives(server), "hello", "a word was said");
	shutdown(server, SHUT_WR);
	is_str(session_arrives(client), "EOF", "so the end is passed on");
	is_int(world.up.stats->borrows[SOURCE_FRESH], 0, "and none is dialled");
	is_int(world.up.stats->retries[RETRY_OK], 0, "nor counted");
	world_close();
}

int
main(void)
{
	plan(12);
	check_retry();
	check_spoken();
	return done();
}
