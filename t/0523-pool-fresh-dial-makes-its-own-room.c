/*
 * Goal: for a dial that must be fresh, where the limit is reached, a pooled
 * connection gives way: the server's own if that is full, else any; an idle
 * one before a warm one, the oldest first; a lent one never.
 */
#include "unit_pool.h"

#define TEXT                                                                   \
	"workers 1\nmax-sessions 100\n"                                        \
	"upstream u {\nserver 127.0.0.1:%u%s\n" POOL_REUSED "%s}\n"            \
	"listener l {\naddress 127.0.0.1:0\nupstream u\n}\n"

/* Two connections in the pool, the second a little younger. */
static void
begin(const char *of_server, const char *of_upstream, struct conn *conns[2])
{
	struct conn *copies[2];

	peer_listen();
	world_open(TEXT, peer_port, of_server, of_upstream);
	pool_quiet();
	for (int i = 0; i < 2; i++)
		conns[i] = copies[i] = pool_get(false);
	for (int i = 0; i < 2; i++) {
		pool_return(&copies[i]);
		loop_turn(&world.loop, 5);
	}
}

static void
check(const char *of_server, const char *of_upstream, const char *what)
{
	struct conn *conns[2], *fresh;

	begin(of_server, of_upstream, conns);
	fresh = pool_get(true);
	ok(fresh != NULL && fresh->uses == 1, "%s: a fresh one", what);
	is_int(pool_invalid(AT_IDLE, REASON_evicted), 1, "one gave way");
	is_int(world.up.n[CONN_IDLE], 1, "and not the other");
	ok(conns[1]->state == CONN_IDLE, "it was the older");
	ok(pool_get(true) != NULL, "and then the other");
	is_int(world.up.n[CONN_LENT], 2, "the limit is reached");
	world_close();
}

/* All are lent: who must have a fresh one waits. */
static void
check_lent(void)
{
	struct conn *conns[2];
	struct asker asker;

	begin(" max-connections 2", "", conns);
	ok(pool_get(false) == conns[1], "one is lent");
	ok(pool_get(false) == conns[0], "and the other");
	pool_ask(&asker, true);
	for (int i = 0; i < 20; i++)
		loop_turn(&world.loop, 1);
	ok(!asker.done, "a lent one gives no way");
	pool_return(&conns[0]);
	world_until(asker.done);
	ok(asker.conn != NULL && asker.conn->uses == 1,
	    "once it came back it does");
	world_close();
}

int
main(void)
{
	plan(16);
	check(" max-connections 2", "", "a full server");
	check("", "max-connections 2\n", "a full upstream");
	check_lent();
	return done();
}
