/*
 * view_table - a snapshot as tables for people; a "-" is a number that this
 * instance does not count
 */
#ifndef RELAY_VIEW_TABLE_H
#define RELAY_VIEW_TABLE_H

#include "view.h"

/* The one screen: the instance and a row a worker, at most 80 columns. */
void view_overview(const struct view *view);

/* A row a worker; an upstream; a listener. */
void view_workers(const struct view *view);
void view_pools(const struct view *view);
void view_listeners(const struct view *view);

#endif /* RELAY_VIEW_TABLE_H */
