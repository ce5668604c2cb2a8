/*
 * server - one server of an upstream: its connections, its health, its turn
 */
#ifndef RELAY_SERVER_H
#define RELAY_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "config.h"
#include "list.h"
#include "stats.h"
#include "upstream.h"

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

/* A bit that stands for the server in a set of those already tried. */
#define server_bit(server) ((uint64_t)1 << ((server)->index % 64))

/* Make the data of the upstream's server with this index. */
void server_init(struct server *server, struct upstream *upstream,
    uint32_t index, const struct upstream_plan *plan);

/* What the pick found, when it found no server. */
enum pick { PICK_OK, PICK_FULL, PICK_NONE };

/*
 * Choose the server of the next session by weighted round robin: of those up,
 * else of the backups, else of those backing off.  tried: a bit a server that
 * is not to be tried again.  One at its own limit with nothing idle is full.
 */
enum pick server_pick(
    struct upstream *upstream, uint64_t tried, struct server **server);

/* Whether the server's own limit allows one more connection. */
bool server_has_room(const struct server *server);

/* Log why a dial failed, unless the one before failed for the same cause. */
void server_complain(struct server *server, int error);

/* Note how a dial ended, for backing off. */
void server_succeeded(struct server *server);
void server_failed(struct server *server, enum dial_result result);

/* Write the server's gauges. */
void server_show(const struct server *server);

#endif /* RELAY_SERVER_H */
