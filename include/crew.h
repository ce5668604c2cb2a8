/*
 * crew - the workers of an instance, and the table of their lives
 *
 *	NONE --fork--> STARTING --PREPARED--> PREPARED --COMMIT--> COMMITTED
 *	  ^                                                            |
 *	  |                                                        ACCEPTING
 *	  |                                                            v
 *	  \-- reaped -- KILLED <-- stuck, rude, END --+-- DRAINING <-- RUNNING
 */
#ifndef RELAY_CREW_H
#define RELAY_CREW_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "child.h"
#include "instance.h"

/* What the supervisor is at; a death means something else in each. */
enum crew_phase { CREW_START, CREW_SERVE, CREW_DRAIN, CREW_STOP };

enum crew_event {
	CREW_BORN,      /* it was forked */
	CREW_PREPARED,  /* it said so */
	CREW_GO,        /* it is to accept */
	CREW_ACCEPTING, /* it said so */
	CREW_RUDE,      /* it said what it must not */
	CREW_STUCK,     /* it makes no progress */
	CREW_LEAVE,     /* it is to drain */
	CREW_END,       /* it is to end now */
	CREW_DIED,      /* it was reaped */
	CREW_NEVENTS
};

struct crew {
	struct instance *instance;
	struct child *children; /* one a slot */
	struct pollfd *polls;   /* their channels, then one of the caller's */
	uint32_t n;
	enum crew_phase phase;
	int64_t now_ms;  /* set by the caller before each call */
	int wait_status; /* of the child that DIED */
};

/* A crew without a process.  Returns 0; or -1 and errno. */
int crew_open(struct crew *crew, struct instance *instance);
void crew_close(struct crew *crew);

/* Let it happen to a child, or to all. */
void crew_happen(struct crew *crew, struct child *child, enum crew_event event);
void crew_happen_all(struct crew *crew, enum crew_event event);

/* Fork where none is and one is due.  Returns 0; or -1 and errno. */
int crew_fork_due(struct crew *crew);

/* When the next one is due, INT64_MAX if none is. */
int64_t crew_due_ms(const struct crew *crew);

/* Fill polls; and after poll(), read what the workers said. */
void crew_watch(struct crew *crew);
void crew_listen(struct crew *crew);

/* Bury who has died; as pid 1, others' children too. */
void crew_reap(struct crew *crew);

/* Once a second: look for progress. */
void crew_tick(struct crew *crew);

/* Hand the log, which was reopened, to all. */
void crew_pass_log(struct crew *crew);

/* Whether all, or any, are in this state. */
bool crew_is(const struct crew *crew, enum child_state state);
bool crew_has(const struct crew *crew, enum child_state state);

#endif /* RELAY_CREW_H */
