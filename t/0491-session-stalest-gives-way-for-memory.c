/*
 * Goal: when all buffers are held and another session has bytes to move, the
 * one that stalled longest is reset, and only that one.
 */
#include "unit_session.h"

static int clients[3], servers[3];

static void
begin(int i)
{
	clients[i] = session_client();
	world_until(session_newest()->state == SESSION_RELAY);
	servers[i] = peer_accept();
}

int
main(void)
{
	struct buffers *buffers = &world.sessions.memory.buffers;

	plan(9);
	peer_listen();
	world_open(POOL_TEXT, peer_port, "pool off\n");
	buffers->most = 2;
	for (int i = 0; i < 3; i++)
		begin(i);
	session_flood(clients[0]);
	session_flood(clients[1]);
	is_int(world.sessions.n, 3, "two have stalled");
	ok(world.sessions.memory.scratch == NULL, "and hold all memory");
	send(clients[2], "hello", 5, 0);
	is_str(session_arrives(servers[2]), "hello", "the third goes on");
	is_int(world.service.stats->closed[REASON_buffers], 1, "one gave way");
	is_str(session_arrives(clients[0]), "RESET", "the first");
	is_int(world.sessions.n, 2, "alone");
	ok(session_newest()->relay.up.kept == NULL, "the third holds nothing");
	is_str(session_arrives(clients[1]), "", "the second is as it was");
	send(servers[2], "world", 5, 0);
	is_str(session_arrives(clients[2]), "world", "both ways");
	return done();
}
