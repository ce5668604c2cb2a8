/*
 * Goal: however many sessions ask at once, no more than max-dials dials are
 * under way at any time, and all are served.
 */
#include "unit_pool.h"

#define N 40

static struct asker askers[N];

static int
n_served(void)
{
	int n = 0;

	for (int i = 0; i < N; i++)
		n += askers[i].done && askers[i].conn != NULL;
	return n;
}

int
main(void)
{
	uint32_t most = 0;

	plan(3);
	peer_listen();
	world_open(POOL_TEXT, peer_port, "pool off\nmax-dials 4\n");
	pool_quiet();
	for (int i = 0; i < N; i++)
		pool_ask(&askers[i], false);
	for (int i = 0; i < 4000 && n_served() < N; i++) {
		loop_turn(&world.loop, 5);
		if (world.up.n[CONN_DIALING] > most)
			most = world.up.n[CONN_DIALING];
	}
	is_int(n_served(), N, "all are served");
	is_int(most, 4, "never more dials at once");
	is_int(world.up.stats->fresh_dials[DIAL_OK], N, "a dial for each");
	return done();
}
