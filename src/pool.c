// SPDX-License-Identifier: BSD-2-Clause
#include "pool.h"

#include "ageing.h"
#include "borrow.h"
#include "log.h"
#include "script.h"
#include "serve.h"
#include "warm.h"

/* Ages and rates are looked at this often at least. */
#define TICK_MS 1000

static void
on_idle_event(struct watch *watch, uint32_t events)
{
	struct conn *conn = container_of(watch, struct conn, end.watch);
	enum reason reason;

	if (conn->state != CONN_IDLE && conn->state != CONN_WARM)
		return; /* stale, from this same batch */
	reason = conn_idle_event(conn, events);
	if (reason != N_REASONS)
		conn_invalidate(conn, AT_IDLE, reason);
}

/* ---- lending ---------------------------------------------------------- */

void
pool_leave(struct upstream *upstream, struct waiter *waiter)
{
	queue_leave(upstream, waiter);
	loop_ready(upstream->loop, &upstream->serve);
}

struct conn *
pool_borrow(struct upstream *upstream, struct waiter *waiter, bool fresh)
{
	struct conn *conn = NULL;

	list_init(&waiter->link);
	waiter->dial = NULL;
	waiter->server = NULL;
	waiter->tried = 0;
	waiter->fresh = fresh;
	waiter->since_ns = upstream->loop->now_ns;
	server_pick(upstream, 0, &waiter->server);
	if (!fresh && upstream->n_waiters == 0 && waiter->server != NULL)
		conn = borrow_from(waiter->server);
	if (conn != NULL) {
		borrow_lend(conn, 0);
		return conn;
	}
	queue_join(upstream, waiter);
	loop_ready(upstream->loop, &upstream->serve);
	return NULL;
}

static void
on_dialed(struct conn *conn, enum dial_result result)
{
	struct upstream *upstream = conn->server->upstream;
	struct waiter *waiter = conn->waiter;

	if (waiter != NULL)
		queue_claim(conn, NULL);
	if (result != DIAL_OK) {
		if (waiter != NULL) {
			waiter->tried |= server_bit(conn->server);
			waiter->server = NULL;
		}
		conn_forget(conn);
		return;
	}
	conn->end.watch.fn = on_idle_event;
	conn->offered = upstream->n_waiters > 0;
	loop_ready(upstream->loop, &upstream->serve);
}

/* ---- taking back ------------------------------------------------------ */

static void
become_idle(struct conn *conn)
{
	struct upstream *upstream = conn->server->upstream;

	stats_add(upstream->stats->returns, 1);
	conn_tune(conn);
	conn->end.watch.fn = on_idle_event;
	conn->offered = upstream->n_waiters > 0;
	conn_move(conn, CONN_IDLE);
	if (upstream->n_waiters > 0 ||
	    upstream->n[CONN_IDLE] + upstream->n[CONN_WARM] >
		upstream->max_idle)
		loop_ready(upstream->loop, &upstream->serve);
}

/* The reset was answered exactly, or it was not. */
static void
on_scripted(struct conn *conn, enum script_result result)
{
	if (result != SCRIPT_OK || conn->end.eof_near || conn->end.broken)
		conn_invalidate(conn, AT_LENT, REASON_reset_failed);
	else if (conn->server->upstream->draining)
		conn_discard(conn);
	else
		become_idle(conn);
}

/* Why a connection cannot be lent again; N_REASONS: nothing speaks against. */
static enum reason
unfit(struct conn *conn)
{
	if (conn->fin_sent)
		return conn->framing.partial_request ? REASON_partial_request
						     : REASON_half_closed;
	if (conn->end.error)
		return REASON_server_reset;
	if (conn->end.eof_near || conn->end.broken)
		return REASON_server_eof;
	return proto_unfit(&conn->framing);
}

/* An edge that nobody has read yet may be an empty one: look. */
static enum reason
unread(struct conn *conn)
{
	enum reason reason;

	if (!conn->end.readable)
		return N_REASONS;
	conn_move(conn, CONN_IDLE);
	reason = conn_check(conn);
	conn_move(conn, CONN_LENT);
	return reason;
}

void
pool_return(struct conn **conn_p)
{
	struct conn *conn = *conn_p;
	const struct upstream *upstream = conn->server->upstream;
	const struct config_upstream *config = upstream->config;
	enum reason reason;

	*conn_p = NULL;
	must(conn->state == CONN_LENT); /* a second return is our bug */
	if (config->pool != POOL_REUSE || upstream->draining ||
	    (config->max_uses > 0 && conn->uses >= config->max_uses)) {
		conn_discard(conn);
		return;
	}
	reason = unfit(conn);
	if (reason == N_REASONS)
		reason = unread(conn);
	if (reason != N_REASONS)
		conn_reject(conn, reason);
	else if (config->reset.n_send > 0)
		script_run(conn);
	else
		become_idle(conn);
}

void
pool_drop(struct conn **conn_p, enum reason reason)
{
	struct conn *conn = *conn_p;

	*conn_p = NULL;
	must(conn->state == CONN_LENT);
	conn_invalidate(conn, AT_LENT, reason);
}

/* ---- life ------------------------------------------------------------- */

static void
on_tick(struct timer *timer)
{
	struct upstream *upstream = container_of(timer, struct upstream, tick);
	int64_t latest = loop_now_ms(upstream->loop) + TICK_MS;
	int64_t next = ageing_run(upstream);

	ageing_look(upstream);
	queue_show(upstream);
	serve_run(&upstream->serve);
	timer_start(
	    &upstream->loop->timers, timer, next < latest ? next : latest);
}

void
pool_init(struct upstream *upstream, const struct upstream_plan *plan,
    uint32_t i, struct server *servers)
{
	upstream_init(upstream, plan, i, servers);
	upstream->dialed = on_dialed;
	upstream->scripted = on_scripted;
	for (uint32_t k = 0; k < upstream->n_servers; k++) {
		server_init(&servers[k], upstream, k, plan);
		warm_init(&servers[k]);
	}
	task_init(&upstream->serve, serve_run);
	timer_init(&upstream->tick, on_tick);
	timer_start(&plan->loop->timers, &upstream->tick, 1);
}

void
pool_drain(struct upstream *upstream)
{
	upstream->draining = true;
	loop_ready(upstream->loop, &upstream->serve);
}

bool
pool_shed(struct upstream *upstream)
{
	struct conn *conn = ageing_oldest(upstream);

	if (conn == NULL)
		return false;
	conn_invalidate(conn, AT_IDLE, REASON_evicted);
	return true;
}
