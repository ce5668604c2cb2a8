/*
 * script - sends fixed bytes on a connection and wants an exact answer
 *
 * Exact: every byte of the answer, and not one more.  Anything else proves
 * that we do not know what state the connection is in.
 */
#ifndef RELAY_SCRIPT_H
#define RELAY_SCRIPT_H

#include "conn.h"

/*
 * Run the upstream's reset script on a LENT connection that nobody uses any
 * more; it is RESETTING until upstream->scripted() is called, from the loop.
 */
void script_run(struct conn *conn);

#endif /* RELAY_SCRIPT_H */
