/*
 * ageing - closes pooled connections whose time is up, dials those missing
 */
#ifndef RELAY_AGEING_H
#define RELAY_AGEING_H

#include <stdint.h>

#include "server.h"
#include "upstream.h"

/*
 * Close what idles too long, is too old, or is more than the load needs.
 * Returns when the next may be due, a time of loop_now_ms(); INT64_MAX: never.
 */
int64_t ageing_run(struct upstream *upstream);

/* Update the rates, if a second has passed since the last time. */
void ageing_look(struct upstream *upstream);

/* The idle connection that came back first, of all servers; NULL: none. */
struct conn *ageing_oldest(struct upstream *upstream);

/* Close the oldest idle ones until no more than max-idle are kept. */
void ageing_trim(struct upstream *upstream);

/* Dial ahead of need what is missing and allowed. */
void ageing_top_up(struct upstream *upstream);

#endif /* RELAY_AGEING_H */
