/*
 * store - memory of one run: taken piece by piece, given back, and all of it
 * dropped at once when the next run begins
 */
#ifndef RELAY_SIM_STORE_H
#define RELAY_SIM_STORE_H

#include <stddef.h>

/* Forget all pieces; what they were made of is used again. */
void store_reset(void);

/* A piece, zeroed up to clear bytes; it lives until it is given or the run
 * ends.  Never NULL. */
void *store_take(size_t n, size_t clear);
void store_give(void *piece, size_t n);

#endif /* RELAY_SIM_STORE_H */
