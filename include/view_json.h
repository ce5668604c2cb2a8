/*
 * view_json - a snapshot as one JSON object
 *
 *	{ "schema": 1, "time": RFC 3339, "instance": ..., "generation": ...,
 *	  "version", "revision", "state": "starting|ready|dead", "pid",
 *	  "uptime_seconds", "workers": [{ "worker", "pid", ... }],
 *	  "listeners", "upstreams", "servers": [{ "name", ... }],
 *	  "metrics": [{ "name", "type", "help", "samples": [
 *	      { "labels": {...}, "value": N } or for a histogram
 *	      { "labels": {...}, "count", "sum", "buckets": [[bound, n], ...] }
 *	  ]}, ...] }
 *
 * A bucket is an upper bound and the events below it that are in no lower
 * one; empty ones are left out, and the last has the bound null.
 */
#ifndef RELAY_VIEW_JSON_H
#define RELAY_VIEW_JSON_H

#include "view.h"

void view_json(const struct view *view);

#endif /* RELAY_VIEW_JSON_H */
