/*
 * relay - the two flows between a client and a lent connection
 *
 * Moves bytes and reports what a session has to decide: an end, a loss, and
 * in framed mode that the client has gone and nothing is owed.  It closes and
 * returns nothing itself.
 */
#ifndef RELAY_RELAY_H
#define RELAY_RELAY_H

#include <stdbool.h>
#include <stdint.h>

#include "conn.h"
#include "end.h"
#include "flow.h"
#include "stats.h"

struct relay {
	struct end client;
	struct conn *conn; /* LENT to it, or NULL */
	struct flow up, down;
	bool up_ended, down_ended; /* reported, and not run any more */
	bool up_lost;  /* conn takes no more; what it sent is still read */
	bool framed;   /* a module looks on, conn may be lent again */
	bool spoke;    /* a byte came from the client */
	bool asked;    /* a byte was written to conn */
	bool answered; /* a byte came from it */
	bool moved;    /* bytes, since the session last looked */
};

/* Who is told of it: cells, and memory with its holder. */
struct relay_env {
	struct flow_memory *memory;
	struct stats_listener *listener;
	struct stats_upstream *upstream;
	void *holder;
};

enum relay_news {
	RELAY_WAIT, /* for an edge */
	RELAY_MORE, /* run it again after others */
	RELAY_UP_ENDED,
	RELAY_DOWN_ENDED,
	RELAY_SETTLED, /* framed: the client asks no more, nothing is owed */
	RELAY_CLIENT_LOST, /* reset, or an error */
	RELAY_SERVER_LOST,
	RELAY_UNSOLICITED, /* by the server, maybe meant for another client */
	RELAY_NO_BUFFER,
};

/*
 * Move what can be moved, until there is news; the caller decides and calls
 * again, until RELAY_WAIT or RELAY_MORE.
 */
enum relay_news relay_run(struct relay *relay, const struct relay_env *env);

/* Whether the connection may be exchanged for another unnoticed: neither side
 * has sent a byte on it. */
bool relay_is_untouched(const struct relay *relay);

/* Forget the connection, which is the caller's to return or drop. */
struct conn *relay_detach(struct relay *relay);

#endif /* RELAY_RELAY_H */
