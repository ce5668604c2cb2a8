/*
 * view - what every rendering of a snapshot shares
 *
 * Which samples there are, what labels they carry, sums for tables, and the
 * printing of numbers and of text that may hold anything.
 */
#ifndef RELAY_VIEW_H
#define RELAY_VIEW_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "snapshot.h"

#define VIEW_SCHEMA 1 /* of the machine formats: names stay within one */
#define VIEW_LABELS_MAX (SCHEMA_LABELS_MAX + 4)
#define VIEW_WORD_MAX 32 /* a number for a table */
#define VIEW_EVERY (-1)

struct view {
	const struct snapshot *snapshot;
	FILE *out;
	bool by_worker; /* keep the workers apart where that makes sense */
	bool zeros;     /* "show": also what is 0 */
};

/* One number, or one whole histogram. */
struct view_sample {
	const struct schema_metric *metric;
	uint32_t object, cell;
	int slot; /* or SNAPSHOT_ALL */
	bool begun;
};

struct view_label {
	const char *name, *value;
	char number[16]; /* what value may point to */
};

/* The samples of a metric: first view_samples(), then view_next() until it is
 * false. */
struct view_sample view_samples(
    const struct view *view, const struct schema_metric *metric);
bool view_next(const struct view *view, struct view_sample *sample);

/* The sample's value; of a histogram, the number of its events. */
uint64_t view_value(const struct view *view, const struct view_sample *sample);

/* Its labels, worker and object included.  Returns how many. */
unsigned view_labels(const struct view *view, const struct view_sample *sample,
    struct view_label labels[VIEW_LABELS_MAX]);

/* For tables: a metric of one object or VIEW_EVERY, one slot or SNAPSHOT_ALL,
 * and those cells where label is value, or all where label is NULL. */
struct view_query {
	const char *metric;
	int64_t object;
	int slot;
	const char *label, *value;
};

/* The sum (or maximum).  False if this instance has no such metric. */
bool view_ask(
    const struct view *view, const struct view_query *query, uint64_t *value);

/* Its name; or "#N" in buf, of VIEW_WORD_MAX. */
const char *view_object(const struct view *view, enum stats_scope scope,
    uint32_t object, char *buf);

/* "counter", "gauge", "histogram", or the word for what is none of them. */
const char *view_type(const struct schema_metric *metric, const char *other);

/* The state of a slot's worker; what is new to us is "unknown". */
const char *view_state(const struct snapshot_slot *slot);

/* value / scale exactly, without needless zeros, in buf of VIEW_WORD_MAX. */
const char *view_decimal(uint64_t value, uint64_t scale, char *buf);

/* Text for a terminal: printable ASCII, all else as \xHH. */
void view_print(FILE *out, const char *text);

/* The bytes of the printable UTF-8 character at text; 0 if there is none. */
unsigned view_utf8(const char *text);

/* Words for tables, in buf of VIEW_WORD_MAX; each returns buf. */
const char *view_count(uint64_t n, char *buf);
const char *view_bytes(uint64_t n, char *buf);
const char *view_duration(uint64_t ms, char *buf);
const char *view_percent(uint64_t part, uint64_t whole, char *buf);

/* RFC 3339 with milliseconds, UTC. */
const char *view_time(uint64_t wall_ms, char *buf);

/* How long an instance has been up, in milliseconds. */
uint64_t view_uptime_ms(const struct snapshot *snapshot);

#endif /* RELAY_VIEW_H */
