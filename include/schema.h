/*
 * schema - an instance's own description of its numbers, taken apart
 *
 * The text was written by another process, perhaps of another release, perhaps
 * not by relayd at all: every field is checked, and a line that is not
 * understood is left out.  A kind not known is shown as it stands.
 */
#ifndef RELAY_SCHEMA_H
#define RELAY_SCHEMA_H

#include <stdbool.h>
#include <stdint.h>

#include "directory.h"

#define SCHEMA_LABELS_MAX 4
#define SCHEMA_FIELDS_MAX 16
#define SCHEMA_UNKNOWN ((enum stats_kind)(STATS_HISTOGRAM + 1))

struct schema_label {
	const char *name;
	char **values;
	uint32_t n;
};

struct schema_metric {
	enum stats_scope scope;
	enum stats_kind kind; /* or SCHEMA_UNKNOWN */
	const char *name, *help;
	uint64_t scale;  /* a power of ten */
	uint64_t offset; /* bytes, inside a block, and the cells fit in it */
	uint32_t cells;
	unsigned n_labels; /* 0 with more than one cell: cells have numbers */
	struct schema_label labels[SCHEMA_LABELS_MAX];
	uint64_t *bounds; /* HISTOGRAM: cells - 1, ascending; else NULL */
};

/* A line of the names: fields[0] is the name, and n is at least 1. */
struct schema_object {
	const char *fields[SCHEMA_FIELDS_MAX];
	unsigned n;
};

struct schema {
	struct schema_metric *metrics;
	unsigned n_metrics;
	/* a name a block, by scope; where one is missing, n is 0 */
	struct schema_object *objects[N_STATS_SCOPES];
	uint32_t n_objects[N_STATS_SCOPES];
};

/*
 * Take both texts apart; they are changed, and must outlive the schema.
 * blocks are those of the directory's head, already checked.
 * Returns 0; or -1, ENOMEM.
 */
int schema_init(struct schema *schema, char *text, char *names,
    const struct directory_block *blocks);
void schema_fini(struct schema *schema);

/* The metric of this name, or NULL. */
const struct schema_metric *schema_find(
    const struct schema *schema, const char *name);

/* The value of the i-th label of a cell; "" if the cell has no meaning. */
const char *schema_value(
    const struct schema_metric *metric, unsigned i, uint32_t cell);

/* "protocol=line" among an object's fields: its value, or NULL. */
const char *schema_mark(const struct schema_object *object, const char *mark);

/* Whether values go up only and outlive their worker; whether gauges. */
bool schema_is_counted(const struct schema_metric *metric);

#endif /* RELAY_SCHEMA_H */
