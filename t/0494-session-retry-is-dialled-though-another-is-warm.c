/*
 * Goal: when a lent connection turns out dead, the session is given a freshly
 * dialled one, though a warm one is at hand: it may be as dead.
 */
#include "unit_session.h"

static unsigned
port_of(int fd, int (*name)(int, struct sockaddr *, socklen_t *))
{
	struct sockaddr_in in = {0};
	socklen_t n = sizeof(in);

	name(fd, (struct sockaddr *)&in, &n);
	return ntohs(in.sin_port);
}

int
main(void)
{
	const struct stats_upstream *stats;
	int servers[2];
	unsigned port;

	plan(6);
	peer_listen();
	world_open(POOL_TEXT, peer_port, "pool preconnect\nmin-idle 2\n");
	world_until(world.up.n[CONN_WARM] == 2);
	pool_quiet();
	stats = world.up.stats;
	for (int i = 0; i < 2; i++)
		servers[i] = peer_accept();
	session_client();
	is_int(stats->borrows[SOURCE_WARM], 1, "one of two is lent");
	port = port_of(session_newest()->relay.conn->end.watch.fd, getsockname);
	for (int i = 0; i < 2; i++)
		if (port_of(servers[i], getpeername) == port)
			close(servers[i]);
	world_until(stats->retries[RETRY_OK] == 1);
	is_int(stats->retries[RETRY_OK], 1, "it was dead");
	is_int(stats->borrows[SOURCE_FRESH], 1, "a fresh one is lent");
	is_int(stats->borrows[SOURCE_WARM], 1, "not the other");
	is_int(world.up.n[CONN_WARM], 1, "which is still warm");
	is_int(world.sessions.n, 1, "the session goes on");
	return done();
}
