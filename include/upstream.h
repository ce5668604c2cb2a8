/*
 * upstream - what one worker has of a configured upstream, and of its servers
 *
 * Data of the pool, and the choice: which server is next, which one is to be
 * left alone.  Connections themselves are conn.h's, lending them is pool.h's.
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

struct server {
	struct upstream *upstream;
	const struct config_server *config;
	struct stats_server *stats;
	struct list in[CONN_FREE]; /* a list a state, newest first */
	uint32_t n[CONN_FREE];     /* their lengths */
	uint32_t n_claimed;        /* of those dialling, begun for a waiter */
	uint32_t limit;            /* this worker's share; 0: none */
	uint32_t index;            /* in the upstream */

	int64_t credit;         /* weighted round robin: the most is next */
	uint32_t fails;         /* failed dials in a row */
	int complaint;          /* the errno that was last logged of them */
	int64_t down_until_ms;  /* sessions are sent elsewhere until then */
	int64_t ahead_after_ms; /* no dials ahead of need until then */

	/* Warm connections; see warm.h. */
	uint32_t borrows;    /* since the last look at the rate */
	double rate, dial_s; /* borrows a second, seconds a dial: averages */
	uint32_t tokens;     /* warm ones that may yet be closed unused */
	uint32_t unused_run; /* closed unused since the last borrow */
	uint32_t closings;   /* by the server, unused, in a row */
	int64_t closing_ms;  /* the last of them */
	bool ahead_stopped;  /* after three of them */
};

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

/* Make the data of the i-th upstream; its servers are servers[0...]. */
void upstream_init(struct upstream *upstream, const struct upstream_plan *plan,
    uint32_t i, struct server *servers);

/* What the pick found, when it found no server. */
enum pick { PICK_OK, PICK_FULL, PICK_NONE };

/*
 * Choose the server of the next session by weighted round robin: of those up,
 * else of the backups, else of those backing off.  tried: a bit a server that
 * is not to be tried again.  One at its own limit with nothing idle is full.
 */
enum pick upstream_pick(
    struct upstream *upstream, uint64_t tried, struct server **server);

/* Whether one more connection may be made: of the upstream, of the server. */
bool upstream_has_room(const struct upstream *upstream);
bool server_has_room(const struct server *server);

/* Connections of the server in any state. */
uint32_t server_total(const struct server *server);

/* Log why a dial failed, unless the one before failed for the same cause. */
void server_complain(struct server *server, int error);

/* Note how a dial ended, for backing off. */
void server_succeeded(struct server *server);
void server_failed(struct server *server, enum dial_result result);

/* Write the server's gauges. */
void server_show(const struct server *server);

#define server_bit(server) ((uint64_t)1 << ((server)->index % 64))

#endif /* RELAY_UPSTREAM_H */
