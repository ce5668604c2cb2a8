/*
 * session - one client connection, whatever it borrows meanwhile
 *
 *	NEW --> FIRST --byte--> QUEUE --served--> RELAY --an end--> HALF
 *	      (borrow-at        ^   |               |                |
 *	      first-byte)       |   no server       |          other end
 *	                        |   v               |                v
 *	                        | CLOSED <--broken--+             CLOSED
 *	                        \--retry: dead, nothing sent or received
 *
 * The table in session.c alone writes the state.  A session ends in one place,
 * for one reason: with FIN after everything was delivered, else with RST.
 */
#ifndef RELAY_SESSION_H
#define RELAY_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "deadline.h"
#include "list.h"
#include "loop.h"
#include "queue.h"
#include "relay.h"
#include "slab.h"
#include "stats.h"
#include "upstream.h"

/* A configured listener, as its sessions see it. */
struct service {
	const struct config_listener *config;
	struct upstream *upstream;
	struct stats_listener *stats;
	uint32_t n_sessions, limit; /* limit 0: none */
};

/* All sessions of a worker. */
struct sessions {
	struct loop *loop;
	struct slab slab;
	struct flow_memory memory;
	struct list all; /* newest first */
	uint32_t n, most;
	int64_t drain_idle_ms;
	/* Called when one has ended: there is room for another. */
	void (*ended)(struct sessions *, struct service *);
};

enum session_state {
	SESSION_NEW,
	SESSION_FIRST, /* until the client's first byte */
	SESSION_QUEUE, /* until it is lent a connection */
	SESSION_RELAY,
	SESSION_HALF_UP,   /* the client's direction has ended */
	SESSION_HALF_DOWN, /* the server's has */
	SESSION_CLOSED,
	N_SESSION_STATES
};

struct session {
	struct list link; /* in sessions->all; first: see loop_give_later */
	struct relay relay;
	struct sessions *sessions;
	struct service *service;
	struct timer timer; /* the next deadline */
	struct task task;   /* there is more to move */
	struct waiter waiter;
	struct times times;
	enum session_state state;
	enum reason reason;
	bool retried;
};

enum session_event {
	EV_NONE,
	EV_OPEN,     /* accepted */
	EV_BYTE,     /* the client has sent something */
	EV_SERVED,   /* relay.conn is lent */
	EV_DEAD,     /* it was dead already; nothing was sent or received */
	EV_UP_END,   /* the client's stream has ended and is delivered */
	EV_DOWN_END, /* the server's has */
	EV_SETTLED,  /* nothing more is owed to a client that has ended */
	EV_RETIRE,   /* idle between two exchanges, and the worker drains */
	EV_FAIL,     /* session->reason says how */
	N_SESSION_EVENTS
};

/*
 * The event happens, and what follows from it.  A connection that comes of it
 * is in relay.conn, with borrower NULL until the caller takes it over.  After
 * SESSION_CLOSED only the state may be looked at.
 */
void session_happen(struct session *session, enum session_event event);

/* End it with RST, for this reason. */
void session_abort(struct session *session, enum reason reason);
/* Have the session looked at in limit_ms at the latest; 0: no such limit. */
void session_hasten(struct session *session, int64_t limit_ms);

#endif /* RELAY_SESSION_H */
