/*
 * Goal: a connection ends max-age after its dial, less up to a tenth by
 * chance, and never later; then it is not lent any more.
 */
#include <sys/random.h>

#include "unit_pool.h"

#define AGE 3600000

static uint16_t chance;

/* In the place of libc's. */
ssize_t
getrandom(void *buf, size_t n, unsigned flags)
{
	(void)flags;
	for (size_t i = 0; i + 1 < n; i += 2)
		memcpy((char *)buf + i, &chance, 2);
	return (ssize_t)n;
}

/* What the life of a new connection is. */
static int64_t
life(uint16_t random)
{
	struct conn *conn;

	chance = random;
	conn = pool_get(false);
	return conn->eol_ms - world.loop.now_ms;
}

int
main(void)
{
	int64_t last = INT64_MAX, now_ms;
	struct conn *conn, *copy;
	int rising = 0;

	plan(9);
	peer_listen();
	world_open(POOL_TEXT, peer_port, POOL_REUSED "max-age 1h\n");
	is_int(life(0), AGE, "at most max-age");
	is_int(life(UINT16_MAX), AGE - AGE / 10, "at least nine tenths");
	for (unsigned i = 0; i < 16; i++) {
		int64_t next = life((uint16_t)(i * 4096));

		rising += next >= last;
		last = next;
	}
	is_int(rising, 0, "in between it is spread");
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
