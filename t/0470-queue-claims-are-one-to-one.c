/*
 * Goal: through any joins, leaves, claims and dials a waiter has at most one
 * dial, a dial at most one waiter, both know it, and the counts agree.
 */
#include "unit_pool.h"
#include "unit_seed.h"

#define N 12

static struct waiter waiters[N];
static bool waits[N];
static struct conn *dials[N];

static void
join_or_leave(int i)
{
	if (waits[i])
		queue_leave(&world.up, &waiters[i]);
	else
		queue_join(&world.up, &waiters[i]);
	waits[i] = !waits[i];
}

static void
dial_or_cancel(int i)
{
	if (dials[i] == NULL) {
		dials[i] = conn_dial(&world.servers[0], true);
		return;
	}
	queue_claim(dials[i], NULL);
	conn_cancel(dials[i]);
	dials[i] = NULL;
}

static int
faults(void)
{
	uint32_t n_waiting = 0, n_claimed = 0, n_dials = 0;
	int bad = 0;

	for (int i = 0; i < N; i++) {
		n_waiting += waits[i];
		bad += !waits[i] && waiters[i].dial != NULL;
		if (waiters[i].dial != NULL)
			bad += waiters[i].dial->waiter != &waiters[i];
		if (dials[i] == NULL)
			continue;
		n_dials++;
		n_claimed += dials[i]->waiter != NULL;
		if (dials[i]->waiter != NULL)
			bad += dials[i]->waiter->dial != dials[i];
	}
	bad += n_waiting != world.up.n_waiters;
	bad += n_claimed != world.servers[0].n_claimed;
	bad += n_dials != world.up.n[CONN_DIALING];
	bad += (queue_unclaimed(&world.up) != NULL) != (n_dials > n_claimed);
	bad += (queue_undialled(&world.up) != NULL) != (n_waiting > n_claimed);
	return bad;
}

int
main(void)
{
	int bad = 0, claims = 0;

	plan(4);
	peer_listen();
	world_open(POOL_TEXT, peer_port, POOL_REUSED);
	for (int i = 0; i < N; i++)
		list_init(&waiters[i].link);
	for (int turn = 0; turn < 5000; turn++) {
		int i = (int)unit_random(N), k = (int)unit_random(N);

		if (unit_random(3) == 0)
			join_or_leave(i);
		if (unit_random(8) == 0)
			dial_or_cancel(k);
		if (waits[i] && waiters[i].dial == NULL && dials[k] != NULL) {
			queue_claim(dials[k], &waiters[i]);
			claims++;
		}
		bad += faults();
	}
	is_int(bad, 0, "5,000 turns without a fault");
	ok(claims > 300, "%d claims", claims);
	ok(world.up.stats->fresh_dials[DIAL_CANCELLED] > 30, "many cancelled");
	is_int(world.up.stats->waiters[0], world.up.n_waiters, "as shown");
	return done();
}
