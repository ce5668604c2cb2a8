// SPDX-License-Identifier: BSD-2-Clause
#include "server.h"

#include <errno.h>

#include "log.h"
#include "sys.h"

/* Dials ahead of need back off from here, doubling, to fail-timeout. */
#define AHEAD_FIRST_MS 100

static uint32_t
total_of(const struct server *server)
{
	uint32_t total = 0;

	for (int state = 0; state < CONN_FREE; state++)
		total += server->n[state];
	return total;
}

bool
server_has_room(const struct server *server)
{
	return server->limit == 0 || total_of(server) < server->limit;
}

enum tier { TIER_UP, TIER_BACKUP, TIER_ANY, N_TIERS };

static bool
is_in(const struct server *server, enum tier tier)
{
	bool up = server->down_until_ms <= loop_now_ms(server->upstream->loop);

	switch (tier) {
	case TIER_UP:
		return up && !server->config->backup;
	case TIER_BACKUP:
		return up && server->config->backup;
	default:
		return true;
	}
}

static bool
is_full(const struct server *server)
{
	return server->n[CONN_IDLE] + server->n[CONN_WARM] == 0 &&
	       !server_has_room(server);
}

/* Smooth weighted round robin: everyone gains, the winner pays for all. */
static enum pick
pick_in(struct upstream *upstream, uint64_t tried, enum tier tier,
    struct server **picked)
{
	struct server *best = NULL;
	int64_t paid = 0;
	bool full = false;

	for (uint32_t i = 0; i < upstream->n_servers; i++) {
		struct server *server = &upstream->servers[i];

		if (server->config->down || (tried & server_bit(server)) != 0 ||
		    !is_in(server, tier))
			continue;
		if (is_full(server)) {
			full = true;
			continue;
		}
		server->credit += (int64_t)server->config->weight;
		paid += (int64_t)server->config->weight;
		if (best == NULL || server->credit > best->credit)
			best = server;
	}
	if (best == NULL)
		return full ? PICK_FULL : PICK_NONE;
	best->credit -= paid;
	*picked = best;
	return PICK_OK;
}

enum pick
server_pick(struct upstream *upstream, uint64_t tried, struct server **server)
{
	enum pick pick = PICK_NONE;

	for (enum tier tier = 0; tier < N_TIERS && pick == PICK_NONE; tier++)
		pick = pick_in(upstream, tried, tier, server);
	return pick;
}

/* ms, up to a quarter more or less: so that workers do not act in step. */
static int64_t
jitter(int64_t ms)
{
	uint16_t random;

	sys_random(&random, sizeof(random));
	return ms * 3 / 4 + ms / 2 * random / UINT16_MAX;
}

void
server_complain(struct server *server, int error)
{
	if (error == server->complaint)
		return;
	server->complaint = error;
	errno = error;
	log_warn("upstream %s: server %s: connect: %m",
	    server->upstream->config->label, server->config->text);
}

void
server_succeeded(struct server *server)
{
	if (server->down_until_ms != 0)
		log_info("upstream %s: server %s: up again",
		    server->upstream->config->label, server->config->text);
	server->fails = 0;
	server->complaint = 0;
	server->down_until_ms = 0;
	server->ahead_after_ms = 0;
	server_show(server);
}

void
server_failed(struct server *server, enum dial_result result)
{
	const struct config_upstream *config = server->upstream->config;
	int64_t now_ms = loop_now_ms(server->upstream->loop);
	int64_t ahead_ms = config->fail_timeout;

	/* What this host lacks says nothing about the server. */
	if (result == DIAL_NO_FD || result == DIAL_NO_PORT)
		return;
	server->fails++;
	if (server->fails < 16 && AHEAD_FIRST_MS << server->fails < ahead_ms)
		ahead_ms = AHEAD_FIRST_MS << server->fails;
	server->ahead_after_ms = now_ms + jitter(ahead_ms);
	if (config->max_fails == 0 || server->fails < config->max_fails)
		return;
	if (server->down_until_ms <= now_ms)
		log_warn("upstream %s: server %s: backing off: "
			 "%u failed dials in a row",
		    config->label, server->config->text, server->fails);
	server->down_until_ms = now_ms + jitter(config->fail_timeout);
	server_show(server);
}

void
server_show(const struct server *server)
{
	int64_t left =
	    server->down_until_ms - loop_now_ms(server->upstream->loop);

	if (left < 0)
		left = 0;
	stats_set(server->stats->backoff, (uint64_t)left);
	stats_set(server->stats->up, left == 0 && !server->config->down);
}

void
server_init(struct server *server, struct upstream *upstream, uint32_t index,
    const struct upstream_plan *plan)
{
	*server = (struct server){
	    .upstream = upstream,
	    .config = &upstream->config->servers.v[index],
	    .stats =
		stats_server(plan->page, upstream->config->server_i + index),
	    .index = index,
	};
	server->limit = upstream_share(plan, server->config->max_connections);
	for (int state = 0; state < CONN_FREE; state++)
		list_init(&server->in[state]);
	server_show(server);
}
