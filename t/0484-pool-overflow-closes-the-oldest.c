/*
 * Goal: of more idle connections than max-idle those that came back first are
 * closed, with FIN, and those that came back last stay.
 */
#include "unit_pool.h"

#define N 6
#define MAX 2

int
main(void)
{
	struct conn *conns[N], *copy;
	int fds[N], eof = 0, alive = 0;
	char byte;

	plan(6);
	peer_listen();
	world_open(POOL_TEXT, peer_port, POOL_REUSED "max-idle 2\n");
	pool_quiet();
	for (int i = 0; i < N; i++) {
		conns[i] = pool_get(false);
		fds[i] = peer_accept();
	}
	for (int i = 0; i < N; i++) {
		copy = conns[i];
		pool_return(&copy);
		world.loop.now_ms++; /* they came back one by one */
	}
	loop_turn(&world.loop, 0);
	is_int(world.up.n[CONN_IDLE], MAX, "max-idle are kept");
	is_int(pool_invalid(AT_IDLE, REASON_overflow), N - MAX, "counted");
	for (int i = 0; i < N - MAX; i++) {
		peer_wait(fds[i], POLLIN);
		eof += recv(fds[i], &byte, 1, 0) == 0;
	}
	is_int(eof, N - MAX, "the oldest have ended, with FIN");
	for (int i = N - MAX; i < N; i++)
		alive += recv(fds[i], &byte, 1, 0) == -1 && errno == EAGAIN;
	is_int(alive, MAX, "the others live");
	ok(pool_get(false) == conns[N - 1], "the newest is lent");
	is_int(world.conns.n_taken, MAX, "the slab has the rest again");
	world_close();
	return done();
}
