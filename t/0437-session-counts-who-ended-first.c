/*
 * Goal: a session that ended in order is counted for who ended first.
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

static void
check(int *first, int *second, enum reason reason, const char *who)
{
	begin();
	shutdown(*first, SHUT_WR);
	world_until(
	    list_is_empty(&world.sessions.all) ||
	    container_of(list_first(&world.sessions.all), struct session, link)
		    ->state > SESSION_RELAY);
	shutdown(*second, SHUT_WR);
	world_until(world.sessions.n == 0);
	is_int(world.service.stats->closed[reason], 1, "%s ended first", who);
	world_close();
	close(client);
	close(server);
}

int
main(void)
{
	plan(2);
	check(&client, &server, REASON_client_eof, "the client");
	check(&server, &client, REASON_server_eof, "the server");
	return done();
}
