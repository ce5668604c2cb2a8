// SPDX-License-Identifier: BSD-2-Clause
#include "warm.h"

#include "log.h"

/* Closings by the server that stop dials ahead; those within a second count
 * as one, for they tell of a restart. */
#define CLOSINGS_MAX 3
#define CLOSINGS_APART_MS 1000

/* This server's part of min-idle. */
static uint32_t
least(const struct server *server)
{
	const struct upstream *upstream = server->upstream;

	return (uint32_t)config_share(
	    upstream->min_idle, server->index, upstream->n_servers);
}

void
warm_init(struct server *server)
{
	server->tokens = least(server);
}

void
warm_note_borrow(struct server *server, bool warm)
{
	server->borrows++;
	server->unused_run = 0;
	if (server->tokens < server->upstream->max_idle)
		server->tokens++;
	if (warm)
		server->closings = 0;
}

void
warm_note_dial(struct server *server, int64_t took_ns)
{
	double took_s = (double)took_ns / 1e9;

	if (server->dial_s <= 0)
		server->dial_s = took_s;
	server->dial_s += (took_s - server->dial_s) / 8;
}

static void
note_closing(struct server *server)
{
	int64_t now_ms = loop_now_ms(server->upstream->loop);

	if (server->closings > 0 &&
	    now_ms - server->closing_ms < CLOSINGS_APART_MS)
		return;
	server->closing_ms = now_ms;
	if (++server->closings < CLOSINGS_MAX || server->ahead_stopped)
		return;
	server->ahead_stopped = true;
	stats_set(server->stats->preconnect_stopped, 1);
	log_warn("upstream %s: server %s: no more connections ahead: it closed "
		 "%d unused ones in a row",
	    server->upstream->config->label, server->config->text,
	    CLOSINGS_MAX);
}

void
warm_note_unused(struct server *server, enum reason reason)
{
	server->unused_run++;
	if (server->tokens > 0)
		server->tokens--;
	if (reason == REASON_server_eof || reason == REASON_server_reset)
		note_closing(server);
}

void
warm_look(struct server *server, int64_t elapsed_ms)
{
	double rate = server->borrows * 1000.0 /
		      (double)(elapsed_ms > 0 ? elapsed_ms : 1);

	server->rate = rate > server->rate ? rate : (server->rate + rate) / 2;
	if (server->rate < 0.01)
		server->rate = 0;
	server->borrows = 0;
}

uint32_t
warm_target(const struct server *server)
{
	const struct upstream *upstream = server->upstream;
	double need = server->rate * server->dial_s * 2;
	uint32_t target = (uint32_t)need + (need > (uint32_t)need);

	if (target == 0 && server->borrows > 0)
		target = 1;
	if (target < least(server))
		target = least(server);
	return target < upstream->max_idle ? target : upstream->max_idle;
}

/* Whether connections may be made ahead at all now. */
static bool
may_dial_ahead(const struct server *server)
{
	const struct upstream *upstream = server->upstream;

	return upstream->config->pool != POOL_OFF && !upstream->draining &&
	       !server->ahead_stopped && !server->config->down &&
	       server->unused_run == 0 &&
	       loop_now_ms(upstream->loop) >= server->ahead_after_ms;
}

static uint32_t
lesser(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

uint32_t
warm_most(const struct server *server)
{
	const struct upstream *upstream = server->upstream;

	if (upstream->protocol->unused_max == 0)
		return server->tokens;
	return lesser(server->tokens, upstream->unused_max);
}

uint32_t
warm_missing(const struct server *server)
{
	uint32_t ahead = server->n[CONN_DIALING] - server->n_claimed;
	uint32_t warm = server->n[CONN_WARM] + ahead;
	uint32_t have = warm + server->n[CONN_IDLE];
	uint32_t target = warm_target(server);
	uint32_t most = warm_most(server);

	if (!may_dial_ahead(server) || have >= target || warm >= most)
		return 0;
	return lesser(target - have, most - warm);
}
