/*
 * config_row - the lines of config.def as a table
 */
#ifndef RELAY_CONFIG_ROW_H
#define RELAY_CONFIG_ROW_H

#include <stdbool.h>

#include "config_blocks.h"
#include "config_type.h"
#include "config_type_line.h"
#include "config_type_word.h"
#include "report.h"

/* ROW_UPSTREAM_max_idle and so on: the index in config_rows. */
enum config_row_id {
#define CFG(scope, field, ...) ROW_##scope##_##field,
#include "config.def"
#undef CFG
	N_CONFIG_ROWS
};
extern const struct config_row config_rows[N_CONFIG_ROWS];

/* Where each directive of a block was set; .line 0: it was not. */
struct config_mark {
	struct report_place place;
	bool bad; /* its value was reported, and says nothing */
};
struct config_marks {
	struct report_place begin; /* of the block */
	bool broken; /* it was reported and says nothing of what it lacks */
	struct config_mark of[N_CONFIG_ROWS];
};

/* The marks of a configuration: of each block, in the same order. */
struct config_source {
	struct config_marks global, *listeners, *upstreams;
};

/* The row of this name in the scope; or NULL. */
const struct config_row *config_row_find(
    enum config_scope scope, const char *name);

/* The field of a row in its struct config_global, _listener or _upstream. */
void *config_row_field(const struct config_row *row, void *block);

/* Give the fields of a block of zeros their defaults. */
void config_row_defaults(enum config_scope scope, void *block);

/* Free what the fields of a block hold. */
void config_row_wipe(enum config_scope scope, void *block);

#endif /* RELAY_CONFIG_ROW_H */
