/*
 * child - the worker of a slot as its parent sees it: birth, talk, death
 *
 * Mechanism only; when to do what is the supervisor's business.
 */
#ifndef RELAY_CHILD_H
#define RELAY_CHILD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "channel.h"
#include "instance.h"

enum child_state {
	CHILD_NONE,      /* no process; one is due at due_ms */
	CHILD_STARTING,  /* forked, sets itself up */
	CHILD_PREPARED,  /* waits for COMMIT */
	CHILD_COMMITTED, /* was told to accept, has not said so yet */
	CHILD_RUNNING,   /* accepts */
	CHILD_DRAINING,  /* was told to end */
	CHILD_KILLED,    /* SIGKILL was sent */
	CHILD_NSTATES
};

struct child {
	uint32_t slot;
	enum child_state state; /* written by the supervisor's table alone */
	pid_t pid;              /* 0: none */
	int channel;            /* our end; -1: none */
	int64_t since_ms;       /* when the state began */
	int64_t born_ms;
	int64_t due_ms;
	int64_t delay_ms;           /* that due_ms is after the death */
	unsigned failures;          /* in a row, without 10 s of life between */
	unsigned still;             /* ticks without progress */
	uint64_t turns;             /* at the last tick */
	bool watchdog;              /* killed for want of progress */
	enum restart_reason reason; /* of the last death */
	int lender; /* slot that serves our sockets meanwhile; -1 */
};

/*
 * Fork the slot's worker, which starts at once.
 * Returns 0; or -1 and errno.
 */
int child_fork(
    struct child *child, const struct instance *instance, int64_t now_ms);

/* Send a message, with a copy of descriptor pass unless it is -1.
 * Returns 0; or -1 and errno as channel_send(). */
int child_tell(
    struct child *child, const struct channel_message *message, int pass);

void child_kill(struct child *child);

/* No more talk: it has closed its end, or broke the rules. */
void child_hang_up(struct child *child);

/*
 * The process is gone and was reaped: compute when the next one is due: at
 * once, then 100 ms, 1 s, 5 s after the death; afresh after 10 s of life.
 */
void child_gone(struct child *child, int64_t now_ms);

/* What waitpid() said, as words in buf.  Returns buf. */
const char *child_cause(int status, char *buf, size_t size);

#endif /* RELAY_CHILD_H */
