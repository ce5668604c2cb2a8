/*
 * config_reader - directives to the structs of a configuration
 *
 * Knows what belongs where, nothing of what the values mean together: that is
 * config_check.h's.  Goes on after an error, and marks what it could not read
 * so that nothing is said of it twice.
 */
#ifndef RELAY_CONFIG_READER_H
#define RELAY_CONFIG_READER_H

#include "config_row.h"

struct config_reader;

/* A configuration of defaults, without blocks. */
struct config_reader *config_reader_open(struct report *report);

/* Begin a block, copying its label, and end it; none is in another. */
void config_reader_begin(struct config_reader *reader, enum config_scope scope,
    const char *label, struct report_place place);
void config_reader_end(struct config_reader *reader);

/* The block at hand; outside of any, the top level: GLOBAL and "". */
enum config_scope config_reader_scope(const struct config_reader *reader);
const char *config_reader_label(const struct config_reader *reader);
struct config_marks *config_reader_marks(struct config_reader *reader);

/* Set the directive of a line's first word, in the block at hand. */
void config_reader_directive(struct config_reader *reader,
    const struct lex_line *line, struct report_place place);

/* The same of a known one. */
void config_reader_set(struct config_reader *reader, enum config_row_id id,
    const struct lex_line *values, struct report_place place);

/* The configuration, the caller's to free; and the marks, the reader's. */
struct config *config_reader_config(const struct config_reader *reader);
const struct config_source *config_reader_source(
    const struct config_reader *reader);

/* Free the reader but not the configuration, and set it to NULL. */
void config_reader_close(struct config_reader **reader);

#endif /* RELAY_CONFIG_READER_H */
