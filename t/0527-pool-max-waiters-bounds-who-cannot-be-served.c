/*
 * Goal: of those for whom nothing can be done now, max-waiters may wait, and
 * who came last is refused; those with a dial do not count; 0 is any number.
 */
#include "queue.h"
#include "unit_pool.h"

#define N 40
#define DIALS 5

static struct asker askers[N];

/* How many are refused, the last so many if right. */
static int
refused(const char *lines)
{
	int n = 0;

	world_open(POOL_TEXT, peer_port, lines);
	pool_quiet();
	for (int i = 0; i < N; i++)
		pool_ask(&askers[i], false);
	world.up.serve.fn(&world.up.serve);
	while (n < N && askers[N - 1 - n].done &&
	       askers[N - 1 - n].why == REASON_queue_full)
		n++;
	is_int(world.up.stats->borrow_failures[BORROW_QUEUE_FULL], n,
	    "counted, and nobody else was");
	is_int(world.up.n_waiters, N - n, "the others wait");
	return n;
}

int
main(void)
{
	plan(13);
	peer_listen();
	is_int(refused("max-waiters 0\nmax-dials 5\n"), 0, "0: nobody");
	is_int(queue_n_undialled(&world.up), N - DIALS, "most without a dial");
	ok(queue_newest_undialled(&world.up) == &askers[N - 1].waiter,
	    "the last of these came last");
	world_close();
	is_int(refused("max-waiters 3\nmax-dials 5\n"), N - DIALS - 3,
	    "3: all but these and those with a dial");
	world_close();
	is_int(refused("max-waiters 1\n"), 0, "where all are dialled: nobody");
	is_int(queue_n_undialled(&world.up), 0, "for none is without");
	ok(queue_newest_undialled(&world.up) == NULL, "not even one");
	world_close();
	return done();
}
