// SPDX-License-Identifier: BSD-2-Clause
#include "ageing.h"

#include "conn.h"
#include "warm.h"

#define LOOK_MS 1000

/*
 * Close the oldest of a list as long as they have been in it for longer than
 * limit_ms.  Returns when the next one will have been.
 */
static int64_t
expire(struct server *server, enum conn_state state, int64_t limit_ms,
    enum reason reason)
{
	int64_t now_ms = loop_now_ms(server->upstream->loop);
	struct list *link;

	while ((link = list_last(&server->in[state])) != NULL) {
		struct conn *conn = container_of(link, struct conn, link);

		if (now_ms - conn->since_ms < limit_ms)
			return conn->since_ms + limit_ms;
		conn_invalidate(conn, AT_IDLE, reason);
	}
	return INT64_MAX;
}

/* max-age differs from one to the other, so all are looked at. */
static int64_t
retire(struct server *server, enum conn_state state)
{
	int64_t now_ms = loop_now_ms(server->upstream->loop);
	int64_t next = INT64_MAX;

	list_for_each (link, after, &server->in[state]) {
		struct conn *conn = container_of(link, struct conn, link);

		if (conn->eol_ms <= now_ms)
			conn_invalidate(conn, AT_IDLE, REASON_age);
		else if (conn->eol_ms < next)
			next = conn->eol_ms;
	}
	return next;
}

static int64_t
sooner(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

int64_t
ageing_run(struct upstream *upstream)
{
	const struct config_upstream *config = upstream->config;
	int64_t next = INT64_MAX;

	for (uint32_t i = 0; i < upstream->n_servers; i++) {
		struct server *server = &upstream->servers[i];
		int64_t idle = expire(
		    server, CONN_IDLE, config->pool_idle_timeout, REASON_idle);
		int64_t warm =
		    expire(server, CONN_WARM, config->warm_max_age, REASON_age);

		next = sooner(next, sooner(idle, warm));
		next = sooner(next, retire(server, CONN_IDLE));
		next = sooner(next, retire(server, CONN_WARM));
	}
	return next;
}

/* Half of what is above the need, oldest first, as far as tokens allow. */
static void
shrink(struct server *server)
{
	uint32_t target = warm_target(server);
	uint32_t warm = server->n[CONN_WARM];

	for (uint32_t n = warm > target ? (warm - target + 1) / 2 : 0;
	     n > 0 && server->tokens > 0; n--) {
		struct list *link = list_last(&server->in[CONN_WARM]);

		conn_invalidate(container_of(link, struct conn, link), AT_IDLE,
		    REASON_surplus);
	}
}

void
ageing_look(struct upstream *upstream)
{
	int64_t now_ms = loop_now_ms(upstream->loop);
	int64_t elapsed_ms = now_ms - upstream->looked_ms;

	if (elapsed_ms < LOOK_MS)
		return;
	upstream->looked_ms = now_ms;
	for (uint32_t i = 0; i < upstream->n_servers; i++) {
		warm_look(&upstream->servers[i], elapsed_ms);
		shrink(&upstream->servers[i]);
		server_show(&upstream->servers[i]);
	}
}

struct conn *
ageing_oldest(struct upstream *upstream)
{
	struct conn *oldest = NULL;

	for (uint32_t i = 0; i < upstream->n_servers; i++) {
		struct list *link =
		    list_last(&upstream->servers[i].in[CONN_IDLE]);
		struct conn *conn;

		if (link == NULL)
			continue;
		conn = container_of(link, struct conn, link);
		if (oldest == NULL || conn->since_ms < oldest->since_ms)
			oldest = conn;
	}
	return oldest;
}

void
ageing_trim(struct upstream *upstream)
{
	while (upstream->n[CONN_IDLE] > 0 &&
	       upstream->n[CONN_IDLE] + upstream->n[CONN_WARM] >
		   upstream->max_idle)
		conn_invalidate(
		    ageing_oldest(upstream), AT_IDLE, REASON_overflow);
}

void
ageing_top_up(struct upstream *upstream)
{
	for (uint32_t i = 0; i < upstream->n_servers; i++) {
		struct server *server = &upstream->servers[i];

		for (uint32_t n = warm_missing(server); n > 0; n--) {
			if (upstream->n[CONN_IDLE] + upstream->n[CONN_WARM] +
				    upstream->n[CONN_DIALING] >=
				upstream->max_idle ||
			    !upstream_has_room(upstream) ||
			    !server_has_room(server) ||
			    upstream->n[CONN_DIALING] >=
				upstream->config->max_dials ||
			    conn_dial(server, false) == NULL)
				break;
		}
	}
}
