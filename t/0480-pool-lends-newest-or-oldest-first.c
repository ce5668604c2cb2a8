/*
 * Goal: pool-order lifo lends what came back last, fifo what came back first,
 * and both the same connections, used again.
 */
#include "unit_pool.h"

/* Three are borrowed and returned; the order they come again, as digits. */
static int
order(const char *lines)
{
	struct conn *conns[3], *again[3], *copy;
	int digits = 0;

	world_open(POOL_TEXT, peer_port, lines);
	pool_quiet();
	for (int i = 0; i < 3; i++)
		conns[i] = pool_get(false);
	for (int i = 0; i < 3; i++) {
		copy = conns[i];
		pool_return(&copy);
		loop_turn(&world.loop, 0);
	}
	for (int i = 0; i < 3; i++) {
		again[i] = pool_get(false);
		for (int k = 0; k < 3; k++)
			if (again[i] == conns[k])
				digits = digits * 10 + k + 1;
	}
	is_int(conn_source(again[0]), SOURCE_REUSED, "reused");
	is_int(world.up.stats->borrows[SOURCE_REUSED], 3, "three times");
	is_int(world.up.stats->returns[0], 3, "after three returns");
	world_close();
	return digits;
}

int
main(void)
{
	plan(8);
	peer_listen();
	is_int(order(POOL_REUSED "pool-order lifo\n"), 321, "the newest first");
	is_int(order(POOL_REUSED "pool-order fifo\n"), 123, "the oldest first");
	return done();
}
