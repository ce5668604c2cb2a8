// SPDX-License-Identifier: BSD-2-Clause
#include "conn.h"

#include <errno.h>

#include "log.h"
#include "sock.h"
#include "sys.h"
#include "warm.h"

static struct loop *
loop_of(const struct conn *conn)
{
	return conn->server->upstream->loop;
}

static void
leave(struct conn *conn)
{
	struct server *server = conn->server;

	list_del(&conn->link);
	server->n[conn->state]--;
	server->upstream->n[conn->state]--;
}

static void
enter(struct conn *conn)
{
	struct server *server = conn->server;

	list_push(&server->in[conn->state], &conn->link);
	server->n[conn->state]++;
	server->upstream->n[conn->state]++;
}

static void
show(const struct upstream *upstream, enum conn_state state)
{
	uint64_t n = upstream->n[state];

	if (state == CONN_DIALING)
		stats_set(upstream->stats->dialing, n);
	else
		stats_set(&upstream->stats->connections[state], n);
}

void
conn_move(struct conn *conn, enum conn_state to)
{
	struct upstream *upstream = conn->server->upstream;
	enum conn_state from = conn->state;

	if (from != CONN_FREE) {
		leave(conn);
		show(upstream, from);
	}
	conn->state = to;
	if (to != CONN_FREE) {
		enter(conn);
		show(upstream, to);
	}
	conn->since_ms = loop_now_ms(upstream->loop);
}

/* Stop, close, free after this batch of events. */
static void
release(struct conn *conn, bool clean)
{
	struct upstream *upstream = conn->server->upstream;

	timer_stop(&conn->timer);
	if (conn->end.watch.fd == -1)
		;
	else if (clean)
		sock_close_clean(conn->end.watch.fd);
	else
		sock_close_reset(conn->end.watch.fd);
	conn->end.watch.fd = -1;
	conn_move(conn, CONN_FREE);
	loop_give_later(upstream->loop, upstream->conns, conn);
}

/* The common end of all that had begun: there is room for another now. */
static void
end_conn(struct conn *conn, bool clean)
{
	struct upstream *upstream = conn->server->upstream;

	release(conn, clean);
	loop_ready(upstream->loop, &upstream->serve);
}

static void
count_dial(struct conn *conn, enum dial_result result)
{
	struct stats_upstream *stats = conn->server->upstream->stats;

	stats_add(conn->wanted ? &stats->fresh_dials[result]
			       : &stats->preconnect_dials[result],
	    1);
}

/*
 * max-age, less up to a tenth, so that what was born together ends apart.  The
 * nanosecond of birth, hashed, is chance enough and costs no call.
 */
static int64_t
end_of_life(const struct conn *conn)
{
	int64_t age = conn->server->upstream->config->max_age;
	uint64_t hash = (uint64_t)conn->born_ns * 0x9e3779b97f4a7c15;

	if (age == 0)
		return INT64_MAX;
	return loop_now_ms(loop_of(conn)) + age -
	       age / 10 * (int64_t)(hash >> 48) / UINT16_MAX;
}

static void
on_connected(struct conn *conn)
{
	struct server *server = conn->server;
	int64_t took_ns = loop_of(conn)->now_ns - conn->born_ns;

	timer_stop(&conn->timer);
	count_dial(conn, DIAL_OK);
	stats_hist_add(server->upstream->stats->dial_time, took_ns / 1000);
	warm_note_dial(server, took_ns);
	server_succeeded(server);
	conn->eol_ms = end_of_life(conn);
	conn_move(conn, CONN_WARM);
	server->upstream->dialed(conn, DIAL_OK);
}

static void
on_failed(struct conn *conn, enum dial_result result)
{
	struct server *server = conn->server;

	timer_stop(&conn->timer);
	count_dial(conn, result);
	server_failed(server, result);
	server->upstream->dialed(conn, result);
}

static void
on_dial_event(struct watch *watch, uint32_t events)
{
	struct conn *conn = container_of(watch, struct conn, end.watch);

	if (conn->state != CONN_DIALING) /* stale, from this same batch */
		return;
	if ((events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) == 0)
		return;
	end_note(&conn->end, events);

	int error = sock_dialled(watch->fd, &conn->server->config->addr);

	if (error != 0) {
		server_complain(conn->server, error);
		on_failed(conn, sock_dial_result(error));
		return;
	}
	on_connected(conn);
}

static void
on_deadline(struct timer *timer)
{
	struct conn *conn = container_of(timer, struct conn, timer);
	struct upstream *upstream = conn->server->upstream;

	server_complain(conn->server, ETIMEDOUT);
	stats_add(&upstream->stats->timeouts[TIMEOUT_CONNECT], 1);
	on_failed(conn, DIAL_TIMEOUT);
}

/* Fill in what is known before the socket is. */
static struct conn *
new_conn(struct server *server, bool wanted)
{
	struct upstream *upstream = server->upstream;
	struct conn *conn = slab_take(upstream->conns);

	if (conn == NULL)
		return NULL;
	*conn = (struct conn){
	    .server = server,
	    .wanted = wanted,
	    .born_ns = upstream->loop->now_ns,
	    .state = CONN_FREE,
	    .end.watch.fd = -1,
	};
	list_init(&conn->link);
	timer_init(&conn->timer, on_deadline);
	return conn;
}

static int
start(struct conn *conn)
{
	struct upstream *upstream = conn->server->upstream;
	const struct addr *addr = &conn->server->config->addr;
	int fd = sock_dial(addr, &upstream->config->source);

	if (fd == -1)
		return -1;
	end_init(&conn->end, fd, addr_is_unix(addr), on_dial_event);
	return loop_watch_socket(upstream->loop, &conn->end.watch);
}

struct conn *
conn_dial(struct server *server, bool wanted)
{
	struct upstream *upstream = server->upstream;
	struct conn *conn = new_conn(server, wanted);

	if (conn == NULL) { /* counted by nobody: no dial was begun */
		errno = ENOMEM;
		return NULL;
	}
	conn_move(conn, CONN_DIALING);
	/* What could not begin made no room: to try again at once is to spin. */
	if (start(conn) == -1) {
		enum dial_result result = sock_dial_result(errno);

		if (errno == EAGAIN) { /* no dial was begun: not now */
			release(conn, false);
			errno = EAGAIN;
			return NULL;
		}
		server_complain(server, errno);
		count_dial(conn, result);
		server_failed(server, result);
		release(conn, false);
		errno = EIO;
		return NULL;
	}
	timer_start(&upstream->loop->timers, &conn->timer,
	    loop_now_ms(upstream->loop) + upstream->config->connect_timeout);
	return conn;
}

void
conn_cancel(struct conn *conn)
{
	must(conn->state == CONN_DIALING);
	count_dial(conn, DIAL_CANCELLED);
	end_conn(conn, false);
}

void
conn_forget(struct conn *conn)
{
	must(conn->state == CONN_DIALING);
	end_conn(conn, false);
}

/* A greeting may wait on a connection that was never lent, where servers
 * speak first; else any byte is one that nobody asked for. */
static bool
may_greet(const struct conn *conn)
{
	return conn->state == CONN_WARM &&
	       !conn->server->upstream->protocol->client_first;
}

static enum reason
peek(struct conn *conn)
{
	char byte;
	ssize_t got = sys_peek(conn->end.watch.fd, &byte, 1);

	if (got == -1)
		return errno == EAGAIN ? N_REASONS : REASON_server_reset;
	if (got == 0)
		return REASON_server_eof;
	return may_greet(conn) ? N_REASONS : REASON_unsolicited;
}

enum reason
conn_check(struct conn *conn)
{
	must(conn->state == CONN_WARM || conn->state == CONN_IDLE);
	if (loop_now_ms(loop_of(conn)) >= conn->eol_ms)
		return REASON_age;
	if (conn->end.broken)
		return REASON_server_reset;
	if (conn->end.eof_near)
		return REASON_server_eof;
	return peek(conn);
}

enum reason
conn_idle_event(struct conn *conn, uint32_t events)
{
	end_note(&conn->end, events);
	if (conn->end.broken)
		return REASON_server_reset;
	if (conn->end.eof_near)
		return REASON_server_eof;
	if ((events & (EPOLLIN | EPOLLPRI)) == 0)
		return N_REASONS;
	return peek(conn);
}

void
conn_tune(struct conn *conn)
{
	const struct server *server = conn->server;

	if (conn->tuned)
		return;
	conn->tuned = true;
	if (!addr_is_unix(&server->config->addr))
		sock_tune(conn->end.watch.fd,
		    &server->upstream->config->keepalive,
		    server->upstream->config->user_timeout);
}

void
conn_discard(struct conn *conn)
{
	must(conn->state == CONN_LENT || conn->state == CONN_RESETTING);
	stats_add(conn->server->upstream->stats->discards, 1);
	end_conn(conn, true);
}

static void
count_invalidation(struct conn *conn, enum place at, enum reason reason)
{
	struct stats_upstream *stats = conn->server->upstream->stats;

	must(conn->state != CONN_FREE && conn->state != CONN_DIALING);
	if (conn->state == CONN_WARM)
		warm_note_unused(conn->server, reason);
	stats_add(&stats->invalidations[(int)at * N_REASONS + (int)reason], 1);
}

void
conn_invalidate(struct conn *conn, enum place at, enum reason reason)
{
	const struct config_upstream *config = conn->server->upstream->config;

	count_invalidation(conn, at, reason);
	end_conn(conn, at != AT_LENT && config->pool_close == POOL_CLOSE_FIN);
}

void
conn_reject(struct conn *conn, enum reason reason)
{
	count_invalidation(conn, AT_LENT, reason);
	end_conn(conn, true);
}

enum source
conn_source(const struct conn *conn)
{
	if (conn->uses > 1)
		return SOURCE_REUSED;
	return conn->wanted ? SOURCE_FRESH : SOURCE_WARM;
}
