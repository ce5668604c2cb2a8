// SPDX-License-Identifier: BSD-2-Clause
#include "config_type_word.h"

#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "config_fields.h"
#include "mem.h"
#include "parse.h"

#define LETTERS                                                                \
	"abcdefghijklmnopqrstuvwxyz"                                           \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ"                                           \
	"0123456789"

static const char *
quote(const char *word, char *shown)
{
	return report_text(word, strlen(word), shown);
}

static int
parse_BOOL(const struct config_arg *arg, void *field)
{
	static const char right[] = "yes or no";
	const char *word = config_word(arg, right);
	char shown[REPORT_TEXT_MAX];

	if (word == NULL)
		return -1;
	if (parse_bool(word, field) == 0)
		return 0;
	return config_complain(
	    arg, "\"%s\" is not known; give %s", quote(word, shown), right);
}

static bool
print_BOOL(const void *field, uint32_t i, FILE *out)
{
	if (i > 0)
		return false;
	fputs(*(const bool *)field ? "yes" : "no", out);
	return true;
}

const struct config_type config_type_BOOL = {
    .name = "boolean",
    .parse = parse_BOOL,
    .print = print_BOOL,
    .range_text = "yes|no",
};

int
config_mode(const struct config_arg *arg, uint32_t max, uint32_t *mode)
{
	char right[64], shown[REPORT_TEXT_MAX];
	const char *word;
	uint32_t value;

	snprintf(
	    right, sizeof right, "a file mode in octal from 0 to %04o", max);
	word = config_word(arg, right);
	if (word == NULL)
		return -1;
	quote(word, shown);
	if (parse_mode(word, &value) == -1)
		return config_complain(
		    arg, "\"%s\" is not a file mode; give %s", shown, right);
	if (value > max)
		return config_complain(
		    arg, "%s is out of range; give %s", shown, right);
	*mode = value;
	return 0;
}

static int
parse_MODE(const struct config_arg *arg, void *field)
{
	return config_mode(arg, (uint32_t)arg->row->max, field);
}

static bool
print_MODE(const void *field, uint32_t i, FILE *out)
{
	if (i > 0)
		return false;
	fprintf(out, "%04o", *(const uint32_t *)field);
	return true;
}

static void
range_MODE(const struct config_row *row, char *buf)
{
	sprintf(buf, "0 to %04o", (unsigned)row->max);
}

const struct config_type config_type_MODE = {
    .name = "mode",
    .parse = parse_MODE,
    .print = print_MODE,
    .range = range_MODE,
};

static void
replace(char **field, const char *word)
{
	free(*field);
	*field = mem_copy(word, strlen(word));
}

static bool
print_text(const void *field, uint32_t i, FILE *out)
{
	const char *text = *(char *const *)field;

	if (i > 0 || text == NULL)
		return false;
	lex_print(out, text, strlen(text));
	return true;
}

static void
wipe_text(void *field)
{
	free(*(char **)field);
	*(char **)field = NULL;
}

static bool
is_of(const char *word, const char *set)
{
	size_t n = strspn(word, set);

	return n > 0 && n <= 63 && word[n] == '\0';
}

bool
config_is_instance(const char *word)
{
	return is_of(word, LETTERS "-_");
}

bool
config_is_label(const char *word)
{
	return is_of(word, LETTERS "-_.");
}

/* A word of a spelling that is tells, described by right. */
static int
spelled(const struct config_arg *arg, bool (*is)(const char *word),
    const char *noun, const char *right, char **field)
{
	const char *word = config_word(arg, right);
	char shown[REPORT_TEXT_MAX];

	if (word == NULL)
		return -1;
	if (!is(word))
		return config_complain(arg, "\"%s\" is not %s; give %s",
		    quote(word, shown), noun, right);
	replace(field, word);
	return 0;
}

static bool
is_account(const char *word)
{
	return word[0] != '-' && is_of(word, LETTERS "-_.");
}

int
config_account(const struct config_arg *arg, char **name)
{
	return spelled(arg, is_account, "a name",
	    "1 to 63 letters, digits, '_', '.' and, not first, '-'", name);
}

static bool
is_path(const char *word)
{
	return word[0] == '/' && word[strlen(word) - 1] != '/';
}

static int
parse_ACCOUNT(const struct config_arg *arg, void *field)
{
	return config_account(arg, field);
}

static int
parse_NAME(const struct config_arg *arg, void *field)
{
	return spelled(arg, config_is_instance, "a name",
	    "1 to 63 letters, digits, '-' and '_'", field);
}

static int
parse_LABEL(const struct config_arg *arg, void *field)
{
	return spelled(
	    arg, config_is_label, "a name", CONFIG_LABEL_RIGHT, field);
}

static int
parse_PATH(const struct config_arg *arg, void *field)
{
	return spelled(arg, is_path, "a file",
	    "its path from the root: /run/relayd.pid", field);
}

#define TEXT_TYPE(id, word, text)                                              \
	const struct config_type config_type_##id = {                          \
	    .name = (word),                                                    \
	    .parse = parse_##id,                                               \
	    .print = print_text,                                               \
	    .wipe = wipe_text,                                                 \
	    .range_text = (text),                                              \
	};
TEXT_TYPE(NAME, "name", "letters, digits, - _")
TEXT_TYPE(LABEL, "name", "letters, digits, - _ .")
TEXT_TYPE(ACCOUNT, "name", "letters, digits, - _ .")
TEXT_TYPE(PATH, "path", "/PATH")

static const struct facility {
	const char *name;
	int number;
} facilities[] = {
    {"auth", LOG_AUTH},
    {"authpriv", LOG_AUTHPRIV},
    {"cron", LOG_CRON},
    {"daemon", LOG_DAEMON},
    {"ftp", LOG_FTP},
    {"kern", LOG_KERN},
    {"lpr", LOG_LPR},
    {"mail", LOG_MAIL},
    {"news", LOG_NEWS},
    {"syslog", LOG_SYSLOG},
    {"user", LOG_USER},
    {"uucp", LOG_UUCP},
    {"local0", LOG_LOCAL0},
    {"local1", LOG_LOCAL1},
    {"local2", LOG_LOCAL2},
    {"local3", LOG_LOCAL3},
    {"local4", LOG_LOCAL4},
    {"local5", LOG_LOCAL5},
    {"local6", LOG_LOCAL6},
    {"local7", LOG_LOCAL7},
};
#define N_FACILITIES (sizeof facilities / sizeof *facilities)

static int
parse_facility(const struct config_arg *arg, const char *word, int *number)
{
	char shown[REPORT_TEXT_MAX];

	for (size_t i = 0; i < N_FACILITIES; i++)
		if (strcmp(word, facilities[i].name) == 0) {
			*number = facilities[i].number;
			return 0;
		}
	return config_complain(arg,
	    "\"%s\" is no syslog facility; give daemon, user, local0 to "
	    "local7 or another of syslog(3)",
	    quote(word, shown));
}

static int
parse_LOG(const struct config_arg *arg, void *field)
{
	static const char right[] = "stderr, syslog[:FACILITY] or the path of "
				    "a file from the root";
	struct config_log *log = field, new = {.facility = LOG_DAEMON};
	const char *word = config_word(arg, right);
	char shown[REPORT_TEXT_MAX];

	if (word == NULL)
		return -1;
	if (strcmp(word, "stderr") == 0) {
		new.sink = LOG_TO_STDERR;
	} else if (strcmp(word, "syslog") == 0) {
		new.sink = LOG_TO_SYSLOG;
	} else if (strncmp(word, "syslog:", 7) == 0) {
		new.sink = LOG_TO_SYSLOG;
		if (parse_facility(arg, word + 7, &new.facility) == -1)
			return -1;
	} else if (is_path(word)) {
		new.sink = LOG_TO_FILE;
		new.path = mem_copy(word, strlen(word));
	} else {
		return config_complain(arg, "\"%s\" is not known; give %s",
		    quote(word, shown), right);
	}
	free(log->path);
	*log = new;
	return 0;
}

static bool
print_LOG(const void *field, uint32_t i, FILE *out)
{
	const struct config_log *log = field;

	if (i > 0)
		return false;
	if (log->sink == LOG_TO_STDERR)
		fputs("stderr", out);
	else if (log->sink == LOG_TO_FILE)
		lex_print(out, log->path, strlen(log->path));
	else
		for (size_t k = 0; k < N_FACILITIES; k++)
			if (facilities[k].number == log->facility)
				fprintf(out, "syslog:%s", facilities[k].name);
	return true;
}

static void
wipe_LOG(void *field)
{
	struct config_log *log = field;

	free(log->path);
	log->path = NULL;
}

const struct config_type config_type_LOG = {
    .name = "log",
    .parse = parse_LOG,
    .print = print_LOG,
    .wipe = wipe_LOG,
    .range_text = "stderr|syslog[:FACILITY]|/PATH",
};
