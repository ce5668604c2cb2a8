/*
 * Goal: an event of a socket whose session or connection has ended meanwhile
 * changes nothing, and nothing that is freed is ever run.
 */
#include "unit_session.h"

static struct session *session;
static struct conn *conn;
static struct watch *client, *server;

static void
begin(void)
{
	session_client();
	session = session_newest();
	world_until(world.up.n[CONN_LENT] == 1);
	conn = session->relay.conn;
	client = &session->relay.client.watch;
	server = &conn->end.watch;
}

static void
stale(struct watch *watch, const char *whose)
{
	watch->fn(watch, EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR);
	ok(list_is_empty(&session->task.link), "%s: nothing is made ready",
	    whose);
}

int
main(void)
{
	plan(7);
	peer_listen();
	world_open(POOL_TEXT, peer_port, "pool off\n");
	pool_quiet();
	begin();
	session_abort(session, REASON_drain);
	is_int(session->state, SESSION_CLOSED, "a session has ended");
	is_int(conn->state, CONN_FREE, "so has its connection");
	is_int(world.sessions.slab.n_taken, 1, "its place is not free yet");
	stale(client, "the client");
	stale(server, "the server");
	loop_turn(&world.loop, 0);
	is_int(
	    world.sessions.slab.n_taken + world.conns.n_taken, 0, "then it is");
	begin();
	ok(session->state == SESSION_RELAY && conn->state == CONN_LENT,
	    "and serves the next");
	return done();
}
