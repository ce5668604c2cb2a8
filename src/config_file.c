// SPDX-License-Identifier: BSD-2-Clause
#include "config_file.h"

#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "nearest.h"
#include "slurp.h"

#define DEPTH_MAX 16

/* Kept to the end: its name stands in places, and none is read twice. */
struct file {
	char *name;
	dev_t dev;
	ino_t ino;
	struct report_place from; /* the include */
};

struct config_files {
	struct config_reader *reader;
	struct report *report;
	struct file *v;
	uint32_t n, depth;
	bool ignoring;     /* in a block of no known kind */
	bool expects_open; /* the '{' was missing, and reported */
};

static const char *const keywords[] = {
    [CONFIG_LISTENER] = "listener", [CONFIG_UPSTREAM] = "upstream"};

struct config_files *
config_files_open(struct config_reader *reader, struct report *report)
{
	struct config_files *files = mem_take(sizeof *files);

	files->reader = reader;
	files->report = report;
	return files;
}

void
config_files_close(struct config_files **files_p)
{
	struct config_files *files = *files_p;

	*files_p = NULL;
	for (uint32_t i = 0; i < files->n; i++)
		free(files->v[i].name);
	free(files->v);
	free(files);
}

static bool
in_block(const struct config_files *files)
{
	return files->ignoring ||
	       config_reader_scope(files->reader) != CONFIG_GLOBAL;
}

static void
end_block(struct config_files *files)
{
	files->ignoring = false;
	config_reader_end(files->reader);
}

static bool
is_word(const struct lex_line *line, uint32_t i)
{
	return i < line->n && line->words[i].kind == LEX_WORD;
}

/* Report a block that the line or the end of the file cuts off. */
static void
unclosed(struct config_files *files)
{
	enum config_scope scope = config_reader_scope(files->reader);

	if (scope != CONFIG_GLOBAL) {
		config_reader_marks(files->reader)->broken = true;
		report_error(files->report,
		    config_reader_marks(files->reader)->begin, keywords[scope],
		    "%s: the '}' that ends it is missing",
		    config_reader_label(files->reader));
	}
	end_block(files);
}

/* What is wrong with "KEYWORD NAME {"; NULL: nothing. */
static const char *
wrong_head(const struct lex_line *line)
{
	const struct lex_word *words = line->words;

	if (line->broken)
		return NULL;
	if (!is_word(line, 1))
		return "the name is missing";
	if (strlen(words[1].text) != words[1].n ||
	    !config_is_label(words[1].text))
		return "not a name: " CONFIG_LABEL_RIGHT;
	if (line->n == 2)
		return "the '{' is missing";
	if (words[2].kind != LEX_OPEN)
		return "one name is expected";
	if (line->n > 3)
		return "the line ends after '{'";
	return NULL;
}

/* Where a block of this kind and name began; .line 0: nowhere. */
static struct report_place
find_block(const struct config_files *files, enum config_scope scope,
    const char *label)
{
	const struct config *config = config_reader_config(files->reader);
	const struct config_source *source =
	    config_reader_source(files->reader);

	for (uint32_t i = 0;
	     scope == CONFIG_LISTENER && i < config->n_listeners; i++)
		if (strcmp(config->listeners[i].label, label) == 0)
			return source->listeners[i].begin;
	for (uint32_t i = 0;
	     scope == CONFIG_UPSTREAM && i < config->n_upstreams; i++)
		if (strcmp(config->upstreams[i].label, label) == 0)
			return source->upstreams[i].begin;
	return (struct report_place){NULL, 0, 0};
}

static void
begin_block(struct config_files *files, enum config_scope scope,
    const struct lex_line *line, struct report_place place)
{
	const char *label = is_word(line, 1) ? line->words[1].text : "";
	const char *wrong = wrong_head(line), *keyword = keywords[scope];
	struct report_place before = find_block(files, scope, label);
	char where[REPORT_WHERE_MAX];

	if (in_block(files))
		unclosed(files);
	if (wrong != NULL)
		report_error(files->report, place, keyword,
		    "%s; give %s NAME {", wrong, keyword);
	else if (before.line > 0)
		report_error(files->report, place, keyword,
		    "%s: given before, in %s; give each a name of its own",
		    label, report_where(before, place, where));
	config_reader_begin(files->reader, scope, label, place);
	config_reader_marks(files->reader)->broken =
	    line->broken || wrong != NULL || before.line > 0;
	files->expects_open = !line->broken && line->n == 2;
	if (line->n > 3 && line->words[line->n - 1].kind == LEX_CLOSE)
		end_block(files);
}

/* A line that begins with '{' or '}'. */
static void
brace(struct config_files *files, const struct lex_line *line,
    struct report_place place)
{
	bool open = line->words[0].kind == LEX_OPEN;

	if (open && !files->expects_open)
		report_error(files->report, place, "syntax",
		    "'{' begins no block; give listener NAME { or "
		    "upstream NAME {");
	else if (!open && !in_block(files))
		report_error(files->report, place, "syntax",
		    "'}' ends no block; a '}' too many, or the '{' is missing");
	if (line->n > 1)
		report_error(files->report, place, "syntax",
		    "more behind '%s'; it stands alone in its line",
		    line->words[0].text);
	files->expects_open = false;
	if (!open)
		end_block(files);
}

static int glob_errno;

static int
glob_failed(const char *path, int code)
{
	(void)path;
	if (code == ENOENT || code == ENOTDIR)
		return 0;
	glob_errno = code;
	return 1;
}

/* The folder that a relative pattern begins in is no pattern. */
static char *
escape_folder(const char *file, const char *pattern)
{
	char *whole = slurp_path(file, pattern);
	size_t n_folder = strlen(whole) - strlen(pattern), at = 0;
	char *escaped = mem_take(2 * strlen(whole) + 1);

	for (size_t i = 0; whole[i] != '\0'; i++) {
		if (i < n_folder && strchr("\\*?[", whole[i]) != NULL)
			escaped[at++] = '\\';
		escaped[at++] = whole[i];
	}
	free(whole);
	return escaped;
}

static void read_file(
    struct config_files *files, const char *path, struct report_place from);

static void
include_all(
    struct config_files *files, const char *pattern, struct report_place place)
{
	char *whole = escape_folder(place.file, pattern);
	char shown[REPORT_TEXT_MAX];
	glob_t found = {0};
	int status = glob(whole, 0, glob_failed, &found);

	report_text(pattern, strlen(pattern), shown);
	free(whole);
	if (status == GLOB_NOMATCH)
		report_warning(files->report, place, "include",
		    "%s: there is no such file", shown);
	else if (status != 0)
		report_error(files->report, place, "include", "%s: %s", shown,
		    strerror(status == GLOB_ABORTED ? glob_errno : ENOMEM));
	for (size_t i = 0; status == 0 && i < found.gl_pathc; i++)
		read_file(files, found.gl_pathv[i], place);
	globfree(&found);
}

static void
include(struct config_files *files, const struct lex_line *line,
    struct report_place place)
{
	struct config_row row = {.name = "include"};
	struct config_arg arg = {
	    &row, row.name, line->words + 1, line->n - 1, files->report, place};
	const char *word;
	char *path;

	if (config_reader_scope(files->reader) != CONFIG_GLOBAL) {
		report_error(files->report, place, "include",
		    "does not belong in a block; give it outside, at top "
		    "level");
		return;
	}
	word = line->broken ? NULL
			    : config_word(&arg,
				  "a file, or a pattern such as conf.d/*.conf");
	if (word == NULL)
		return;
	if (strpbrk(word, "*?[") != NULL) {
		include_all(files, word, place);
		return;
	}
	path = slurp_path(place.file, word);
	read_file(files, path, place);
	free(path);
}

/* Take out braces in a line of a directive, each where it does harm. */
static bool
stray_braces(struct config_files *files, struct lex_line *line,
    struct report_place place)
{
	uint32_t n = 0;
	bool closes = line->words[line->n - 1].kind == LEX_CLOSE;

	while (is_word(line, n))
		n++;
	if (n == line->n)
		return false;
	report_error(files->report, place, line->words[0].text,
	    "'%s' in the line of a directive; %s", line->words[n].text,
	    closes ? "give '}' a line of its own" : "quote it");
	line->n = n;
	return closes;
}

/* The kind of block that the first word names, or was meant to. */
static enum config_scope
block_kind(struct config_files *files, const struct lex_line *line,
    struct report_place place)
{
	struct nearest nearest = {.word = line->words[0].text};
	char hint[NEAREST_MAX], shown[REPORT_TEXT_MAX];
	bool top = config_reader_scope(files->reader) == CONFIG_GLOBAL;

	for (int scope = CONFIG_LISTENER; scope <= CONFIG_UPSTREAM; scope++) {
		nearest_offer(&nearest, keywords[scope]);
		if (strcmp(nearest.word, keywords[scope]) == 0 &&
		    (line->opens || top))
			return (enum config_scope)scope;
	}
	if (!line->opens || line->n < 2 || (nearest.best == NULL && !top))
		return CONFIG_GLOBAL;
	report_error(files->report, place,
	    report_text(nearest.word, line->words[0].n, shown),
	    "unknown kind of block%s",
	    nearest.best != NULL ? nearest_hint(&nearest, hint)
				 : "; give listener NAME { or upstream NAME {");
	files->ignoring = nearest.best == NULL;
	return nearest.best == keywords[CONFIG_LISTENER] ? CONFIG_LISTENER
							 : CONFIG_UPSTREAM;
}

static void
read_line(struct config_files *files, struct lex_line *line,
    struct report_place place)
{
	enum config_scope kind;
	bool closes;

	if (line->n == 0)
		return;
	if (line->words[0].kind != LEX_WORD) {
		brace(files, line, place);
		return;
	}
	files->expects_open = false;
	if (files->ignoring)
		return;
	kind = block_kind(files, line, place);
	if (files->ignoring)
		return;
	if (kind != CONFIG_GLOBAL) {
		begin_block(files, kind, line, place);
		return;
	}
	closes = stray_braces(files, line, place);
	if (strcmp(line->words[0].text, "include") == 0)
		include(files, line, place);
	else
		config_reader_directive(files->reader, line, place);
	if (closes)
		end_block(files);
}

/* Report why a file is not read: of the include, or of the file itself. */
static void
refuse(struct config_files *files, const char *path, struct report_place from,
    const char *why)
{
	char shown[REPORT_TEXT_MAX];

	report_text(path, strlen(path), shown);
	if (from.line > 0)
		report_error(
		    files->report, from, "include", "%s: %s", shown, why);
	else
		report_error(files->report, from, shown, "%s", why);
}

/* A file may be read once, so that includes end. */
static bool
is_new(struct config_files *files, const struct lex *lex, const char *path,
    struct report_place from)
{
	char why[REPORT_WHERE_MAX + 64], where[REPORT_WHERE_MAX];

	for (uint32_t i = 0; i < files->n; i++) {
		struct file *file = &files->v[i];

		if (file->dev != lex_dev(lex) || file->ino != lex_ino(lex))
			continue;
		snprintf(why, sizeof why,
		    "included before (%s); a file is read once",
		    file->from.line == 0
			? "it is the file that all begins with"
			: report_where(file->from, from, where));
		refuse(files, path, from, why);
		return false;
	}
	return true;
}

static void
read_lines(struct config_files *files, struct lex *lex)
{
	struct report_place place = {
	    files->v[files->n - 1].name, files->n - 1, 0};
	struct lex_line line;

	while (lex_next(lex, files->report, place, &line)) {
		place.line = line.number;
		read_line(files, &line, place);
	}
	if (in_block(files))
		unclosed(files);
	files->expects_open = false;
}

static void
read_file(
    struct config_files *files, const char *path, struct report_place from)
{
	struct lex *lex;

	if (files->depth == DEPTH_MAX) {
		refuse(files, path, from,
		    "files include each other more than 16 deep");
		return;
	}
	lex = lex_open(path);
	if (lex == NULL) {
		refuse(files, path, from,
		    errno == EFBIG ? "larger than 16m" : strerror(errno));
		return;
	}
	if (is_new(files, lex, path, from)) {
		files->v = mem_room(files->v, files->n, sizeof *files->v);
		files->v[files->n++] =
		    (struct file){mem_copy(path, strlen(path)), lex_dev(lex),
			lex_ino(lex), from};
		files->depth++;
		read_lines(files, lex);
		files->depth--;
	}
	lex_close(&lex);
}

void
config_files_read(struct config_files *files, const char *path)
{
	read_file(files, path, (struct report_place){NULL, 0, 0});
	if (files->n > 0)
		config_reader_marks(files->reader)->begin.file =
		    files->v[0].name;
}
