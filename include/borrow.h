/*
 * borrow - finds a pooled connection that may be lent, and lends it
 *
 * Whatever is found unfit on the way is invalidated: nothing was written to
 * it, so any number may be looked at.
 */
#ifndef RELAY_BORROW_H
#define RELAY_BORROW_H

#include <stdint.h>

#include "conn.h"
#include "queue.h"
#include "server.h"

/* The server's next fit one, in the order that pool-order says; or NULL. */
struct conn *borrow_from(struct server *server);

/* One that was dialled since a session waits and has just connected. */
struct conn *borrow_fresh(struct upstream *upstream);

/* One that came free while sessions waited. */
struct conn *borrow_offered(struct upstream *upstream);

/* For a waiter that cannot dial: one of any server that has not failed it. */
struct conn *borrow_any(struct upstream *upstream, const struct waiter *waiter);

/* Make it LENT, counted, after its borrower waited so long. */
void borrow_lend(struct conn *conn, int64_t waited_ns);

#endif /* RELAY_BORROW_H */
