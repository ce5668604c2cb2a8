/*
 * stats.def agrees with itself, and its description reads back completely.
 */
#include <string.h>

#include "schema.h"
#include "tap.h"

static bool
ends_in(const char *name, const char *suffix)
{
	size_t n = strlen(name), m = strlen(suffix);

	return n > m && strcmp(name + n - m, suffix) == 0;
}

/* Names by the rules of Prometheus: "_total" is for counters. */
static bool
is_well_named(const struct stats_row *row)
{
	bool total = ends_in(row->name, "_total");
	bool seconds = ends_in(row->name, "_seconds") ||
		       ends_in(row->name, "_seconds_total");

	return strncmp(row->name, "relayd_", 7) == 0 &&
	       (row->kind == STATS_COUNTER) == total &&
	       (row->kind != STATS_HISTOGRAM || seconds) &&
	       seconds == (row->scale > 1) &&
	       row->help[strlen(row->help) - 1] == '.';
}

/* The first row that is not in the schema as it is in the table, or NULL. */
static const char *
first_lost(const struct schema *schema)
{
	for (unsigned i = 0; i < stats_n_rows; i++) {
		const struct stats_row *row = &stats_rows[i];
		const struct schema_metric *metric =
		    schema_find(schema, row->name);

		if (metric == NULL || metric->kind != row->kind ||
		    metric->scope != row->scope ||
		    metric->scale != row->scale ||
		    metric->cells != row->cells ||
		    metric->offset != row->offset ||
		    strcmp(metric->help, row->help) != 0 ||
		    (metric->n_labels == 0) != (row->cells == 1))
			return row->name;
	}
	return NULL;
}

int
main(void)
{
	struct directory_block blocks[DIRECTORY_SCOPES] = {{0}};
	struct schema schema;
	char names[] = "";
	size_t n;
	char *text = stats_describe(&n);

	plan((int)stats_n_rows + 4);
	for (unsigned i = 0; i < N_STATS_SCOPES; i++)
		blocks[i].size = stats_block_size((enum stats_scope)i);
	for (unsigned i = 0; i < stats_n_rows; i++)
		ok(is_well_named(&stats_rows[i]), "%s is well named",
		    stats_rows[i].name);
	is_int(strlen(text), n, "the description has its length");
	is_int(schema_init(&schema, text, names, blocks), 0, "it is read");
	is_int(schema.n_metrics, stats_n_rows, "no line of it is left out");
	is_str(first_lost(&schema), NULL, "every row is what it was");
	schema_fini(&schema);
	free(text);
	return done();
}
