/*
 * Goal: what a session has to move beyond its part of a turn is moved in the
 * next ones, though no event tells of it again, and others come between.
 */
#include <sys/ioctl.h>

#include "unit_session.h"

#define ALL (FLOW_ROUNDS * BUFFER_BYTES + 30000)

static char bytes[ALL];

/* Room for all of it, so that nothing has to wait for a reader. */
static void
widen(int fd)
{
	int room = 200000;

	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
}

/* Begin a session with wide sockets; its client, and its server. */
static int
begin(int *server)
{
	uint32_t before = world.up.n[CONN_LENT];
	int client = session_client();

	world_until(world.up.n[CONN_LENT] > before);
	*server = peer_accept();
	widen(client);
	widen(session_newest()->relay.client.watch.fd);
	widen(session_newest()->relay.conn->end.watch.fd);
	widen(*server);
	return client;
}

/* Whether so much waits to be read at fd, within a time. */
static bool
waits_at(int fd, int want)
{
	int n = 0;

	for (int i = 0; i < 5000 && n < want; i++) {
		ioctl(fd, FIONREAD, &n);
		poll(NULL, 0, n < want);
	}
	return n == want;
}

int
main(void)
{
	int busy, other, servers[2];

	plan(5);
	peer_listen();
	world_open(POOL_TEXT, peer_port, "pool off\n");
	pool_quiet();
	other = begin(&servers[0]);
	busy = begin(&servers[1]);
	ok(send(busy, bytes, ALL, 0) == ALL, "much is sent at once");
	ok(send(other, "little", 6, 0) == 6, "and a little by another");
	ok(waits_at(session_newest()->relay.client.watch.fd, ALL), "it waits");
	for (int i = 0; i < 10; i++)
		loop_turn(&world.loop, 0);
	ok(waits_at(servers[1], ALL), "after some turns all is there");
	ok(waits_at(servers[0], 6), "and so is the little");
	world_close();
	return done();
}
