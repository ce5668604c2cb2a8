/*
 * queue - the sessions that wait for a connection of one upstream
 *
 * Oldest first.  A dial may be claimed for a waiter: then it counts as begun
 * since a session waits, and its failure is that waiter's affair.
 */
#ifndef RELAY_QUEUE_H
#define RELAY_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include "conn.h"
#include "list.h"
#include "server.h"
#include "upstream.h"

struct waiter {
	struct list link;  /* in upstream->waiters */
	struct conn *dial; /* begun for it, DIALING; or NULL */
	int64_t since_ns;
	int64_t undialled_ms;  /* since when no dial was under way for it */
	struct server *server; /* chosen for it; NULL: none, or it failed */
	uint64_t tried;        /* servers that failed it; see server_bit() */
	bool fresh;            /* no pooled connection: the last one was dead */
	/*
	 * Called once, from the loop, unless pool_leave() comes first: with a
	 * connection, LENT, or with NULL and why there is none.
	 */
	void (*served)(struct waiter *, struct conn *, enum reason why);
};

/* Stand at the end of the line; leave it, and a claimed dial to others. */
void queue_join(struct upstream *upstream, struct waiter *waiter);
void queue_leave(struct upstream *upstream, struct waiter *waiter);

/* The oldest; with fresh false, the oldest that takes pooled ones too. */
struct waiter *queue_first(const struct upstream *upstream, bool fresh);

/* The oldest for whom no dial was begun. */
struct waiter *queue_undialled(const struct upstream *upstream);

/* How many such there are, and the one that came last. */
uint32_t queue_n_undialled(const struct upstream *upstream);
struct waiter *queue_newest_undialled(const struct upstream *upstream);

/* A dial in progress that is claimed for nobody. */
struct conn *queue_unclaimed(const struct upstream *upstream);

/* Make the dial the waiter's, or (NULL) nobody's: the one writer of both. */
void queue_claim(struct conn *dial, struct waiter *waiter);

/* Write the gauges. */
void queue_show(const struct upstream *upstream);

#endif /* RELAY_QUEUE_H */
