/*
 * checks - what must hold between any two turns of the worker, and at its end
 *
 * From outside: the stats page, the wires, the descriptors.
 */
#ifndef RELAY_SIM_CHECKS_H
#define RELAY_SIM_CHECKS_H

#include <stdbool.h>
#include <stdint.h>

#include "ends.h"

/* The counters agree with each other and with what the kernel has seen, the
 * descriptors are those that they count, nobody waits for ever, nothing spins;
 * a session holds no more than a buffer each way. */
void checks_step(int64_t now_us);

/* After the last session, when nothing has happened for checks_rest_us(). */
void checks_rest(void);
int64_t checks_rest_us(void);

/* After the worker has ended. */
void checks_end(void);

/* After an end has moved: whether it has found a violation. */
void checks_tallies(void);

/* The first byte of another session's request is about to be written: whether
 * each of the last one's was answered, and the answers read. */
bool checks_is_clean(const struct backend *backend);

/* So many bytes came in for it one way and went out again: no more than a
 * buffer is held between. */
void checks_held(const struct client *client, uint64_t in, uint64_t out);

/* Whether the scene leaves a small session time and room to be served. */
bool checks_probe_makes_sense(void);

#endif /* RELAY_SIM_CHECKS_H */
