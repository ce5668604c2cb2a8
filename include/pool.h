/*
 * pool - lends a worker's connections to one upstream, and takes them back
 *
 * A session asks with a waiter of its own.  It gets a connection at once, or
 * stands in line, oldest first; whatever is ready first, a returned connection
 * or anybody's dial, goes to the oldest (late binding).  A waiter has at most
 * one dial begun for it; when it is served by another, its dial passes to the
 * waiter that lost the other.
 *
 * What may be lent: see conn_check(); what may come back: pool_return().
 */
#ifndef RELAY_POOL_H
#define RELAY_POOL_H

#include <stdbool.h>
#include <stdint.h>

#include "conn.h"
#include "queue.h"
#include "upstream.h"

/* Make the pool of the i-th upstream; its servers are servers[0...].
 * It makes its first connections once the loop runs. */
void pool_init(struct upstream *upstream, const struct upstream_plan *plan,
    uint32_t i, struct server *servers);

/*
 * Borrow.  fresh: only a connection dialled from now on will do.
 * Returns it, LENT: set its end.watch.fn and take over its end; or NULL: the
 * waiter stands in line, and its served() will be called.
 */
struct conn *pool_borrow(
    struct upstream *upstream, struct waiter *waiter, bool fresh);

/* Give up waiting: the client has gone, or has waited too long. */
void pool_leave(struct upstream *upstream, struct waiter *waiter);

/*
 * Give *conn back after a session that ended in order, and set it to NULL: it
 * becomes idle, or runs its reset script first, or is closed, as is proven.
 */
void pool_return(struct conn **conn);

/* Give *conn back to be closed, for this reason, and set it to NULL. */
void pool_drop(struct conn **conn, enum reason reason);

/* Close what is idle, and make no more ahead of need. */
void pool_drain(struct upstream *upstream);

/* Close the idle connection that came back first, for its descriptor.
 * Returns whether there was one. */
bool pool_shed(struct upstream *upstream);

#endif /* RELAY_POOL_H */
