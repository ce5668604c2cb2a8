/*
 * upstream - what one worker has of a configured upstream: its pool's data
 *
 * Its servers are server.h's, their connections conn.h's, lending pool.h's.
 */
#ifndef RELAY_UPSTREAM_H
#define RELAY_UPSTREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "config.h"
#include "list.h"
#include "loop.h"
#include "proto.h"
#include "slab.h"
#include "stats.h"
#include "timer.h"

struct conn;
struct server;

struct upstream {
	const struct config_upstream *config;
	const struct protocol_row *protocol;
	const struct proto *proto; /* NULL: nothing is proven */
	struct stats_upstream *stats;
	struct loop *loop;
	struct slab *conns;
	struct server *servers;
	uint32_t n_servers;
	uint32_t n[CONN_FREE]; /* connections by state, of all servers */
	/* This worker's shares; limit 0: none. */
	uint32_t limit, min_idle, max_idle, max_waiters, unused_max;

	struct list waiters; /* the oldest first */
	uint32_t n_waiters;
	struct task serve; /* waiters and connections may match */
	struct timer tick; /* ageing and sizing */
	int64_t looked_ms; /* at the rates; see warm.h */
	bool draining;

	/* A dial has ended: conn is WARM, or still DIALING and to be closed. */
	void (*dialed)(struct conn *conn, enum dial_result result);
	/* The reset script has ended: conn is RESETTING still. */
	void (*scripted)(struct conn *conn, enum script_result result);
};

/* What all of a worker's upstreams share; the slab is of struct conn. */
struct upstream_plan {
	const struct config *config;
	struct loop *loop;
	struct slab *conns;
	struct stats_page *page;
	uint32_t slot;
};

/* This worker's part of a number of the whole daemon. */
uint32_t upstream_share(const struct upstream_plan *plan, uint64_t total);

/* Make the data of the i-th upstream; servers is where pool.h makes them. */
void upstream_init(struct upstream *upstream, const struct upstream_plan *plan,
    uint32_t i, struct server *servers);

/* Whether max-connections allows one more. */
bool upstream_has_room(const struct upstream *upstream);

#endif /* RELAY_UPSTREAM_H */
