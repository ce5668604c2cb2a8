// SPDX-License-Identifier: BSD-2-Clause
#include "sessions.h"

#include <errno.h>

#include "pool.h"
#include "sock.h"
#include "sys.h"

static struct loop *
loop_of(const struct session *session)
{
	return session->sessions->loop;
}

/* ---- moving bytes ----------------------------------------------------- */

/* All buffers are held: whoever has made no progress longest gives way. */
static void
make_room(struct session *session)
{
	struct session *stalest =
	    buffers_stalest(&session->sessions->memory.buffers, session);

	if (stalest == NULL) {
		session_abort(session, REASON_buffers);
		return;
	}
	session_abort(stalest, REASON_buffers);
	loop_ready(loop_of(session), &session->task);
}

/* A loss: of a connection that nothing was sent on yet, it may be mended. */
static enum session_event
server_lost(struct session *session, enum reason reason)
{
	const struct relay *relay = &session->relay;

	session->reason = reason;
	if (session->state == SESSION_RELAY && !session->retried &&
	    relay_is_untouched(relay) &&
	    conn_source(relay->conn) != SOURCE_FRESH)
		return EV_DEAD;
	return EV_FAIL;
}

static enum session_event
translate(struct session *session, enum relay_news news)
{
	switch (news) {
	case RELAY_UP_ENDED:
		return EV_UP_END;
	case RELAY_DOWN_ENDED:
		if (session->state != SESSION_RELAY) /* the client's first */
			return EV_DOWN_END;
		return server_lost(session, REASON_server_eof) == EV_DEAD
			   ? EV_DEAD
			   : EV_DOWN_END;
	case RELAY_SETTLED:
		return EV_SETTLED;
	case RELAY_CLIENT_LOST:
		session->reason = REASON_client_reset;
		return EV_FAIL;
	case RELAY_SERVER_LOST:
		return server_lost(session, REASON_server_reset);
	case RELAY_UNSOLICITED:
		return server_lost(session, REASON_unsolicited);
	default:
		return EV_NONE;
	}
}

/* Note what moved, for the deadlines. */
static void
note_progress(struct session *session)
{
	struct relay *relay = &session->relay;

	if (!relay->moved)
		return;
	relay->moved = false;
	session->times.active_ms = loop_now_ms(loop_of(session));
	session->times.answered = relay->answered;
	if (relay->asked && session->times.asked_ms == 0) {
		session->times.asked_ms = session->times.active_ms;
		session_hasten(session,
		    session->service->upstream->config->first_byte_timeout);
	}
}

/* A server that takes no more may send on, but not for ever. */
static void
note_up_lost(struct session *session)
{
	if (!session->relay.up_lost || session->times.half_ms != 0)
		return;
	session->times.half_ms = loop_now_ms(loop_of(session));
	session_hasten(
	    session, session->service->upstream->config->fin_timeout);
}

static void
pump(struct session *session)
{
	struct service *service = session->service;
	struct relay_env env = {
	    .memory = &session->sessions->memory,
	    .listener = service->stats,
	    .upstream = service->upstream->stats,
	    .holder = session,
	};
	enum relay_news news = RELAY_UP_ENDED;

	env.memory->now_ms = loop_now_ms(loop_of(session));
	while (session->relay.conn != NULL && news != RELAY_WAIT) {
		news = relay_run(&session->relay, &env);
		note_progress(session);
		note_up_lost(session);
		if (news == RELAY_MORE) {
			loop_ready(loop_of(session), &session->task);
			return;
		}
		if (news == RELAY_NO_BUFFER) {
			make_room(session);
			return;
		}
		session_happen(session, translate(session, news));
	}
}

/*
 * An event is noted now and acted on when all of the batch are: so whatever
 * ended is known before it is written to, or lent.
 */
static void
on_server_event(struct watch *watch, uint32_t events)
{
	struct conn *conn = container_of(watch, struct conn, end.watch);
	struct session *session = conn->borrower;

	if (conn->state != CONN_LENT) /* stale, from this batch */
		return;
	end_note(&conn->end, events);
	loop_ready(loop_of(session), &session->task);
}

static void
on_client_event(struct watch *watch, uint32_t events)
{
	struct session *session =
	    container_of(watch, struct session, relay.client.watch);

	if (session->state == SESSION_CLOSED) /* stale, from this batch */
		return;
	end_note(&session->relay.client, events);
	loop_ready(loop_of(session), &session->task);
}

/* Let it happen, take over a connection that it brought, and move on. */
static void
happen(struct session *session, enum session_event event)
{
	struct conn *conn;

	session_happen(session, event);
	conn = session->relay.conn;
	if (conn != NULL && conn->borrower == NULL) {
		conn->borrower = session;
		conn->end.watch.fn = on_server_event;
	}
	pump(session);
}

/* A FIN or RST with the first event: whether bytes came before it. */
static enum session_event
first_event(struct session *session)
{
	struct end *client = &session->relay.client;
	char byte;
	ssize_t got;

	if (!client->readable)
		return EV_NONE;
	if (!client->eof_near && !client->broken)
		return EV_BYTE;
	got = sys_peek(client->watch.fd, &byte, 1);
	if (got > 0)
		return EV_BYTE;
	session->reason = got == 0 ? REASON_client_eof : REASON_client_reset;
	return got == 0 ? EV_UP_END : EV_FAIL;
}

static void
on_task(struct task *task)
{
	struct session *session = container_of(task, struct session, task);

	if (session->state == SESSION_FIRST)
		happen(session, first_event(session));
	else
		pump(session);
	if (session->state == SESSION_QUEUE &&
	    session->relay.client.broken) /* a FIN alone is no leaving */
		session_abort(session, REASON_client_gone);
}

static void
on_served(struct waiter *waiter, struct conn *conn, enum reason why)
{
	struct session *session = container_of(waiter, struct session, waiter);

	session->relay.conn = conn;
	session->reason = why;
	happen(session, conn != NULL ? EV_SERVED : EV_FAIL);
}

/* ---- deadlines -------------------------------------------------------- */

static enum phase
phase_of(const struct session *session)
{
	if (session->relay.conn != NULL)
		return PHASE_RELAY;
	if (session->state <= SESSION_FIRST)
		return PHASE_FIRST;
	return session->waiter.dial != NULL ? PHASE_DIAL : PHASE_QUEUE;
}

/* Look whether it is late; if not, arm the timer for the next look. */
static struct lateness
look(struct session *session)
{
	if (session->state == SESSION_QUEUE)
		session->times.queued_ms = session->waiter.undialled_ms;
	/* What waits to be read was said as well. */
	session->times.spoke =
	    session->relay.spoke || session->relay.client.readable;

	int64_t at;
	struct lateness late = deadline_find(&session->times, phase_of(session),
	    session->service->upstream->config, loop_now_ms(loop_of(session)),
	    &at);

	if (late.kind == N_TIMEOUTS && at != INT64_MAX)
		timer_start(&loop_of(session)->timers, &session->timer, at);
	return late;
}

static void
on_deadline(struct timer *timer)
{
	struct session *session = container_of(timer, struct session, timer);
	struct upstream *upstream = session->service->upstream;
	struct lateness late = look(session);

	if (late.kind != N_TIMEOUTS) {
		stats_add(&upstream->stats->timeouts[late.kind], 1);
		session_abort(session, late.reason);
		return;
	}
	if (session->relay.conn != NULL &&
	    loop_now_ms(loop_of(session)) - session->times.opened_ms >=
		DEADLINE_SETTLED_MS)
		conn_tune(session->relay.conn);
}

/* ---- life ------------------------------------------------------------- */

int
sessions_init(struct sessions *sessions, struct loop *loop, uint32_t most,
    uint64_t buffer_bytes)
{
	/* Address space for two a session and the scratch; memory for less. */
	size_t n = (size_t)most + SESSIONS_OVER;
	size_t capacity = n * 2 + 2;
	size_t resident = (size_t)(buffer_bytes / BUFFER_BYTES);
	struct buffers *buffers = &sessions->memory.buffers;

	*sessions = (struct sessions){.loop = loop, .most = most};
	list_init(&sessions->all);
	if (slab_init(&sessions->slab, sizeof(struct session), n) == -1)
		return -1;
	if (resident < 2)
		resident = 2;
	if (buffers_init(buffers, capacity,
		resident < capacity ? resident : capacity) == -1)
		return -1;
	sessions->memory.scratch = buffers_take(buffers);
	return 0;
}

static void
init_session(struct session *session, struct sessions *sessions,
    struct service *service, int fd, bool unix_socket)
{
	*session = (struct session){
	    .sessions = sessions,
	    .service = service,
	    .waiter.served = on_served,
	    .times.opened_ms = loop_now_ms(sessions->loop),
	    .state = SESSION_NEW,
	};
	list_init(&session->link);
	list_init(&session->waiter.link);
	timer_init(&session->timer, on_deadline);
	task_init(&session->task, on_task);
	end_init(&session->relay.client, fd, unix_socket, on_client_event);
}

int
sessions_open(struct sessions *sessions, struct service *service, int fd,
    bool unix_socket)
{
	struct session *session = slab_take(&sessions->slab);

	if (session == NULL) {
		errno = ENOMEM;
		goto close_fd;
	}
	init_session(session, sessions, service, fd, unix_socket);
	if (loop_watch_socket(sessions->loop, &session->relay.client.watch) ==
	    -1)
		goto give_session;
	list_push(&sessions->all, &session->link);
	sessions->n++;
	service->n_sessions++;
	stats_add(service->stats->accepted, 1);
	stats_set(service->stats->sessions, service->n_sessions);
	look(session);
	happen(session, EV_OPEN);
	return 0;
give_session:
	slab_give(&sessions->slab, session);
close_fd:
	sock_close_reset(fd);
	return -1;
}

/* Whether it idles between two exchanges, or before the first. */
static bool
is_idle(const struct session *session)
{
	const struct relay *relay = &session->relay;

	if (relay->client.readable || relay->up.kept != NULL ||
	    relay->down.kept != NULL)
		return false;
	if (session->state == SESSION_FIRST)
		return true;
	return session->state == SESSION_RELAY && relay->framed &&
	       proto_is_quiet(&relay->conn->framing);
}

static int64_t
idle_since(const struct session *session)
{
	return session->state == SESSION_FIRST ? session->times.opened_ms
					       : session->times.active_ms;
}

void
sessions_drain(struct sessions *sessions)
{
	int64_t now_ms = loop_now_ms(sessions->loop);

	list_for_each (link, next, &sessions->all) {
		struct session *session =
		    container_of(link, struct session, link);

		if (!is_idle(session) ||
		    now_ms - idle_since(session) < sessions->drain_idle_ms)
			continue;
		session->reason = REASON_drain;
		session_happen(session, EV_RETIRE);
	}
}

void
sessions_abort(struct sessions *sessions, enum reason reason)
{
	list_for_each (link, next, &sessions->all)
		session_abort(container_of(link, struct session, link), reason);
}
