/*
 * Goal: a session whose connection was dead, and for whom no fresh one can be
 * dialled, ends with RST; the retry is counted as failed, and once.
 */
#include "unit_session.h"

int
main(void)
{
	const struct stats_upstream *stats;
	struct linger reset = {.l_onoff = 1};
	int client, server;

	plan(7);
	peer_listen();
	world_open(POOL_TEXT, peer_port, "pool preconnect\nmin-idle 1\n");
	log_set_level(LOG_LEVEL_ERROR);
	stats = world.up.stats;
	world_until(world.up.n[CONN_WARM] == 1);
	pool_quiet();
	server = peer_accept();
	client = session_client();
	/* As an accepted socket has it, from its listener. */
	setsockopt(session_newest()->relay.client.watch.fd, SOL_SOCKET,
	    SO_LINGER, &reset, sizeof(reset));
	is_int(stats->borrows[SOURCE_WARM], 1, "a warm one is lent");
	close(peer_fd);
	close(server);
	is_str(session_arrives(client), "RESET", "the server is gone: RST");
	is_int(stats->retries[RETRY_FAILED], 1, "the retry has failed");
	is_int(stats->retries[RETRY_OK], 0, "and not succeeded");
	is_int(stats->borrow_failures[BORROW_DIAL_FAILED], 1, "for its dial");
	is_int(
	    world.service.stats->closed[REASON_dial_failed], 1, "as is said");
	is_int(world.sessions.n, 0, "no session is left");
	world_close();
	return done();
}
