/*
 * Goal: an event of a batch in which its connection was closed meanwhile, by
 * whatever else was in it, changes nothing; nor does one that says nothing.
 */
#include "unit_pool.h"

#define RESET POOL_REUSED "max-dials 1\nreset send \"RESET\" expect \"OK\"\n"
#define ALL (EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLERR | EPOLLHUP)

static uint64_t
n_counted(void)
{
	const struct stats_upstream *stats = world.up.stats;
	uint64_t n = stats->discards[0] + stats->returns[0];

	for (int i = 0; i < N_PLACES * N_REASONS; i++)
		n += stats->invalidations[i];
	for (int i = 0; i < N_DIAL_RESULTS; i++)
		n += stats->fresh_dials[i];
	for (int i = 0; i < N_SCRIPT_RESULTS; i++)
		n += stats->script_runs[i];
	return n;
}

/* The connection has just ended, and so has the chance of its events. */
static void
check(struct conn *conn, const char *what)
{
	uint64_t counted = n_counted();

	is_int(conn->state, CONN_FREE, "%s", what);
	conn->end.watch.fn(&conn->end.watch, ALL);
	is_int(n_counted(), counted, "a stale event counts nothing");
	is_int(conn->state, CONN_FREE, "and changes nothing");
	loop_turn(&world.loop, 0);
}

int
main(void)
{
	struct asker asker;
	struct conn *conn;

	plan(16);
	peer_listen();
	world_open(POOL_TEXT, peer_port, RESET);
	pool_quiet();
	pool_ask(&asker, true);
	world.up.serve.fn(&world.up.serve);
	conn = asker.waiter.dial;
	conn->end.watch.fn(&conn->end.watch, EPOLLIN);
	is_int(conn->state, CONN_DIALING, "an event that tells nothing of it");
	pool_leave(&world.up, &asker.waiter);
	world.up.draining = true;
	world.up.serve.fn(&world.up.serve);
	check(conn, "a dial is cancelled");
	world.up.draining = false;
	close(peer_accept());

	conn = pool_get(false);
	close(peer_accept());
	asker.conn = conn;
	pool_return(&asker.conn);
	is_int(conn->state, CONN_RESETTING, "a reset is under way");
	conn->end.watch.fn(&conn->end.watch, EPOLLOUT);
	is_int(conn->state, CONN_RESETTING, "to be writable is no answer");
	conn->end.watch.fn(&conn->end.watch, EPOLLIN | EPOLLRDHUP);
	check(conn, "it fails");

	conn = pool_get(false);
	send(peer_accept(), "OK", 2, 0);
	asker.conn = conn;
	pool_return(&asker.conn);
	is_int(conn->state, CONN_RESETTING, "another reset is under way");
	world_until(conn->state != CONN_RESETTING);
	is_int(conn->state, CONN_IDLE, "it is answered");
	conn->end.watch.fn(&conn->end.watch, EPOLLIN);
	is_int(conn->state, CONN_IDLE, "an event with nothing behind it");
	conn->end.watch.fn(&conn->end.watch, EPOLLRDHUP);
	check(conn, "its server ends it");
	is_int(pool_invalid(AT_IDLE, REASON_server_eof), 1, "once");
	world_close();
	return done();
}
