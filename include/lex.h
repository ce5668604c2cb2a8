/*
 * lex - a configuration file to lines of words
 *
 * A word ends at a blank; "quoted" it may hold anything, with \r \n \t \\ \"
 * \xHH, ${env:NAME} and ${file:PATH}.  '{' and '}' are words of their own, '#'
 * where a word would begin makes the rest a comment.  A line ends with LF or
 * CRLF; a byte order mark at the begin is skipped.
 */
#ifndef RELAY_LEX_H
#define RELAY_LEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "report.h"

#define LEX_LINE_MAX 65536

enum lex_kind { LEX_WORD, LEX_OPEN, LEX_CLOSE };

struct lex_word {
	const char *text; /* ends with a NUL, and may hold others */
	size_t n;
	enum lex_kind kind;
	bool quoted;
};

struct lex_line {
	uint32_t number;
	uint32_t n;
	const struct lex_word *words; /* until the next call */
	bool broken; /* errors were reported; words up to the first of them */
	bool opens;  /* its last character is '{', broken or not */
};

struct lex;

/*
 * Read a whole file, 16 MiB at most.  Returns NULL and errno if it cannot be.
 */
struct lex *lex_open(const char *path);

/* What tells whether two paths are one file. */
dev_t lex_dev(const struct lex *lex);
ino_t lex_ino(const struct lex *lex);

/*
 * The next line that has a word; false at the end.  place: of the file, its
 * line is ignored.
 */
bool lex_next(struct lex *lex, struct report *report, struct report_place place,
    struct lex_line *line);

/* The words of a text that blanks separate, for defaults; lex_close() it. */
struct lex *lex_open_text(const char *text);

void lex_close(struct lex **lex);

/* Write a word so that it is read back, quoted where it has to be. */
void lex_print(FILE *out, const char *text, size_t n);

#endif /* RELAY_LEX_H */
