// SPDX-License-Identifier: BSD-2-Clause
#include "lex.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "slurp.h"

#define FILE_MAX (16u << 20)
#define WORDS_MAX (1u << 20) /* bytes of a line's words, all put in */

struct lex {
	char *bytes;
	size_t n, at;
	dev_t dev;
	ino_t ino;
	uint32_t number;

	/* The line at hand. */
	const char *p, *end;
	struct report *report;
	struct report_place place;
	bool broken, closed; /* closed: a ';' was found, more is one too many */
	struct lex_word *words;
	size_t n_words;
	char *text; /* of all words */
	size_t n_text, text_max;
	size_t *starts; /* of each word in text, which may move */
};

static void complain(struct lex *lex, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Named after the line's first word, if that was whole. */
static void
complain(struct lex *lex, const char *fmt, ...)
{
	char detail[256], what[REPORT_TEXT_MAX] = "syntax";
	va_list ap;

	if (lex->n_words > 0)
		report_text(lex->text + lex->starts[0], lex->words[0].n, what);
	va_start(ap, fmt);
	vsnprintf(detail, sizeof detail, fmt, ap);
	va_end(ap);
	report_error(lex->report, lex->place, what, "%s", detail);
	lex->broken = true;
}

static bool
put(struct lex *lex, const char *bytes, size_t n)
{
	if (lex->n_text + n + 1 > WORDS_MAX) {
		complain(lex, "more than 1m in one line");
		return false;
	}
	while (lex->n_text + n + 1 > lex->text_max) {
		lex->text_max = lex->text_max > 0 ? 2 * lex->text_max : 256;
		lex->text = mem_grow(lex->text, lex->text_max);
	}
	if (n > 0)
		memcpy(lex->text + lex->n_text, bytes, n);
	lex->n_text += n;
	lex->text[lex->n_text] = '\0';
	return true;
}

/* The text from start to the end of what was put is a word. */
static void
add_word(struct lex *lex, size_t start, enum lex_kind kind, bool quoted)
{
	size_t i = lex->n_words;

	lex->words = mem_room(lex->words, i, sizeof *lex->words);
	lex->starts = mem_room(lex->starts, i, sizeof *lex->starts);
	lex->starts[i] = start;
	lex->words[i] = (struct lex_word){
	    .n = lex->n_text - start, .kind = kind, .quoted = quoted};
	lex->n_text++;
	lex->n_words++;
}

static int
hex(char c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *at = c != '\0' ? strchr(digits, c) : NULL;

	return at != NULL ? (int)(at - digits) % 16 : -1;
}

/* What stands behind a backslash in a quoted string. */
static bool
escape(struct lex *lex)
{
	static const char from[] = "rnt\\\"", to[] = "\r\n\t\\\"";
	const char *at = *lex->p != '\0' ? strchr(from, *lex->p) : NULL;
	int high = -1, low = -1;
	char byte;

	if (lex->p < lex->end && at != NULL) {
		lex->p++;
		return put(lex, &to[at - from], 1);
	}
	if (lex->end - lex->p >= 3 && lex->p[0] == 'x') {
		high = hex(lex->p[1]);
		low = hex(lex->p[2]);
	}
	if (high < 0 || low < 0) {
		complain(lex, "unknown escape in a quoted string; give \\r \\n "
			      "\\t \\\\ \\\" or \\xHH");
		return false;
	}
	byte = (char)(high * 16 + low);
	lex->p += 3;
	return put(lex, &byte, 1);
}

static bool
put_env(struct lex *lex, const char *name)
{
	const char *value = getenv(name);
	char shown[REPORT_TEXT_MAX];

	if (value != NULL)
		return put(lex, value, strlen(value));
	complain(lex, "${env:%s}: there is no such environment variable",
	    report_text(name, strlen(name), shown));
	return false;
}

/* A line end at the end of the file is the editor's, not the value's. */
static bool
put_file(struct lex *lex, const char *word)
{
	char shown[REPORT_TEXT_MAX];
	char *path = slurp_path(lex->place.file, word), *bytes;
	struct stat st;
	size_t n = 0;
	bool good;

	bytes = slurp(path, true, LEX_LINE_MAX, &n, &st);
	free(path);
	if (bytes == NULL) {
		complain(lex, "${file:%s}: %s",
		    report_text(word, strlen(word), shown),
		    errno == EFBIG    ? "larger than 64k"
		    : errno == EINVAL ? "not a regular file"
				      : strerror(errno));
		return false;
	}
	if (n > 0 && bytes[n - 1] == '\n')
		n--;
	if (n > 0 && bytes[n - 1] == '\r')
		n--;
	good = put(lex, bytes, n);
	free(bytes);
	return good;
}

/* ${env:NAME} or ${file:PATH}; p stands behind "${". */
static bool
substitute(struct lex *lex)
{
	const char *close = memchr(lex->p, '}', (size_t)(lex->end - lex->p));
	const char *colon = memchr(lex->p, ':', (size_t)(lex->end - lex->p));
	char *name;
	size_t n;
	bool env, good;

	if (close == NULL) {
		complain(lex, "the '}' of \"${\" is missing");
		return false;
	}
	n = colon != NULL && colon < close ? (size_t)(close - colon - 1) : 0;
	env = strncmp(lex->p, "env:", 4) == 0;
	if (n == 0 || memchr(colon, '\0', n + 1) != NULL ||
	    (!env && strncmp(lex->p, "file:", 5) != 0)) {
		complain(lex, "\"${\" begins ${env:NAME} or ${file:PATH}; "
			      "write \\x24{ for the characters");
		return false;
	}
	name = mem_copy(colon + 1, n);
	good = env ? put_env(lex, name) : put_file(lex, name);
	free(name);
	lex->p = close + 1;
	return good;
}

static bool
is_control(char c)
{
	return ((unsigned char)c < 0x20 && c != '\t') || c == 0x7f;
}

/* One character of a quoted string, or what stands for one. */
static bool
quoted_one(struct lex *lex)
{
	char c = *lex->p++;

	if (c == '\\')
		return escape(lex);
	if (c == '$' && lex->p < lex->end && *lex->p == '{') {
		lex->p++;
		return substitute(lex);
	}
	if (is_control(c)) {
		complain(lex, "control byte in a quoted string; write \\x%02x",
		    (unsigned char)c);
		return false;
	}
	return put(lex, &c, 1);
}

static bool
ends_word(const struct lex *lex)
{
	return lex->p == lex->end ||
	       (*lex->p != '\0' && strchr(" \t{};", *lex->p) != NULL);
}

static bool
quoted_word(struct lex *lex)
{
	size_t start = lex->n_text;

	lex->p++;
	while (lex->p < lex->end && *lex->p != '"')
		if (!quoted_one(lex))
			return false;
	if (lex->p == lex->end) {
		complain(lex, "the closing '\"' is missing");
		return false;
	}
	lex->p++;
	if (!ends_word(lex)) {
		complain(lex, "a blank is missing after the closing '\"'");
		return false;
	}
	put(lex, "", 0);
	add_word(lex, start, LEX_WORD, true);
	return true;
}

static bool
bare_word(struct lex *lex)
{
	size_t start = lex->n_text;

	while (!ends_word(lex)) {
		char c = *lex->p++;

		if (is_control(c)) {
			complain(lex,
			    "control byte \\x%02x; it can stand in a "
			    "quoted string as such an escape",
			    (unsigned char)c);
			return false;
		}
		if (c == '"') {
			complain(lex, "'\"' inside of a word; quote all of it");
			return false;
		}
		if (c == '$' && lex->p < lex->end && *lex->p == '{') {
			complain(lex, "${...} is for quoted strings; quote all "
				      "of the word");
			return false;
		}
		if (!put(lex, &c, 1))
			return false;
	}
	add_word(lex, start, LEX_WORD, false);
	return true;
}

/* The word at p; false if the rest of the line is of no use. */
static bool
word(struct lex *lex)
{
	size_t start = lex->n_text;

	switch (*lex->p) {
	case '{':
	case '}':
		if (!put(lex, lex->p, 1))
			return false;
		add_word(
		    lex, start, *lex->p == '{' ? LEX_OPEN : LEX_CLOSE, false);
		lex->p++;
		return true;
	case '"':
		return quoted_word(lex);
	default:
		return bare_word(lex);
	}
}

/* A ';' at the end is an error that leaves the words whole. */
static void
semicolon(struct lex *lex)
{
	bool broken = lex->broken;

	if (!lex->closed)
		complain(lex, "one directive a line, no ';'");
	lex->broken = broken;
	lex->closed = true;
	lex->p++;
}

/* The words between p and end. */
static void
cut(struct lex *lex)
{
	for (;;) {
		while (lex->p < lex->end && (*lex->p == ' ' || *lex->p == '\t'))
			lex->p++;
		if (lex->p == lex->end || *lex->p == '#')
			return;
		if (*lex->p == ';') {
			semicolon(lex);
			continue;
		}
		if (lex->closed)
			lex->broken = true;
		if (lex->closed || !word(lex))
			return;
	}
}

/* Frame the next line between p and end; false if there is none. */
static bool
frame(struct lex *lex)
{
	const char *at = lex->bytes + lex->at, *lf;
	size_t left = lex->n - lex->at;

	if (left == 0)
		return false;
	lf = memchr(at, '\n', left);
	lex->p = at;
	lex->end = lf != NULL ? lf : at + left;
	lex->at = lf != NULL ? (size_t)(lf + 1 - lex->bytes) : lex->n;
	if (lex->end > at && lex->end[-1] == '\r')
		lex->end--;
	lex->place.line = ++lex->number;
	lex->n_words = lex->n_text = 0;
	lex->broken = lex->closed = false;
	return true;
}

/* Of a broken line the words are not all there, so its last byte tells. */
static bool
ends_with_open(const struct lex *lex, const char *begin)
{
	const char *end = lex->end;

	if (!lex->broken)
		return lex->n_words > 0 &&
		       lex->words[lex->n_words - 1].kind == LEX_OPEN;
	while (end > begin && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	return end > begin && end[-1] == '{';
}

bool
lex_next(struct lex *lex, struct report *report, struct report_place place,
    struct lex_line *line)
{
	const char *begin;

	lex->report = report;
	lex->place = place;
	do {
		if (!frame(lex))
			return false;
		begin = lex->p;
		if (lex->end - lex->p > LEX_LINE_MAX)
			complain(lex, "a line longer than 64k");
		else
			cut(lex);
	} while (lex->n_words == 0 && !lex->broken);
	for (size_t i = 0; i < lex->n_words; i++)
		lex->words[i].text = lex->text + lex->starts[i];
	*line = (struct lex_line){
	    .number = lex->number,
	    .n = (uint32_t)lex->n_words,
	    .words = lex->words,
	    .broken = lex->broken,
	    .opens = ends_with_open(lex, begin),
	};
	return true;
}

struct lex *
lex_open(const char *path)
{
	struct stat st;
	size_t n = 0;
	char *bytes = slurp(path, false, FILE_MAX, &n, &st);
	struct lex *lex;

	if (bytes == NULL)
		return NULL;
	lex = mem_take(sizeof *lex);
	lex->bytes = bytes;
	lex->n = n;
	lex->at = n >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	lex->dev = st.st_dev;
	lex->ino = st.st_ino;
	return lex;
}

struct lex *
lex_open_text(const char *text)
{
	struct lex *lex = mem_take(sizeof *lex);

	lex->n = strlen(text);
	lex->bytes = mem_copy(text, lex->n);
	return lex;
}

dev_t
lex_dev(const struct lex *lex)
{
	return lex->dev;
}

ino_t
lex_ino(const struct lex *lex)
{
	return lex->ino;
}

void
lex_close(struct lex **lex_p)
{
	struct lex *lex = *lex_p;

	*lex_p = NULL;
	free(lex->bytes);
	free(lex->words);
	free(lex->starts);
	free(lex->text);
	free(lex);
}

static bool
is_plain(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)text[i] <= ' ' || text[i] == 0x7f ||
		    strchr("\"\\{};", text[i]) != NULL)
			return false;
	return n > 0 && text[0] != '#';
}

static void
print_byte(FILE *out, const char *text, size_t left)
{
	static const char from[] = "\r\n\t\\\"", to[] = "rnt\\\"";
	const char *at = *text != '\0' ? strchr(from, *text) : NULL;

	if (at != NULL)
		fprintf(out, "\\%c", to[at - from]);
	else if (is_control(*text) ||
		 (*text == '$' && left > 1 && text[1] == '{'))
		fprintf(out, "\\x%02x", (unsigned char)*text);
	else
		fputc(*text, out);
}

void
lex_print(FILE *out, const char *text, size_t n)
{
	if (is_plain(text, n)) {
		fwrite(text, 1, n, out);
		return;
	}
	fputc('"', out);
	for (size_t i = 0; i < n; i++)
		print_byte(out, text + i, n - i);
	fputc('"', out);
}
