// SPDX-License-Identifier: BSD-2-Clause
#include "serve.h"

#include <errno.h>

#include "ageing.h"
#include "borrow.h"
#include "queue.h"
#include "warm.h"

/* A dial that a full queue of the server refused is tried again. */
#define AGAIN_MS 10

static void
refuse(struct upstream *upstream, struct waiter *waiter,
    enum borrow_failure failure, enum reason why)
{
	queue_leave(upstream, waiter);
	stats_add(&upstream->stats->borrow_failures[failure], 1);
	waiter->served(waiter, NULL, why);
}

/* The oldest waiter for whom there is something, and what there is. */
static struct waiter *
next_match(struct upstream *upstream, struct conn **conn)
{
	struct waiter *waiter;

	*conn = borrow_fresh(upstream);
	if (*conn != NULL)
		return queue_first(upstream, true);
	waiter = queue_first(upstream, false);
	if (waiter != NULL)
		*conn = borrow_offered(upstream);
	return *conn != NULL ? waiter : NULL;
}

static void
deliver(struct upstream *upstream, struct waiter *waiter, struct conn *conn)
{
	queue_leave(upstream, waiter);
	borrow_lend(conn, upstream->loop->now_ns - waiter->since_ns);
	waiter->served(waiter, conn, N_REASONS);
}

static void
match(struct upstream *upstream)
{
	struct waiter *waiter;
	struct conn *conn;

	while ((waiter = next_match(upstream, &conn)) != NULL)
		deliver(upstream, waiter, conn);
}

/* The pooled connection whose end would make room for the server's dial. */
static struct list *
to_evict(
    struct upstream *upstream, struct server *server, enum conn_state state)
{
	struct list *link = NULL;

	if (!server_has_room(server))
		return list_last(&server->in[state]);
	for (uint32_t i = 0; i < upstream->n_servers && link == NULL; i++)
		link = list_last(&upstream->servers[i].in[state]);
	return link;
}

/* Make room for a dial by closing a pooled connection, a warm one only if no
 * other will do; false: there is none. */
static bool
make_room(struct upstream *upstream, struct server *server,
    const struct waiter *waiter)
{
	struct list *link;

	if (upstream_has_room(upstream) && server_has_room(server))
		return true;
	link = to_evict(upstream, server, CONN_IDLE);
	if (link == NULL && waiter->fresh)
		link = to_evict(upstream, server, CONN_WARM);
	if (link == NULL)
		return false;
	conn_invalidate(
	    container_of(link, struct conn, link), AT_IDLE, REASON_evicted);
	return upstream_has_room(upstream) && server_has_room(server);
}

enum dialing { DIAL_BEGUN, DIAL_BLOCKED, DIAL_HOPELESS };

/* The server chosen for the waiter, or now another that may serve it. */
static enum pick
choose(struct upstream *upstream, struct waiter *waiter)
{
	if (waiter->server != NULL && server_has_room(waiter->server))
		return PICK_OK;
	waiter->server = NULL;
	return server_pick(upstream, waiter->tried, &waiter->server);
}

static enum dialing
dial_for(struct upstream *upstream, struct waiter *waiter)
{
	for (;;) {
		enum pick pick;
		struct conn *conn;

		if (upstream->n[CONN_DIALING] >= upstream->config->max_dials)
			return DIAL_BLOCKED;
		pick = choose(upstream, waiter);
		if (pick != PICK_OK)
			return pick == PICK_FULL ? DIAL_BLOCKED : DIAL_HOPELESS;
		if (!make_room(upstream, waiter->server, waiter))
			return DIAL_BLOCKED;
		conn = conn_dial(waiter->server, true);
		if (conn != NULL) {
			queue_claim(conn, waiter);
			return DIAL_BEGUN;
		}
		if (errno == EAGAIN) { /* a Unix server's queue is full */
			timer_start(&upstream->loop->timers, &upstream->tick,
			    loop_now_ms(upstream->loop) + AGAIN_MS);
			return DIAL_BLOCKED;
		}
		waiter->tried |= server_bit(waiter->server);
		waiter->server = NULL;
	}
}

static enum dialing
find_for(struct upstream *upstream, struct waiter *waiter)
{
	struct conn *dial = waiter->fresh ? NULL : queue_unclaimed(upstream);
	enum dialing dialing;
	struct conn *conn;

	if (dial != NULL) {
		queue_claim(dial, waiter);
		return DIAL_BEGUN;
	}
	dialing = dial_for(upstream, waiter);
	if (dialing != DIAL_BLOCKED)
		return dialing;
	conn = borrow_any(upstream, waiter);
	if (conn == NULL)
		return DIAL_BLOCKED;
	deliver(upstream, waiter, conn);
	return DIAL_BEGUN;
}

/* Each waiter without a dial takes one that is nobody's, or begins its own;
 * when that is not possible now, it is not for those behind it either. */
static void
dial_for_waiters(struct upstream *upstream)
{
	struct waiter *waiter;

	while ((waiter = queue_undialled(upstream)) != NULL) {
		enum dialing dialing = find_for(upstream, waiter);

		if (dialing == DIAL_BLOCKED)
			return;
		if (dialing == DIAL_HOPELESS)
			refuse(upstream, waiter, BORROW_DIAL_FAILED,
			    REASON_dial_failed);
	}
}

/* Who came last and can have nothing now, where max-waiters wait already. */
static void
refuse_surplus(struct upstream *upstream)
{
	while (queue_n_undialled(upstream) > upstream->max_waiters)
		refuse(upstream, queue_newest_undialled(upstream),
		    BORROW_QUEUE_FULL, REASON_queue_full);
}

/* A connection dialled for a session that went: keep it warm, if the pool
 * keeps any. */
static void
park(struct upstream *upstream)
{
	struct conn *conn;

	while ((conn = borrow_fresh(upstream)) != NULL) {
		conn->wanted = false;
		if (upstream->config->pool == POOL_OFF ||
		    upstream->n[CONN_WARM] + upstream->n[CONN_IDLE] >
			upstream->max_idle)
			conn_invalidate(conn, AT_IDLE, REASON_surplus);
		else
			conn_tune(conn);
	}
}

/*
 * How many dials that nobody waits for any more may become warm connections:
 * none where the pool is off; and where closing them unused does harm, no
 * more than would have been dialled ahead.
 */
static uint32_t
may_stay(const struct server *server)
{
	const struct upstream *upstream = server->upstream;
	uint32_t warm = server->n[CONN_WARM];

	if (upstream->config->pool == POOL_OFF || upstream->draining)
		return 0;
	if (upstream->protocol->unused_max == 0)
		return UINT32_MAX;
	return warm < warm_most(server) ? warm_most(server) - warm : 0;
}

static void
cancel_unclaimed(struct server *server)
{
	uint32_t left = may_stay(server);

	list_for_each (link, next, &server->in[CONN_DIALING]) {
		struct conn *dial = container_of(link, struct conn, link);

		if (dial->waiter != NULL)
			continue;
		if (left > 0)
			left--;
		else
			conn_cancel(dial);
	}
}

static void
empty_list(struct list *list)
{
	list_for_each (link, next, list)
		conn_invalidate(container_of(link, struct conn, link), AT_IDLE,
		    REASON_drain);
}

static void
empty(struct upstream *upstream)
{
	for (uint32_t i = 0; i < upstream->n_servers; i++) {
		empty_list(&upstream->servers[i].in[CONN_IDLE]);
		empty_list(&upstream->servers[i].in[CONN_WARM]);
	}
}

void
serve_run(struct task *task)
{
	struct upstream *upstream = container_of(task, struct upstream, serve);

	if (upstream->n_waiters > 0) {
		match(upstream);
		dial_for_waiters(upstream);
		refuse_surplus(upstream);
	}
	park(upstream);
	for (uint32_t i = 0; i < upstream->n_servers; i++)
		cancel_unclaimed(&upstream->servers[i]);
	if (upstream->draining)
		empty(upstream);
	ageing_trim(upstream);
	ageing_top_up(upstream);
}
