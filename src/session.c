// SPDX-License-Identifier: BSD-2-Clause
#include "session.h"

#include "log.h"
#include "pool.h"
#include "sock.h"
#include "sys.h"

typedef enum session_event action(struct session *session);

static struct loop *
loop_of(const struct session *session)
{
	return session->sessions->loop;
}

static const struct config_upstream *
config_of(const struct session *session)
{
	return session->service->upstream->config;
}

/* ---- actions ---------------------------------------------------------- */

static enum session_event
begin(struct session *session)
{
	return config_of(session)->borrow_at == BORROW_AT_ACCEPT ? EV_BYTE
								 : EV_NONE;
}

static enum session_event
borrow_with(struct session *session, bool fresh)
{
	struct upstream *upstream = session->service->upstream;
	struct conn *conn = pool_borrow(upstream, &session->waiter, fresh);

	session->relay.conn = conn;
	if (conn != NULL)
		return EV_SERVED;
	session_hasten(session, config_of(session)->wait_timeout);
	return EV_NONE;
}

static enum session_event
borrow(struct session *session)
{
	return borrow_with(session, false);
}

static void
count_retry(struct session *session, enum retry_result result)
{
	stats_add(&session->service->upstream->stats->retries[result], 1);
}

/* The article's rule: after a dead one never a second pooled one. */
static enum session_event
borrow_fresh(struct session *session)
{
	struct conn *conn = relay_detach(&session->relay);

	pool_drop(&conn, session->reason);
	session->retried = true;
	session->times.asked_ms = 0;
	return borrow_with(session, true);
}

static enum session_event
start_flows(struct session *session)
{
	struct upstream *upstream = session->service->upstream;

	if (session->retried)
		count_retry(session, RETRY_OK);
	session->relay.framed =
	    upstream->proto != NULL && upstream->config->pool == POOL_REUSE;
	session->times.active_ms = loop_now_ms(loop_of(session));
	session_hasten(session, config_of(session)->session_idle_timeout);
	return EV_NONE;
}

static void
pass_fin(struct session *session)
{
	sys_shutdown_write(session->relay.conn->end.watch.fd);
	session->relay.conn->fin_sent = true;
}

/*
 * Where exchanges are known the client's FIN means that it asks no more, and
 * the server need not know; but in the middle of a request it may be what the
 * server waits for.
 */
static enum session_event
client_ended(struct session *session)
{
	const struct relay *relay = &session->relay;

	session->reason = REASON_client_eof;
	session->times.half_ms = loop_now_ms(loop_of(session));
	session_hasten(session, config_of(session)->fin_timeout);
	if (!relay->framed || relay->conn->framing.partial_request)
		pass_fin(session);
	return EV_NONE;
}

static enum session_event
server_ended(struct session *session)
{
	session->reason = REASON_server_eof;
	session->times.half_ms = loop_now_ms(loop_of(session));
	session_hasten(session, config_of(session)->fin_timeout);
	sys_shutdown_write(session->relay.client.watch.fd);
	return EV_NONE;
}

/* ---- the end ---------------------------------------------------------- */

static void
count_exchanges(const struct session *session, const struct framing *framing)
{
	struct stats_upstream *stats = session->service->upstream->stats;

	if (!session->relay.framed)
		return;
	stats_add(&stats->exchanges[EXCHANGE_OK], framing->answered);
	stats_add(&stats->exchanges[EXCHANGE_ABORTED], framing->owed);
	if (framing->unsolicited)
		stats_add(&stats->protocol_errors[SIDE_SERVER], 1);
}

/* Take the session out of everything, in the one fixed order. */
static void
leave_all(struct session *session)
{
	struct sessions *sessions = session->sessions;
	struct service *service = session->service;

	timer_stop(&session->timer);
	task_cancel(&session->task);
	flow_drop(&session->relay.up, &sessions->memory);
	flow_drop(&session->relay.down, &sessions->memory);
	list_del(&session->link);
	sessions->n--;
	service->n_sessions--;
	stats_set(service->stats->sessions, service->n_sessions);
	stats_add(&service->stats->closed[session->reason], 1);
	loop_give_later(sessions->loop, &sessions->slab, session);
	sessions->ended(sessions, service);
}

static enum session_event
close_clean(struct session *session)
{
	struct conn *conn = session->relay.conn;

	if (conn != NULL) {
		count_exchanges(session, &conn->framing);
		relay_detach(&session->relay);
		pool_return(&conn);
	}
	sock_close_clean(session->relay.client.watch.fd);
	session->relay.client.watch.fd = -1;
	leave_all(session);
	return EV_NONE;
}

/*
 * A framed client that broke off between two exchanges has left no trace on
 * the connection; in every other case nobody can tell what state it is in.
 */
static bool
is_returnable(const struct session *session)
{
	return session->reason == REASON_client_reset &&
	       session->relay.framed && session->relay.up.kept == NULL &&
	       proto_is_quiet(&session->relay.conn->framing);
}

static enum session_event
close_reset(struct session *session)
{
	struct conn *conn = session->relay.conn;

	if (conn != NULL) {
		bool fit = is_returnable(session);

		count_exchanges(session, &conn->framing);
		flow_drop(&session->relay.down, &session->sessions->memory);
		relay_detach(&session->relay);
		if (fit)
			pool_return(&conn);
		else if (session->reason == REASON_client_reset &&
			 proto_unfit(&conn->framing) != N_REASONS)
			pool_drop(&conn, proto_unfit(&conn->framing));
		else
			pool_drop(&conn, session->reason);
	}
	sock_close_reset(session->relay.client.watch.fd);
	session->relay.client.watch.fd = -1;
	leave_all(session);
	return EV_NONE;
}

static enum session_event
quit_queue(struct session *session)
{
	struct upstream *upstream = session->service->upstream;
	enum borrow_failure failure = BORROW_WAIT_TIMEOUT;

	if (session->retried)
		count_retry(session, RETRY_FAILED);
	if (session->reason == REASON_client_gone)
		failure = BORROW_CLIENT_GONE;
	/* The pool counted those that it refused, and let them out itself. */
	if (!list_is_empty(&session->waiter.link)) {
		pool_leave(upstream, &session->waiter);
		stats_add(&upstream->stats->borrow_failures[failure], 1);
	}
	return close_reset(session);
}

/* ---- the table -------------------------------------------------------- */

struct step {
	enum session_state next;
	action *act;
};

#define ROW(state, event, to, what)                                            \
	[SESSION_##state][EV_##event] = {SESSION_##to, what},
static const struct step steps[N_SESSION_STATES][N_SESSION_EVENTS] = {
    /* clang-format off */
    ROW(NEW,       OPEN,     FIRST,     begin)
    ROW(FIRST,     BYTE,     QUEUE,     borrow)
    ROW(FIRST,     UP_END,   CLOSED,    close_clean)
    ROW(FIRST,     RETIRE,   CLOSED,    close_clean)
    ROW(FIRST,     FAIL,     CLOSED,    close_reset)
    ROW(QUEUE,     SERVED,   RELAY,     start_flows)
    ROW(QUEUE,     FAIL,     CLOSED,    quit_queue)
    ROW(RELAY,     DEAD,     QUEUE,     borrow_fresh)
    ROW(RELAY,     UP_END,   HALF_UP,   client_ended)
    ROW(RELAY,     DOWN_END, HALF_DOWN, server_ended)
    ROW(RELAY,     RETIRE,   CLOSED,    close_clean)
    ROW(RELAY,     FAIL,     CLOSED,    close_reset)
    ROW(HALF_UP,   DOWN_END, CLOSED,    close_clean)
    ROW(HALF_UP,   SETTLED,  CLOSED,    close_clean)
    ROW(HALF_UP,   FAIL,     CLOSED,    close_reset)
    ROW(HALF_DOWN, UP_END,   CLOSED,    close_clean)
    ROW(HALF_DOWN, FAIL,     CLOSED,    close_reset)
    /* clang-format on */
};
#undef ROW

/* The one writer of session->state.  An action returns the next event. */
void
session_happen(struct session *session, enum session_event event)
{
	while (event != EV_NONE) {
		const struct step *step = &steps[session->state][event];

		if (step->act == NULL)
			bug("session: no such event in this state");
		session->state = step->next;
		event = step->act(session);
	}
}

void
session_abort(struct session *session, enum reason reason)
{
	session->reason = reason;
	session_happen(session, EV_FAIL);
}

void
session_hasten(struct session *session, int64_t limit_ms)
{
	struct timer *timer = &session->timer;
	int64_t at = loop_now_ms(loop_of(session)) + limit_ms;

	if (limit_ms > 0 &&
	    (!timer_is_started(timer) || timer->deadline_ms > at))
		timer_start(&loop_of(session)->timers, timer, at);
}
