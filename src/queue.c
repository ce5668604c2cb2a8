// SPDX-License-Identifier: BSD-2-Clause
#include "queue.h"

void
queue_claim(struct conn *dial, struct waiter *waiter)
{
	if (dial->waiter != NULL) {
		dial->waiter->dial = NULL;
		dial->waiter->undialled_ms =
		    loop_now_ms(dial->server->upstream->loop);
		dial->server->n_claimed--;
	}
	dial->waiter = waiter;
	if (waiter != NULL) {
		waiter->dial = dial;
		dial->server->n_claimed++;
	}
}

void
queue_show(const struct upstream *upstream)
{
	struct waiter *oldest = queue_first(upstream, true);
	int64_t waited_ns = 0;

	if (oldest != NULL)
		waited_ns = upstream->loop->now_ns - oldest->since_ns;
	stats_set(upstream->stats->waiters, upstream->n_waiters);
	stats_set(upstream->stats->oldest_wait, (uint64_t)waited_ns / 1000000);
}

void
queue_join(struct upstream *upstream, struct waiter *waiter)
{
	waiter->undialled_ms = loop_now_ms(upstream->loop);
	list_append(&upstream->waiters, &waiter->link);
	upstream->n_waiters++;
	queue_show(upstream);
}

void
queue_leave(struct upstream *upstream, struct waiter *waiter)
{
	if (waiter->dial != NULL)
		queue_claim(waiter->dial, NULL);
	list_del(&waiter->link);
	upstream->n_waiters--;
	queue_show(upstream);
}

struct waiter *
queue_first(const struct upstream *upstream, bool fresh)
{
	list_for_each (link, next, &upstream->waiters) {
		struct waiter *waiter = container_of(link, struct waiter, link);

		if (fresh || !waiter->fresh)
			return waiter;
	}
	return NULL;
}

struct waiter *
queue_undialled(const struct upstream *upstream)
{
	list_for_each (link, next, &upstream->waiters) {
		struct waiter *waiter = container_of(link, struct waiter, link);

		if (waiter->dial == NULL)
			return waiter;
	}
	return NULL;
}

uint32_t
queue_n_undialled(const struct upstream *upstream)
{
	uint32_t n = upstream->n_waiters;

	for (uint32_t i = 0; i < upstream->n_servers; i++)
		n -= upstream->servers[i].n_claimed;
	return n;
}

struct waiter *
queue_newest_undialled(const struct upstream *upstream)
{
	const struct list *head = &upstream->waiters;

	for (struct list *link = head->prev; link != head; link = link->prev) {
		struct waiter *waiter = container_of(link, struct waiter, link);

		if (waiter->dial == NULL)
			return waiter;
	}
	return NULL;
}

struct conn *
queue_unclaimed(const struct upstream *upstream)
{
	for (uint32_t i = 0; i < upstream->n_servers; i++) {
		const struct server *server = &upstream->servers[i];

		if (server->n[CONN_DIALING] == server->n_claimed)
			continue;
		list_for_each (link, next, &server->in[CONN_DIALING]) {
			struct conn *conn =
			    container_of(link, struct conn, link);

			if (conn->waiter == NULL)
				return conn;
		}
	}
	return NULL;
}
