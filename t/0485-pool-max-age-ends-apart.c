/*
 * Goal: a connection ends max-age after its dial, less up to a tenth by
 * chance, and never later; then it is not lent any more.
 */
#include "unit_pool.h"

#define AGE 3600000
#define N 40

int
main(void)
{
	int64_t now_ms, least = INT64_MAX, most = 0;
	struct conn *conn, *copy;

	plan(9);
	peer_listen();
	world_open(POOL_TEXT, peer_port, POOL_REUSED "max-age 1h\n");
	for (int i = 0; i < N; i++) {
		int64_t life = pool_get(false)->eol_ms - world.loop.now_ms;

		least = life < least ? life : least;
		most = life > most ? life : most;
	}
	ok(most <= AGE, "at most max-age");
	ok(least >= AGE - AGE / 10, "at least nine tenths");
	ok(most - least > AGE / 20, "in between it is spread");
	conn = copy = pool_get(false);
	pool_return(&copy);
	now_ms = world.loop.now_ms;
	world.loop.now_ms = conn->eol_ms - 1;
	is_int(conn_check(conn), N_REASONS, "fit until then");
	world.loop.now_ms = conn->eol_ms;
	is_int(conn_check(conn), REASON_age, "then not");
	ok(pool_get(false) != conn, "nor is it lent");
	is_int(pool_invalid(AT_BORROW, REASON_age), 1, "which is counted");
	world.loop.now_ms = now_ms;
	world_close();
	world_open(POOL_TEXT, peer_port, POOL_REUSED "max-age 0\n");
	conn = pool_get(false);
	ok(conn->eol_ms == INT64_MAX, "0 is no age");
	copy = conn;
	pool_return(&copy);
	ok(pool_get(false) == conn, "and it is lent again");
	world_close();
	return done();
}
