/*
 * view_show - every number, one a line; and the list of what there is
 */
#ifndef RELAY_VIEW_SHOW_H
#define RELAY_VIEW_SHOW_H

#include "view.h"

/* "name{label="value"} value" a line; zeros only where the view wants them. */
void view_show(const struct view *view);

/* What this release counts: "name type labels help", split by tabs. */
void view_metrics(FILE *out);

#endif /* RELAY_VIEW_SHOW_H */
