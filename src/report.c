// SPDX-License-Identifier: BSD-2-Clause
#include "report.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

struct message {
	struct report_place place;
	size_t seq;
	char *text; /* what comes behind the place */
};

struct report {
	struct message *messages;
	size_t n;
	uint32_t n_errors;
};

struct report *
report_open(void)
{
	return mem_take(sizeof(struct report));
}

static void
add(struct report *report, struct report_place place, const char *kind,
    const char *what, const char *fmt, va_list ap)
{
	struct message *message;
	char detail[1024];
	char *text;

	vsnprintf(detail, sizeof detail, fmt, ap);
	if (asprintf(&text, "%s%s: %s", kind, what, detail) == -1)
		text = mem_copy("out of memory", 13);
	report->messages =
	    mem_room(report->messages, report->n, sizeof *message);
	message = &report->messages[report->n];
	*message = (struct message){place, report->n, text};
	report->n++;
}

void
report_error(struct report *report, struct report_place place, const char *what,
    const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(report, place, "", what, fmt, ap);
	va_end(ap);
	report->n_errors++;
}

void
report_warning(struct report *report, struct report_place place,
    const char *what, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(report, place, "warning: ", what, fmt, ap);
	va_end(ap);
}

uint32_t
report_errors(const struct report *report)
{
	return report->n_errors;
}

static int
compare(const void *left, const void *right)
{
	const struct message *a = left, *b = right;

	if (a->place.order != b->place.order)
		return a->place.order < b->place.order ? -1 : 1;
	if (a->place.line != b->place.line)
		return a->place.line < b->place.line ? -1 : 1;
	return a->seq < b->seq ? -1 : 1;
}

static void
write_message(const struct message *message, FILE *out)
{
	const struct report_place *place = &message->place;

	if (place->file != NULL)
		fprintf(out, "%s:", place->file);
	if (place->file != NULL && place->line > 0)
		fprintf(out, "%u:", place->line);
	fprintf(out, "%s%s\n", place->file != NULL ? " " : "", message->text);
}

void
report_close(struct report **report_p, FILE *out)
{
	struct report *report = *report_p;

	*report_p = NULL;
	if (report->n > 0)
		qsort(report->messages, report->n, sizeof *report->messages,
		    compare);
	for (size_t i = 0; i < report->n; i++) {
		write_message(&report->messages[i], out);
		free(report->messages[i].text);
	}
	free(report->messages);
	free(report);
}

const char *
report_text(const char *text, size_t n, char *buf)
{
	size_t at = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];

		if (at > REPORT_TEXT_MAX - 8) {
			snprintf(buf + at, REPORT_TEXT_MAX - at, "...");
			return buf;
		}
		if (c < 0x20 || c == 0x7f)
			at += (size_t)sprintf(buf + at, "\\x%02x", c);
		else
			buf[at++] = text[i];
	}
	buf[at] = '\0';
	return buf;
}

const char *
report_where(struct report_place there, struct report_place here, char *buf)
{
	char file[REPORT_TEXT_MAX];

	if (there.order == here.order)
		snprintf(buf, REPORT_WHERE_MAX, "line %u", there.line);
	else
		snprintf(buf, REPORT_WHERE_MAX, "%s:%u",
		    report_text(there.file, strlen(there.file), file),
		    there.line);
	return buf;
}
