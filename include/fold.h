/*
 * fold - the arithmetic of a dead worker's page
 *
 * Pure: no memory but what is passed.  The page was written by a process that
 * may have been taken over, so nothing in it is believed, its head least of
 * all: the shape is the caller's, and sums stop at the largest number.
 */
#ifndef RELAY_FOLD_H
#define RELAY_FOLD_H

#include "stats.h"

/*
 * Count what the worker had open when it died as ended, reason worker_died,
 * so that these hold again without gauges:
 *	accepted = closed
 *	dials with result ok = discards + invalidations
 *	borrows = returns + discards + invalidations{at=lent}
 */
void fold_lost(struct stats_page *page, const struct stats_shape *shape);

/* Add counters and histograms of page to totals, a page of the same shape. */
void fold_add(struct stats_page *totals, const struct stats_page *page,
    const struct stats_shape *shape);

#endif /* RELAY_FOLD_H */
