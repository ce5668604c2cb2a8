// SPDX-License-Identifier: BSD-2-Clause
#include "config_type.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "config_fields.h"
#include "mem.h"
#include "parse.h"

#define RIGHT_MAX 128

int
config_complain(const struct config_arg *arg, const char *fmt, ...)
{
	char detail[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(detail, sizeof detail, fmt, ap);
	va_end(ap);
	if (arg->what != arg->row->name)
		report_error(arg->report, arg->place, arg->row->name, "%s: %s",
		    arg->what, detail);
	else
		report_error(arg->report, arg->place, arg->what, "%s", detail);
	return -1;
}

const char *
config_word(const struct config_arg *arg, const char *right)
{
	if (arg->n == 0)
		config_complain(arg, "the value is missing; give %s", right);
	else if (arg->n > 1)
		config_complain(arg, "more than one value; give %s", right);
	else if (strlen(arg->words[0].text) != arg->words[0].n)
		config_complain(arg, "a NUL byte in the value; give %s", right);
	else
		return arg->words[0].text;
	return NULL;
}

/* The three ways to write a number. */
struct form {
	const char *noun;
	int (*read)(const char *word, uint64_t *value);
	const char *(*print)(uint64_t value, char *buf);
};

static const char *
print_count(uint64_t value, char *buf)
{
	snprintf(buf, PARSE_WORD_MAX, "%llu", (unsigned long long)value);
	return buf;
}

static int
read_duration(const char *word, uint64_t *ms)
{
	return parse_duration(strcmp(word, "off") == 0 ? "0" : word, ms);
}

static const struct form count = {"number", parse_count, print_count};
static const struct form size = {"size", parse_size, parse_print_size};
static const struct form duration = {
    "duration", read_duration, parse_print_duration};

/* "from 1 to 256", "of at least 1m" */
static void
span(const struct form *form, const char *from, uint64_t min, uint64_t max,
    char *buf)
{
	char low[PARSE_WORD_MAX], high[PARSE_WORD_MAX];

	if (max == UINT64_MAX)
		snprintf(buf, REPORT_TEXT_MAX, "%sat least %s",
		    *from != '\0' ? "of " : "", form->print(min, low));
	else
		snprintf(buf, REPORT_TEXT_MAX, "%s%s to %s", from,
		    form->print(min, low), form->print(max, high));
}

/* How min and max frame a value; extra: a word that stands for value 0. */
struct limits {
	uint64_t min, max;
	const char *extra;
};

static int
number(const struct config_arg *arg, const struct form *form,
    const struct limits *limits, uint64_t *value)
{
	char range[REPORT_TEXT_MAX], right[RIGHT_MAX], shown[REPORT_TEXT_MAX];
	const char *word, *extra = limits->extra;
	int status;

	span(form, "from ", limits->min, limits->max, range);
	snprintf(right, sizeof right, "%s%sa %s %s", extra ? extra : "",
	    extra ? " or " : "", form->noun, range);
	word = config_word(arg, right);
	if (word == NULL)
		return -1;
	report_text(word, strlen(word), shown);
	status = form->read(word, value);
	if (status == -1 && errno == EINVAL)
		return config_complain(arg, "\"%s\" is not a %s; give %s",
		    shown, form->noun, right);
	if (status == -1 || *value < limits->min || *value > limits->max)
		return config_complain(
		    arg, "%s is out of range; give %s", shown, right);
	return 0;
}

int
config_number(
    const struct config_arg *arg, uint64_t min, uint64_t max, uint64_t *value)
{
	return number(arg, &count, &(struct limits){min, max, NULL}, value);
}

int
config_duration(
    const struct config_arg *arg, uint64_t min, uint64_t max, uint64_t *ms)
{
	return number(arg, &duration, &(struct limits){min, max, NULL}, ms);
}

static bool
is_word(const struct config_arg *arg, const char *word)
{
	return arg->n == 1 && strcmp(arg->words[0].text, word) == 0 &&
	       arg->words[0].n == strlen(word);
}

/* number(), into a field of 64 bits; the word extra puts special there. */
static int
number_field(const struct config_arg *arg, const struct form *form,
    const char *extra, int64_t special, void *field)
{
	struct limits limits = {arg->row->min, arg->row->max, extra};
	uint64_t value = (uint64_t)special;

	if ((extra == NULL || !is_word(arg, extra)) &&
	    number(arg, form, &limits, &value) == -1)
		return -1;
	memcpy(field, &value, sizeof value);
	return 0;
}

static bool
number_print(const struct form *form, const char *extra, int64_t special,
    const void *field, FILE *out)
{
	char buf[PARSE_WORD_MAX];
	uint64_t value;

	memcpy(&value, field, sizeof value);
	if (extra != NULL && value == (uint64_t)special)
		fputs(extra, out);
	else
		fputs(form->print(value, buf), out);
	return true;
}

#define NUMBER_TYPE(id, word, form, extra, special)                            \
	static int parse_##id(const struct config_arg *arg, void *field)       \
	{                                                                      \
		return number_field(arg, &(form), (extra), (special), field);  \
	}                                                                      \
	static bool print_##id(const void *field, uint32_t i, FILE *out)       \
	{                                                                      \
		return i == 0 &&                                               \
		       number_print(&(form), (extra), (special), field, out);  \
	}                                                                      \
	static void range_##id(const struct config_row *row, char *buf)        \
	{                                                                      \
		const char *first = (extra);                                   \
		int n = first == NULL ? 0 : sprintf(buf, "%s|", first);        \
		span(&(form), "", row->min, row->max, buf + n);                \
	}                                                                      \
	const struct config_type config_type_##id = {                          \
	    .name = (word),                                                    \
	    .parse = parse_##id,                                               \
	    .print = print_##id,                                               \
	    .range = range_##id,                                               \
	};

NUMBER_TYPE(COUNT, "count", count, NULL, 0)
NUMBER_TYPE(COUNT_AUTO, "count", count, "auto", 0)
NUMBER_TYPE(SIZE, "size", size, NULL, 0)
NUMBER_TYPE(SIZE_AUTO, "size", size, "auto", 0)
NUMBER_TYPE(DURATION, "duration", duration, NULL, 0)
NUMBER_TYPE(DURATION_OFF, "duration", duration, "off", 0)
NUMBER_TYPE(
    DURATION_PROTOCOL, "duration", duration, "protocol", CONFIG_BY_PROTOCOL_MS)

/* "off, preconnect or reuse" of "off|preconnect|reuse" */
static void
list_words(const char *const *words, bool by_protocol, char *buf)
{
	size_t at = 0;

	for (size_t i = 0; words[i] != NULL; i++) {
		const char *comma =
		    words[i + 1] != NULL || by_protocol ? ", " : " or ";

		at += (size_t)snprintf(buf + at, RIGHT_MAX - at, "%s%s",
		    i == 0 ? "" : comma, words[i]);
	}
	if (by_protocol)
		snprintf(buf + at, RIGHT_MAX - at, " or protocol");
}

static int
choice(const struct config_arg *arg, const char *const *words, bool by_protocol,
    unsigned *value)
{
	char right[RIGHT_MAX], shown[REPORT_TEXT_MAX];
	const char *word;

	list_words(words, by_protocol, right);
	word = config_word(arg, right);
	if (word == NULL)
		return -1;
	for (unsigned i = 0; words[i] != NULL; i++)
		if (strcmp(word, words[i]) == 0) {
			*value = i;
			return 0;
		}
	*value = CONFIG_BY_PROTOCOL;
	if (by_protocol && strcmp(word, "protocol") == 0)
		return 0;
	return config_complain(arg, "\"%s\" is not known; give %s",
	    report_text(word, strlen(word), shown), right);
}

static int
choice_field(const struct config_arg *arg, const char *const *words,
    bool by_protocol, void *field)
{
	unsigned value;

	if (choice(arg, words, by_protocol, &value) == -1)
		return -1;
	memcpy(field, &value, sizeof value);
	return 0;
}

static bool
choice_print(const char *const *words, const void *field, FILE *out)
{
	unsigned value;

	memcpy(&value, field, sizeof value);
	fputs(value == CONFIG_BY_PROTOCOL ? "protocol" : words[value], out);
	return true;
}

static void
choice_range(const char *const *words, bool by_protocol, char *buf)
{
	int at = 0;

	for (size_t i = 0; words[i] != NULL; i++)
		at += snprintf(buf + at, (size_t)(REPORT_TEXT_MAX - at), "%s%s",
		    i == 0 ? "" : "|", words[i]);
	if (by_protocol)
		snprintf(buf + at, (size_t)(REPORT_TEXT_MAX - at), "|protocol");
}

#define CHOICE_TYPE(id, by_protocol)                                           \
	static int parse_##id(const struct config_arg *arg, void *field)       \
	{                                                                      \
		return choice_field(arg, words_##id, by_protocol, field);      \
	}                                                                      \
	static bool print_##id(const void *field, uint32_t i, FILE *out)       \
	{                                                                      \
		return i == 0 && choice_print(words_##id, field, out);         \
	}                                                                      \
	static void range_##id(const struct config_row *row, char *buf)        \
	{                                                                      \
		(void)row;                                                     \
		choice_range(words_##id, by_protocol, buf);                    \
	}                                                                      \
	const struct config_type config_type_##id = {                          \
	    .name = "word",                                                    \
	    .parse = parse_##id,                                               \
	    .print = print_##id,                                               \
	    .range = range_##id,                                               \
	};

/* The order of the words is that of the enums. */
static const char *const words_LEVEL[] = {
    "debug", "info", "warn", "error", NULL};
static const char *const words_POOL[] = {"off", "preconnect", "reuse", NULL};
static const char *const words_BORROW_AT[] = {"accept", "first-byte", NULL};
static const char *const words_ORDER[] = {"lifo", "fifo", NULL};
static const char *const words_CLOSE[] = {"fin", "rst", NULL};
static const char *const words_PROTOCOL[N_PROTOCOLS + 1] = {
#define PROTOCOL(id, name, ...) [PROTOCOL_##id] = name,
#include "protocols.def"
#undef PROTOCOL
};

CHOICE_TYPE(LEVEL, false)
CHOICE_TYPE(POOL, true)
CHOICE_TYPE(BORROW_AT, true)
CHOICE_TYPE(ORDER, false)
CHOICE_TYPE(CLOSE, false)
CHOICE_TYPE(PROTOCOL, false)
