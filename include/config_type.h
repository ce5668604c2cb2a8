/*
 * config_type - the types of directives: words to a value, and back
 *
 * A type reads the words that follow the directive's name, and says in the
 * report what is wrong with them.  Defaults go the same way.
 */
#ifndef RELAY_CONFIG_TYPE_H
#define RELAY_CONFIG_TYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "lex.h"
#include "report.h"

struct config_row;

/* What is to be read. */
struct config_arg {
	const struct config_row *row;
	const char *what; /* the directive, or the option, for messages */
	const struct lex_word *words;
	uint32_t n;
	struct report *report;
	struct report_place place;
};

struct config_type {
	const char *name;
	bool repeatable; /* parse() adds to the field */

	/* Returns 0; or -1, reported, and the field is as before. */
	int (*parse)(const struct config_arg *arg, void *field);

	/*
	 * Write the words of the field, of a repeatable one its i-th line.
	 * Returns false, with nothing written, if there are none.
	 */
	bool (*print)(const void *field, uint32_t i, FILE *out);

	/* Free what the field holds; NULL: nothing. */
	void (*wipe)(void *field);

	/* What may be given, for -D: a text, or written to REPORT_TEXT_MAX. */
	const char *range_text;
	void (*range)(const struct config_row *row, char *buf);
};

/* A line of config.def. */
enum config_scope { CONFIG_GLOBAL, CONFIG_LISTENER, CONFIG_UPSTREAM };
struct config_row {
	enum config_scope scope;
	const char *name;
	const struct config_type *type;
	size_t offset; /* of the field in the struct of its scope */
	const char *fallback;
	uint64_t min, max;
	const char *help;
};

/* Numbers, and words out of a list. */
extern const struct config_type config_type_COUNT, config_type_COUNT_AUTO,
    config_type_SIZE, config_type_SIZE_AUTO, config_type_DURATION,
    config_type_DURATION_OFF, config_type_DURATION_PROTOCOL, config_type_LEVEL,
    config_type_POOL, config_type_BORROW_AT, config_type_ORDER,
    config_type_CLOSE, config_type_PROTOCOL;

/* "protocol" until it is settled: in a duration, in an enum. */
#define CONFIG_BY_PROTOCOL_MS (-1)
#define CONFIG_BY_PROTOCOL 255

/* Helpers of the types: report an error of arg, and return -1. */
int config_complain(const struct config_arg *arg, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* The one word of arg; or NULL, reported with what would be right. */
const char *config_word(const struct config_arg *arg, const char *right);

/* A number from min to max, as COUNT and DURATION write it. */
int config_number(
    const struct config_arg *arg, uint64_t min, uint64_t max, uint64_t *value);
int config_duration(
    const struct config_arg *arg, uint64_t min, uint64_t max, uint64_t *ms);

#endif /* RELAY_CONFIG_TYPE_H */
