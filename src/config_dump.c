// SPDX-License-Identifier: BSD-2-Clause
#include "config_dump.h"

#include <stdbool.h>
#include <stdlib.h>

#include "config_row.h"
#include "log.h"

/* A line of the field, or false. */
static bool
dump_line(const struct config_row *row, const void *block, uint32_t i,
    const char *indent, FILE *out)
{
	const void *field = (const char *)block + row->offset;
	char *words = NULL;
	size_t n;
	FILE *line = open_memstream(&words, &n);
	bool some;

	if (line == NULL)
		log_fatal(1, "configuration: %m");
	some = row->type->print(field, i, line);
	if (fclose(line) != 0)
		log_fatal(1, "configuration: %m");
	if (some)
		fprintf(out, "%s%s %s\n", indent, row->name, words);
	free(words);
	return some;
}

static void
dump_fields(
    enum config_scope scope, const void *block, const char *indent, FILE *out)
{
	for (size_t id = 0; id < N_CONFIG_ROWS; id++) {
		const struct config_row *row = &config_rows[id];
		uint32_t i = 0;

		if (row->scope != scope)
			continue;
		while (dump_line(row, block, i, indent, out))
			i++;
		if (i == 0)
			fprintf(out, "%s# %s is unset\n", indent, row->name);
	}
}

void
config_dump(const struct config *config, FILE *out)
{
	fprintf(out, "# relayd %s: the effective configuration\n", VERSION);
	dump_fields(CONFIG_GLOBAL, &config->global, "", out);
	for (uint32_t i = 0; i < config->n_upstreams; i++) {
		fprintf(out, "\nupstream %s {\n", config->upstreams[i].label);
		dump_fields(CONFIG_UPSTREAM, &config->upstreams[i], "\t", out);
		fputs("}\n", out);
	}
	for (uint32_t i = 0; i < config->n_listeners; i++) {
		fprintf(out, "\nlistener %s {\n", config->listeners[i].label);
		dump_fields(CONFIG_LISTENER, &config->listeners[i], "\t", out);
		fputs("}\n", out);
	}
}

static const char *
fallback(const struct config_row *row)
{
	if (row->fallback[0] != '\0')
		return row->fallback;
	if (row->type->repeatable || row->type == &config_type_LABEL)
		return "required";
	return "unset";
}

void
config_table(FILE *out)
{
	static const char *const scopes[] = {"global", "listener", "upstream"};
	char range[REPORT_TEXT_MAX];

	for (size_t id = 0; id < N_CONFIG_ROWS; id++) {
		const struct config_row *row = &config_rows[id];

		if (row->type->range != NULL)
			row->type->range(row, range);
		fprintf(out, "%s\t%s\t%s\t%s\t%s\t%s\n", scopes[row->scope],
		    row->name, row->type->name, fallback(row),
		    row->type->range != NULL ? range : row->type->range_text,
		    row->help);
	}
}
