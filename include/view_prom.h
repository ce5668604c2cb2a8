/*
 * view_prom - a snapshot in the text formats that monitoring systems scrape
 *
 * Prometheus text format 0.0.4 and OpenMetrics 1.0.  Histograms have buckets
 * at the exact powers of two of a microsecond only.
 */
#ifndef RELAY_VIEW_PROM_H
#define RELAY_VIEW_PROM_H

#include "view.h"

enum view_format { VIEW_PROMETHEUS, VIEW_OPENMETRICS };

void view_prom(const struct view *view, enum view_format format);

/* The metrics that are not counted in the segment but made of its head. */
enum view_own { VIEW_BUILD, VIEW_INSTANCE, VIEW_UP, VIEW_N_OWN };
struct view_own_row {
	const char *name, *labels, *help;
};
extern const struct view_own_row view_own[VIEW_N_OWN];

#endif /* RELAY_VIEW_PROM_H */
