// SPDX-License-Identifier: BSD-2-Clause
#include "borrow.h"

#include "warm.h"

void
borrow_lend(struct conn *conn, int64_t waited_ns)
{
	struct upstream *upstream = conn->server->upstream;
	bool warm = conn->state == CONN_WARM && !conn->wanted;

	conn_move(conn, CONN_LENT);
	conn->borrower = NULL;
	conn->offered = false;
	conn->uses++;
	proto_rewind(&conn->framing);
	stats_add(&upstream->stats->borrows[conn_source(conn)], 1);
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

struct conn *
borrow_from(struct server *server)
{
	bool lifo = server->upstream->config->pool_order == POOL_LIFO;
	struct conn *conn = take_fit(server, CONN_IDLE, lifo);

	return conn != NULL ? conn : take_fit(server, CONN_WARM, false);
}

/* One that was dialled since a session waits and has just connected. */
struct conn *
borrow_fresh(struct upstream *upstream)
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
offered_in(struct upstream *upstream, enum conn_state state)
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

/* For a waiter that cannot dial: whatever is there, of any server. */
struct conn *
borrow_any(struct upstream *upstream, const struct waiter *waiter)
{
	struct conn *conn = NULL;

	for (uint32_t i = 0; i < upstream->n_servers && conn == NULL; i++) {
		struct server *server = &upstream->servers[i];

		if (!waiter->fresh && !server->config->down &&
		    (waiter->tried & server_bit(server)) == 0)
			conn = borrow_from(server);
	}
	return conn;
}

struct conn *
borrow_offered(struct upstream *upstream)
{
	struct conn *conn = offered_in(upstream, CONN_IDLE);

	return conn != NULL ? conn : offered_in(upstream, CONN_WARM);
}
