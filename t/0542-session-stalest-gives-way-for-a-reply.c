/*
 * Goal: when all buffers are held and a server has bytes for its client, the
 * session that stalled longest is reset, and the reply arrives.
 */
#include "unit_session.h"

static int clients[3], servers[3];

int
main(void)
{
	plan(6);
	peer_listen();
	world_open(POOL_TEXT, peer_port, "pool off\n");
	world.sessions.memory.buffers.most = 2;
	for (int i = 0; i < 3; i++) {
		clients[i] = session_client();
		world_until(session_newest()->state == SESSION_RELAY);
		servers[i] = peer_accept();
	}
	send(clients[2], "x", 1, 0);
	is_str(session_arrives(servers[2]), "x", "the third has asked");
	session_flood(servers[0]);
	session_flood(servers[1]);
	ok(world.sessions.memory.scratch == NULL, "two hold all memory");
	send(servers[2], "hello", 5, 0);
	is_str(session_arrives(clients[2]), "hello", "the reply arrives");
	is_int(world.service.stats->closed[REASON_buffers], 1, "one gave way");
	is_int(world.sessions.n, 2, "alone");
	ok(send(servers[0], "x", 1, MSG_NOSIGNAL) == -1 && errno != EAGAIN,
	    "the one that stalled first");
	world_close();
	return done();
}
