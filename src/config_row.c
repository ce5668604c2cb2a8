// SPDX-License-Identifier: BSD-2-Clause
#include "config_row.h"

#include <stdlib.h>
#include <string.h>

#define STRUCT_GLOBAL struct config_global
#define STRUCT_LISTENER struct config_listener
#define STRUCT_UPSTREAM struct config_upstream

const struct config_row config_rows[N_CONFIG_ROWS] = {
#define CFG(scope, field, name, type, fallback, min, max, help)                \
	[ROW_##scope##_##field] = {CONFIG_##scope, name, &config_type_##type,  \
	    offsetof(STRUCT_##scope, field), fallback, min, max, help},
#include "config.def"
#undef CFG
};

const struct config_row *
config_row_find(enum config_scope scope, const char *name)
{
	for (size_t i = 0; i < N_CONFIG_ROWS; i++)
		if (config_rows[i].scope == scope &&
		    strcmp(config_rows[i].name, name) == 0)
			return &config_rows[i];
	return NULL;
}

void *
config_row_field(const struct config_row *row, void *block)
{
	return (char *)block + row->offset;
}

static void
set_default(const struct config_row *row, void *block, struct report *report)
{
	struct lex *lex = lex_open_text(row->fallback);
	struct report_place place = {"config.def", 0, 1};
	struct lex_line line;
	struct config_arg arg;

	if (lex_next(lex, report, place, &line)) {
		arg = (struct config_arg){
		    row, row->name, line.words, line.n, report, place};
		row->type->parse(&arg, config_row_field(row, block));
	}
	lex_close(&lex);
}

void
config_row_defaults(enum config_scope scope, void *block)
{
	struct report *report = report_open();

	for (size_t i = 0; i < N_CONFIG_ROWS; i++)
		if (config_rows[i].scope == scope)
			set_default(&config_rows[i], block, report);
	if (report_errors(report) > 0) {
		report_close(&report, stderr);
		bug("a default in config.def is wrong");
	}
	report_close(&report, stderr);
}

void
config_row_wipe(enum config_scope scope, void *block)
{
	for (size_t i = 0; i < N_CONFIG_ROWS; i++) {
		const struct config_row *row = &config_rows[i];

		if (row->scope == scope && row->type->wipe != NULL)
			row->type->wipe(config_row_field(row, block));
	}
}
