/*
 * config_file - a configuration file, and what it includes, to directives
 *
 * Knows the grammar of lines and blocks.  After an error it goes on where a
 * reader would: a block whose first line is wrong is still a block.
 */
#ifndef RELAY_CONFIG_FILE_H
#define RELAY_CONFIG_FILE_H

#include "config_reader.h"
#include "report.h"

struct config_files;

struct config_files *config_files_open(
    struct config_reader *reader, struct report *report);

/* Read a file; what is wrong with it is in the report. */
void config_files_read(struct config_files *files, const char *path);

/*
 * Free it and set it to NULL.  Places in the report have names of this, so
 * that is to be closed first.
 */
void config_files_close(struct config_files **files);

#endif /* RELAY_CONFIG_FILE_H */
