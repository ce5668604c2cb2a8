// SPDX-License-Identifier: BSD-2-Clause
#include "pool.h"

#include <errno.h>

#include "ageing.h"
#include "log.h"
#include "script.h"
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

static void
refuse(struct upstream *upstream, struct waiter *waiter)
{
	queue_leave(upstream, waiter);
	stats_add(&upstream->stats->borrow_failures[BORROW_DIAL_FAILED], 1);
	waiter->served(waiter, NULL, REASON_dial_failed);
}

/* ---- lending ---------------------------------------------------------- */

void
pool_leave(struct upstream *upstream, struct waiter *waiter)
{
	queue_leave(upstream, waiter);
	loop_ready(upstream->loop, &upstream->serve);
}

enum source
pool_source(const struct conn *conn)
{
	if (conn->uses > 1)
		return SOURCE_REUSED;
	return conn->wanted ? SOURCE_FRESH : SOURCE_WARM;
}

static void
lend(struct conn *conn, int64_t waited_ns)
{
	struct upstream *upstream = conn->server->upstream;
	bool warm = conn->state == CONN_WARM && !conn->wanted;

	conn_move(conn, CONN_LENT);
	conn->borrower = NULL;
	conn->offered = false;
	conn->uses++;
	proto_rewind(&conn->framing);
	stats_add(&upstream->stats->borrows[pool_source(conn)], 1);
	stats_hist_add(upstream->stats->wait_time, waited_ns / 1000);
	warm_note_borrow(conn->server, warm);
	if (conn->server->n[CONN_IDLE] == 0)
		loop_ready(upstream->loop, &upstream->serve); /* top up */
}

/*
 * The next of a list that is fit, invalidating those that are not: nothing was
 * written to them, so any number may be tried.
 */
static struct conn *
take_fit(struct server *server, enum conn_state state, bool newest)
{
	struct list *list = &server->in[state];
	struct list *link;

	while ((link = newest ? list_first(list) : list_last(list)) != NULL) {
		struct conn *conn = container_of(link, struct conn, link);
		enum reason reason = conn_check(conn);

		if (reason == N_REASONS)
			return conn;
		conn_invalidate(conn, AT_BORROW, reason);
	}
	return NULL;
}

static struct conn *
take_from(struct server *server)
{
	bool lifo = server->upstream->config->pool_order == POOL_LIFO;
	struct conn *conn = take_fit(server, CONN_IDLE, lifo);

	return conn != NULL ? conn : take_fit(server, CONN_WARM, false);
}

/* One that was dialled since a session waits and has just connected. */
static struct conn *
take_fresh(struct upstream *upstream)
{
	for (uint32_t i = 0; i < upstream->n_servers; i++) {
		list_for_each (
		    link, next, &upstream->servers[i].in[CONN_WARM]) {
			struct conn *conn =
			    container_of(link, struct conn, link);

			if (conn->wanted)
				return conn;
		}
	}
	return NULL;
}

/* One that came free while they waited; such are the newest. */
static struct conn *
take_offered(struct upstream *upstream, enum conn_state state)
{
	for (uint32_t i = 0; i < upstream->n_servers; i++) {
		struct list *link;

		while ((link = list_first(&upstream->servers[i].in[state])) !=
		       NULL) {
			struct conn *conn =
			    container_of(link, struct conn, link);
			enum reason reason;

			if (!conn->offered)
				break;
			reason = conn_check(conn);
			if (reason == N_REASONS)
				return conn;
			conn_invalidate(conn, AT_BORROW, reason);
		}
	}
	return NULL;
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
		conn = take_from(waiter->server);
	if (conn != NULL) {
		lend(conn, 0);
		return conn;
	}
	if (upstream->n_waiters >= upstream->max_waiters) {
		stats_add(
		    &upstream->stats->borrow_failures[BORROW_QUEUE_FULL], 1);
		errno = ENOBUFS;
		return NULL;
	}
	queue_join(upstream, waiter);
	loop_ready(upstream->loop, &upstream->serve);
	errno = EAGAIN;
	return NULL;
}

/* ---- matching waiters with connections and dials ---------------------- */

/* The oldest waiter for whom there is something, and what there is. */
static struct waiter *
next_match(struct upstream *upstream, struct conn **conn)
{
	struct waiter *waiter;

	*conn = take_fresh(upstream);
	if (*conn != NULL)
		return queue_first(upstream, true);
	waiter = queue_first(upstream, false);
	if (waiter != NULL)
		*conn = take_offered(upstream, CONN_IDLE);
	if (waiter != NULL && *conn == NULL)
		*conn = take_offered(upstream, CONN_WARM);
	return *conn != NULL ? waiter : NULL;
}

static void
match(struct upstream *upstream)
{
	struct waiter *waiter;
	struct conn *conn;

	while ((waiter = next_match(upstream, &conn)) != NULL) {
		queue_leave(upstream, waiter);
		lend(conn, upstream->loop->now_ns - waiter->since_ns);
		waiter->served(waiter, conn, N_REASONS);
	}
}

/* Make room for a dial by closing an idle connection; false: there is none. */
static bool
make_room(struct upstream *upstream, struct server *server)
{
	struct list *link = NULL;

	if (upstream_has_room(upstream) && server_has_room(server))
		return true;
	for (uint32_t i = 0; i < upstream->n_servers && link == NULL; i++)
		if (server_has_room(server) || &upstream->servers[i] == server)
			link = list_last(&upstream->servers[i].in[CONN_IDLE]);
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
		if (!make_room(upstream, waiter->server))
			return DIAL_BLOCKED;
		conn = conn_dial(waiter->server, true);
		if (conn != NULL) {
			queue_claim(conn, waiter);
			return DIAL_BEGUN;
		}
		waiter->tried |= server_bit(waiter->server);
		waiter->server = NULL;
	}
}

/* Each waiter without a dial takes one that is nobody's, or begins its own;
 * when that is not possible now, it is not for those behind it either. */
static void
dial_for_waiters(struct upstream *upstream)
{
	struct waiter *waiter;

	while ((waiter = queue_undialled(upstream)) != NULL) {
		struct conn *dial =
		    waiter->fresh ? NULL : queue_unclaimed(upstream);
		enum dialing dialing = DIAL_BEGUN;

		if (dial != NULL)
			queue_claim(dial, waiter);
		else
			dialing = dial_for(upstream, waiter);
		if (dialing == DIAL_HOPELESS)
			refuse(upstream, waiter);
		if (dialing == DIAL_BLOCKED)
			return;
	}
}

/* A connection dialled for a session that went: keep it warm, if the pool
 * keeps any. */
static void
park(struct upstream *upstream)
{
	struct conn *conn;

	while ((conn = take_fresh(upstream)) != NULL) {
		conn->wanted = false;
		if (upstream->config->pool == POOL_OFF || upstream->draining ||
		    upstream->n[CONN_WARM] > upstream->max_idle)
			conn_invalidate(conn, AT_IDLE, REASON_surplus);
		else
			conn_tune(conn);
	}
}

/* Dials that nobody waits for any more are of no use to a pool that is off. */
static void
cancel_unclaimed(struct upstream *upstream)
{
	struct conn *dial;

	if (upstream->config->pool != POOL_OFF && !upstream->draining)
		return;
	while ((dial = queue_unclaimed(upstream)) != NULL)
		conn_cancel(dial);
}

static void
serve(struct task *task)
{
	struct upstream *upstream = container_of(task, struct upstream, serve);

	if (upstream->n_waiters > 0) {
		match(upstream);
		dial_for_waiters(upstream);
	}
	park(upstream);
	cancel_unclaimed(upstream);
	ageing_trim(upstream);
	ageing_top_up(upstream);
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
	    upstream->n[CONN_IDLE] > upstream->max_idle)
		loop_ready(upstream->loop, &upstream->serve);
}

/* The reset was answered exactly, or it was not. */
static void
on_scripted(struct conn *conn, enum script_result result)
{
	if (result != SCRIPT_OK || conn->end.eof_near || conn->end.broken)
		conn_invalidate(conn, AT_LENT, REASON_reset_failed);
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
	serve(&upstream->serve);
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
	task_init(&upstream->serve, serve);
	timer_init(&upstream->tick, on_tick);
	timer_start(&plan->loop->timers, &upstream->tick, 1);
}

static void
empty(struct server *server, enum conn_state state)
{
	list_for_each (link, next, &server->in[state])
		conn_invalidate(container_of(link, struct conn, link), AT_IDLE,
		    REASON_drain);
}

void
pool_drain(struct upstream *upstream)
{
	upstream->draining = true;
	for (uint32_t i = 0; i < upstream->n_servers; i++) {
		empty(&upstream->servers[i], CONN_IDLE);
		empty(&upstream->servers[i], CONN_WARM);
	}
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
