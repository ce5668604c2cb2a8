/*
 * report - the errors and warnings of one reading of a configuration
 *
 *	FILE:LINE: directive: what is wrong, and what would be right
 *	FILE:LINE: warning: directive: what is strange
 *
 * They are collected, and written in the order of files and lines, whatever
 * the order in which they were found.
 */
#ifndef RELAY_REPORT_H
#define RELAY_REPORT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Where something stands: file NULL, the command line; line 0, all of it. */
struct report_place {
	const char *file; /* must live until report_close() */
	uint32_t order;   /* of the files, as they were opened */
	uint32_t line;
};

struct report;

struct report *report_open(void);

/* what: the directive; copied, as all other text. */
void report_error(struct report *report, struct report_place place,
    const char *what, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
void report_warning(struct report *report, struct report_place place,
    const char *what, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

uint32_t report_errors(const struct report *report);

/* Write everything to out, free it and set it to NULL. */
void report_close(struct report **report, FILE *out);

/*
 * text of n bytes as it may stand in a message: what is not printable ASCII or
 * UTF-8 as \xHH, and shortened.  Written to buf of REPORT_TEXT_MAX; returns it.
 */
#define REPORT_TEXT_MAX 96
const char *report_text(const char *text, size_t n, char *buf);

/*
 * "line 3", or "FILE:3" if there is in another file than here.  Written to buf
 * of REPORT_WHERE_MAX; returns it.
 */
#define REPORT_WHERE_MAX (REPORT_TEXT_MAX + 16)
const char *report_where(
    struct report_place there, struct report_place here, char *buf);

#endif /* RELAY_REPORT_H */
