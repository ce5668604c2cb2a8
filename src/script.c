// SPDX-License-Identifier: BSD-2-Clause
#include "script.h"

#include <errno.h>
#include <string.h>

#include "sys.h"

static void
finish(struct conn *conn, enum script_result result)
{
	struct upstream *upstream = conn->server->upstream;

	timer_stop(&conn->timer);
	stats_add(&upstream->stats->script_runs[result], 1);
	upstream->scripted(conn, result);
}

/* How far the answer is right: OK, a fault, or N_SCRIPT_RESULTS: not whole. */
static enum script_result
read_answer(struct conn *conn)
{
	const struct script *script = &conn->server->upstream->config->reset;
	uint8_t piece[512];

	for (;;) {
		size_t left = script->n_expect - conn->n_got;
		ssize_t got = end_read(&conn->end, piece, sizeof(piece));

		if (got == -1)
			return errno == EAGAIN ? N_SCRIPT_RESULTS : SCRIPT_EOF;
		if (got == 0)
			return SCRIPT_EOF;
		if ((size_t)got > left ||
		    memcmp(piece, script->expect + conn->n_got, (size_t)got) !=
			0)
			return SCRIPT_MISMATCH;
		conn->n_got += (uint32_t)got;
		if (conn->end.readable)
			continue;
		return conn->n_got == script->n_expect ? SCRIPT_OK
						       : N_SCRIPT_RESULTS;
	}
}

static void
on_event(struct watch *watch, uint32_t events)
{
	struct conn *conn = container_of(watch, struct conn, end.watch);
	enum script_result result;

	if (conn->state != CONN_RESETTING) /* stale, from this same batch */
		return;
	end_note(&conn->end, events);
	if (!conn->end.readable)
		return;
	result = read_answer(conn);
	if (result != N_SCRIPT_RESULTS)
		finish(conn, result);
	else if (conn->n_got == conn->server->upstream->config->reset.n_expect)
		finish(conn, SCRIPT_OK); /* found by EAGAIN */
}

static void
on_deadline(struct timer *timer)
{
	struct conn *conn = container_of(timer, struct conn, timer);
	struct upstream *upstream = conn->server->upstream;

	stats_add(&upstream->stats->timeouts[TIMEOUT_SCRIPT], 1);
	finish(conn, SCRIPT_TIMEOUT);
}

void
script_run(struct conn *conn)
{
	struct upstream *upstream = conn->server->upstream;
	const struct script *script = &upstream->config->reset;
	ssize_t sent;

	conn_move(conn, CONN_RESETTING);
	conn->end.watch.fn = on_event;
	conn->n_got = 0;
	timer_init(&conn->timer, on_deadline);
	sent = end_write(&conn->end, script->send, script->n_send);
	/* A server that does not take these few bytes is not idle. */
	timer_start(&upstream->loop->timers, &conn->timer,
	    loop_now_ms(upstream->loop) +
		(sent == (ssize_t)script->n_send
			? upstream->config->script_timeout
			: 0));
}
