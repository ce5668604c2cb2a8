// SPDX-License-Identifier: BSD-2-Clause
#define RELAY_SIM_INSIDE
#include <stdarg.h>

#include "inner.h"

#define KEPT 4000
#define WIDTH 200

bool trace_on;
static FILE *print;
static char lines[KEPT][WIDTH];
static uint64_t n; /* lines there were */
static uint64_t digest;

void
trace_reset(void)
{
	n = 0;
	digest = 0;
}

void
trace_open(FILE *out)
{
	trace_on = true;
	print = out;
}

void
trace_close(void)
{
	trace_on = false;
	print = NULL;
}

static void
put_line(const char *fmt, va_list ap)
{
	char *line = lines[n++ % KEPT];
	int64_t us = (sim_run.now_ns - SIM_START_NS) / 1000;
	int head = snprintf(line, WIDTH, "%5lld.%06lld ",
	    (long long)(us / 1000000), (long long)(us % 1000000));

	vsnprintf(line + head, (size_t)(WIDTH - head), fmt, ap);
	if (print != NULL)
		fprintf(print, "%s\n", line);
}

void
trace_note(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put_line(fmt, ap);
	va_end(ap);
}

void
trace_say(const char *fmt, ...)
{
	va_list ap;

	for (const char *p = fmt; *p != '\0'; p++)
		digest = digest * 31 + (uint8_t)*p;
	trace_mix((uint64_t)sim_run.now_ns);
	if (!trace_on)
		return;
	va_start(ap, fmt);
	put_line(fmt, ap);
	va_end(ap);
}

void
trace_mix(uint64_t value)
{
	digest = (digest ^ value) * 0x9e3779b97f4a7c15;
	digest ^= digest >> 29;
}

uint64_t
trace_digest(void)
{
	return prf_mix(digest);
}

void
trace_dump(FILE *out)
{
	for (uint64_t i = n > KEPT ? n - KEPT : 0; i < n; i++)
		fprintf(out, "%s\n", lines[i % KEPT]);
}
