/*
 * lend - a neighbour serves the sockets of a slot that waits for its worker
 *
 * Only while the wait is long: a crash loop must not make clients wait in a
 * queue that nobody looks at.
 */
#ifndef RELAY_LEND_H
#define RELAY_LEND_H

#include <stdint.h>

#include "bind.h"
#include "child.h"

/*
 * Lend each slot that needs it to a worker that runs, if there is one.  To be
 * called after every change: a birth, a death, a new state.
 */
void lend_update(
    struct child *children, uint32_t n, const struct bind_set *set);

#endif /* RELAY_LEND_H */
