/*
 * config - a configuration file, checked and complete
 *
 * One table (config.def) makes the fields, the parser, the defaults, the dump
 * and the list of directives.  What the file leaves out has its default, so
 * the rest of the program never asks whether something was set.
 */
#ifndef RELAY_CONFIG_H
#define RELAY_CONFIG_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "config_blocks.h"
#include "config_dump.h"
#include "config_fields.h"
#include "config_resolve.h"

/*
 * Read a file.  Every error is written to errors, one line each: "FILE:LINE:
 * directive: what is wrong, and what would be right"; then NULL is returned.
 * Warnings are written likewise and do not count.
 */
struct config *config_read(const char *path, FILE *errors);

/*
 * The same from the command line's short form, "-l listen -u server -P pool
 * -w workers": words as they were typed, NULL is the default.
 */
struct config_short {
	const char *listen, *server, *pool, *workers;
};
struct config *config_from_short(
    const struct config_short *words, FILE *errors);

/* Whether a word may be the name of an instance, as for "name" and -n. */
bool config_is_name(const char *word);

/* Free it and set it to NULL. */
void config_close(struct config **config);

/* The part of a daemon-wide number that is this slot's: exact in the sum. */
uint64_t config_share(uint64_t total, uint32_t slot, uint32_t n_slots);

#endif /* RELAY_CONFIG_H */
