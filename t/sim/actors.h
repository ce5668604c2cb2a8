/*
 * actors - whose turn it is: ends that are ready, in a random order, and those
 * that wait for a time
 */
#ifndef RELAY_SIM_ACTORS_H
#define RELAY_SIM_ACTORS_H

#include <stdbool.h>
#include <stdint.h>

#include "pair/prf.h"

struct actor {
	struct wire *wire; /* NULL: closed by this side */
	/* Move; returns as asker_run(). */
	int64_t (*run)(struct actor *actor, int64_t now_us);
	int64_t due_us;
	uint32_t heap, line; /* its places in them, from 1 */
};

/* It is to move soon; at a time; no more. */
void actor_ready(struct actor *actor);
void actor_due(struct actor *actor, int64_t at_us);
void actor_leave(struct actor *actor);

/* Move so many of those that are ready or due.  Returns the time when the next
 * one is, INT64_MAX: nobody is. */
int64_t actors_move(struct prf *chance, uint32_t most, int64_t now_us);

#endif /* RELAY_SIM_ACTORS_H */
