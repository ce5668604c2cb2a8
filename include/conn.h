/*
 * conn - one upstream connection, from the dial to the close
 *
 *	FREE --dial--> DIALING --connected--> WARM ----lend----> LENT
 *	                  |                    |                 |  | \
 *	                fails             aged, dead             |  |  fit
 *	                  v                    v        lend     |  |   v
 *	                FREE      FREE <---- IDLE <--------------+  | RESETTING
 *	                                       |  ^-----------------|---/
 *	                                       \--lend--> LENT      \--> FREE
 *
 * A state is a list: conn_move() alone writes it, and the gauges are the
 * lengths.  Every end goes through one of the three closing functions, which
 * count it.
 */
#ifndef RELAY_CONN_H
#define RELAY_CONN_H

#include <stdbool.h>
#include <stdint.h>

#include "end.h"
#include "proto.h"
#include "server.h"
#include "upstream.h"

struct waiter;

struct conn {
	struct list link; /* in server->in[state]; first: see loop_give_later */
	struct end end;   /* the borrower's while LENT, with end.watch.fn */
	struct timer timer; /* DIALING, RESETTING: the deadline */
	struct server *server;
	void *borrower;        /* LENT: the borrower's own, for its events */
	struct waiter *waiter; /* DIALING: whose it is, or NULL; see pool.h */
	int64_t since_ms;      /* in this state */
	int64_t born_ns;       /* the dial began */
	int64_t eol_ms;        /* not to be lent from then on; INT64_MAX */
	struct framing framing;
	uint32_t uses;  /* sessions it was lent to */
	uint32_t n_got; /* RESETTING: bytes of the answer so far */
	enum conn_state state;
	bool wanted;  /* dialled since a session waited: fresh, not warm */
	bool offered; /* came free while sessions waited: any may have it */
	bool tuned;   /* sock_tune() was done */
	bool fin_sent;
};

/*
 * Begin to connect to the server; wanted: since a session waits, not ahead of
 * need.  It ends in upstream->dialed(), never before this returns.
 * Returns the connection, DIALING; or NULL: the failure is counted and noted,
 * but for errno EAGAIN: the queue of a Unix server is full, nothing was begun.
 */
struct conn *conn_dial(struct server *server, bool wanted);

/* Give up a dial: counted as cancelled. */
void conn_cancel(struct conn *conn);

/* A dial that upstream->dialed() reported as failed: close it, uncounted. */
void conn_forget(struct conn *conn);

/* Enter another state; the one writer of conn->state. */
void conn_move(struct conn *conn, enum conn_state to);

/*
 * Whether a WARM or IDLE connection may be lent now: in time, and a peek finds
 * nothing that speaks against it.  Returns N_REASONS, or why it may not.
 */
enum reason conn_check(struct conn *conn);

/* Why an event on a WARM or IDLE one ends it; N_REASONS if it does not. */
enum reason conn_idle_event(struct conn *conn, uint32_t events);

/* Set what only a connection that lives on needs; once, cheap to ask again. */
void conn_tune(struct conn *conn);

/* Close by rule, without a fault: with FIN, counted as discarded. */
void conn_discard(struct conn *conn);

/*
 * Close because it cannot be proven fit, counted where and why: one found so
 * in the pool as pool-close says, a lent one with RST.
 */
void conn_invalidate(struct conn *conn, enum place at, enum reason reason);

/* The same for a lent one whose session ended in order: with FIN. */
void conn_reject(struct conn *conn, enum reason reason);

/* How it counts, once it is lent. */
enum source conn_source(const struct conn *conn);

#endif /* RELAY_CONN_H */
