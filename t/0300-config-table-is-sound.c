/*
 * Goal: the table of directives has six fields a line, in alphabetical order,
 * each default within its range, and each protocol fits its directives.
 */
#include "config.h"
#include "config_row.h"
#include "tap.h"

static void
check_table(void)
{
	char *text = NULL, *rest, *line;
	size_t n;
	FILE *out = open_memstream(&text, &n);
	int fields = 0, lines = 0;

	config_table(out);
	fclose(out);
	rest = text;
	while ((line = strsep(&rest, "\n")) != NULL && *line != '\0') {
		lines++;
		for (char *field; (field = strsep(&line, "\t")) != NULL;)
			fields += *field != '\0';
	}
	is_int(lines, N_CONFIG_ROWS, "a line for each directive");
	is_int(fields, 6 * lines, "of six fields, none empty");
	free(text);
}

static void
check_row(const struct config_row *row)
{
	uint64_t block[512] = {0};

	ok(row->min <= row->max, "%s: a range", row->name);
	ok(row->offset < sizeof block, "%s: a field", row->name);
	ok((row->type->range != NULL) != (row->type->range_text != NULL),
	    "%s: what may be given", row->name);
	if (row > config_rows && row[-1].scope == row->scope)
		ok(strcmp(row[-1].name, row->name) < 0,
		    "%s: in alphabetical order", row->name);
}

static void
check_protocol(const struct protocol_row *row)
{
	const struct config_row
	    *age = &config_rows[ROW_UPSTREAM_warm_max_age],
	    *byte = &config_rows[ROW_UPSTREAM_first_byte_timeout];

	ok((uint64_t)row->warm_max_age_ms >= age->min &&
		(uint64_t)row->warm_max_age_ms <= age->max,
	    "%s: warm-max-age is in range", row->name);
	ok((uint64_t)row->first_byte_ms <= byte->max,
	    "%s: first-byte-timeout is in range", row->name);
	ok(row->pool != POOL_REUSE, "%s: reuse is never the default",
	    row->name);
}

int
main(void)
{
	static struct config_global global;
	static struct config_listener listener;
	static struct config_upstream upstream;

	plan(0);
	check_table();
	for (size_t i = 0; i < N_CONFIG_ROWS; i++)
		check_row(&config_rows[i]);
	for (size_t i = 0; i < N_PROTOCOLS; i++)
		check_protocol(&config_protocols[i]);
	config_row_defaults(CONFIG_GLOBAL, &global);
	config_row_defaults(CONFIG_LISTENER, &listener);
	config_row_defaults(CONFIG_UPSTREAM, &upstream);
	is_int(global.stop_timeout, 25000, "defaults pass the parser");
	is_int(listener.keepalive.interval_ms, 10000, "of each scope");
	is_int(upstream.max_waiters, 1024, "and are within their ranges");
	config_row_wipe(CONFIG_GLOBAL, &global);
	config_row_wipe(CONFIG_LISTENER, &listener);
	config_row_wipe(CONFIG_UPSTREAM, &upstream);
	return done();
}
