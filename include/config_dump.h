/*
 * config_dump - a configuration as text again, and the table of directives
 */
#ifndef RELAY_CONFIG_DUMP_H
#define RELAY_CONFIG_DUMP_H

#include <stdio.h>

struct config;

/*
 * Write the effective configuration: every directive with its value, or as a
 * comment if it is unset.  It reads back to itself.
 */
void config_dump(const struct config *config, FILE *out);

/*
 * Write the table of directives, a line each, fields split by tabs: scope,
 * name, type, default, range, help.
 */
void config_table(FILE *out);

#endif /* RELAY_CONFIG_DUMP_H */
