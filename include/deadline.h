/*
 * deadline - when a session is late, and for what
 *
 * A session has one timer, which its bytes never touch: when it fires, the
 * times below say whether something is late, and if not, when to look again.
 * Pure arithmetic.
 */
#ifndef RELAY_DEADLINE_H
#define RELAY_DEADLINE_H

#include <stdbool.h>
#include <stdint.h>

#include "config.h"
#include "stats.h"

enum phase { PHASE_FIRST, PHASE_QUEUE, PHASE_DIAL, PHASE_RELAY };

struct times {
	int64_t opened_ms; /* accepted */
	int64_t queued_ms; /* began to wait for a connection */
	int64_t active_ms; /* a byte moved last */
	int64_t asked_ms;  /* first byte to the server; 0: not yet */
	int64_t half_ms;   /* the first direction ended; 0: not yet */
	bool spoke;        /* a byte came from the client */
	bool answered;     /* a byte came from the server */
};

struct lateness {
	enum timeout_kind kind; /* N_TIMEOUTS: not late */
	enum reason reason;
};

/*
 * Whether a session in this phase is late at now_ms.  If not, *at is when it
 * may be: to be looked at again then, INT64_MAX if never.
 */
struct lateness deadline_find(const struct times *times, enum phase phase,
    const struct config_upstream *config, int64_t now_ms, int64_t *at);

/* A session older than this is no short one. */
#define DEADLINE_SETTLED_MS 5000

#endif /* RELAY_DEADLINE_H */
