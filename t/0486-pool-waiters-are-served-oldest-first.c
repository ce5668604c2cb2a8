/*
 * Goal: at max-connections who asked first gets the next connection; who left
 * is passed over; and the line is no longer than max-waiters.
 */
#include "unit_pool.h"

#define N 5

static struct asker askers[N];

/* Who has been served, a digit each. */
static const char *
served(void)
{
	static char text[N + 1];

	for (int i = 0; i < N; i++)
		text[i] = askers[i].done ? 'x' : '-';
	return text;
}

/* The one that is lent comes back. */
static void
hand_on(struct conn **conn)
{
	pool_return(conn);
	for (int i = 0; i < 3; i++)
		loop_turn(&world.loop, 0);
}

int
main(void)
{
	struct conn *first;
	struct asker late;

	plan(11);
	peer_listen();
	world_open(POOL_TEXT, peer_port,
	    POOL_REUSED "max-connections 1\nmax-waiters 5\n");
	pool_quiet();
	first = pool_get(false);
	for (int i = 0; i < N; i++)
		pool_ask(&askers[i], false);
	is_int(world.up.stats->waiters[0], N, "all wait");
	pool_ask(&late, false);
	loop_turn(&world.loop, 0);
	is_int(late.why, REASON_queue_full, "one more is refused");
	is_int(world.up.stats->borrow_failures[BORROW_QUEUE_FULL], 1,
	    "and counted");
	for (int i = 0; i < 3; i++)
		loop_turn(&world.loop, 0);
	is_str(served(), "-----", "nobody gets what is lent");
	hand_on(&first);
	is_str(served(), "x----", "the first");
	ok(askers[0].conn->uses == 2, "with the same connection");
	pool_leave(&world.up, &askers[1].waiter);
	hand_on(&askers[0].conn);
	is_str(served(), "x-x--", "the third, for the second has left");
	pool_drop(&askers[2].conn, REASON_client_reset);
	world_until(askers[3].done);
	is_str(served(), "x-xx-", "when it is closed, one is dialled");
	is_int(conn_source(askers[3].conn), SOURCE_FRESH, "a fresh one");
	hand_on(&askers[3].conn);
	is_str(served(), "x-xxx", "and the last");
	is_int(world.up.stats->waiters[0], 0, "nobody waits");
	world_close();
	return done();
}
