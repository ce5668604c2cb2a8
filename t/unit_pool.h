/*
 * unit_pool - borrowing from a pool whose server is the test itself
 */
#ifndef RELAY_UNIT_POOL_H
#define RELAY_UNIT_POOL_H

#include "unit_peer.h"
#include "unit_world.h"

/* Lines of an upstream go between these two; its server is peer.h's. */
#define POOL_TEXT                                                              \
	"workers 1\nmax-sessions 100\n"                                        \
	"upstream u {\nserver 127.0.0.1:%u\n%s}\n"                             \
	"listener l {\naddress 127.0.0.1:0\nupstream u\n}\n"
#define POOL_REUSED "protocol line\nstateless yes\npool reuse\n"

/* Dial nothing ahead of need: each connection is one that the test asked for.
 */
TAP_UNUSED static void
pool_quiet(void)
{
	world.servers[0].ahead_stopped = true;
}

struct asker {
	struct waiter waiter;
	struct conn *conn;
	enum reason why; /* N_REASONS: not refused */
	bool done;
};

static void
pool_note(struct watch *watch, uint32_t events)
{
	struct conn *conn = container_of(watch, struct conn, end.watch);

	if (conn->state == CONN_LENT)
		end_note(&conn->end, events);
}

static void
pool_take(struct asker *asker, struct conn *conn)
{
	asker->conn = conn;
	asker->done = true;
	if (conn != NULL)
		conn->end.watch.fn = pool_note;
}

static void
pool_served(struct waiter *waiter, struct conn *conn, enum reason why)
{
	struct asker *asker = container_of(waiter, struct asker, waiter);

	asker->why = why;
	pool_take(asker, conn);
}

/* Ask; it may be served at once, or wait. */
TAP_UNUSED static void
pool_ask(struct asker *asker, bool fresh)
{
	struct conn *conn;

	*asker = (struct asker){.waiter.served = pool_served, .why = N_REASONS};
	conn = pool_borrow(&world.up, &asker->waiter, fresh);
	if (conn != NULL)
		pool_take(asker, conn);
}

/* Borrow, and turn until there is one. */
TAP_UNUSED static struct conn *
pool_get(bool fresh)
{
	struct asker asker;

	pool_ask(&asker, fresh);
	world_until(asker.done);
	return asker.conn;
}

/* How many were invalidated there, for that. */
TAP_UNUSED static uint64_t
pool_invalid(enum place at, enum reason reason)
{
	return world.up.stats->invalidations[(int)at * N_REASONS + (int)reason];
}

#endif /* RELAY_UNIT_POOL_H */
