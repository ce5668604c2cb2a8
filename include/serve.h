/*
 * serve - brings those who wait together with connections and dials
 *
 * One task of an upstream, made ready whenever something may fit: a waiter
 * came, a connection came free, a dial ended, a limit has room again.  So no
 * path that frees something has to know who waits for it.
 */
#ifndef RELAY_SERVE_H
#define RELAY_SERVE_H

#include "loop.h"

/* The function of upstream->serve. */
void serve_run(struct task *task);

#endif /* RELAY_SERVE_H */
