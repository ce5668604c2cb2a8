/*
 * supervisor - the life of an instance: start, respawn, watch, stop
 *
 *	START --all accept--> SERVE --QUIT--> DRAIN --empty, late--> STOP
 *	   \--a failure,        \--TERM, INT    \--TERM, INT -------/
 *	      TERM, INT, QUIT ---\---------------------------------/
 *
 * It never reads from the network and waits for nothing without a deadline.
 */
#ifndef RELAY_SUPERVISOR_H
#define RELAY_SUPERVISOR_H

#include "instance.h"

/*
 * Fork the workers and serve until told to stop.
 * Returns the exit status: 0 after a stop; 1 if the start failed, announced.
 */
int supervisor_run(struct instance *instance);

/* Block the signals that are read in supervisor_run(), and ignore SIGPIPE;
 * before the start, so that none is lost and workers inherit it. */
void supervisor_block_signals(void);

#endif /* RELAY_SUPERVISOR_H */
