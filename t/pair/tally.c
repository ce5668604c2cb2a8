// SPDX-License-Identifier: BSD-2-Clause
#include "tally.h"

#include <inttypes.h>
#include <stdarg.h>

#define REPORT_MOST 100

const char *const violation_words[N_VIOLATIONS] = {
    [V_CROSS_TALK] = "cross-talk",
    [V_CORRUPT] = "corrupt",
    [V_LOST] = "lost",
    [V_REPEATED] = "repeated",
    [V_TRUNCATED] = "truncated",
    [V_FALSE_FIN] = "false-fin",
    [V_SHARED] = "shared",
    [V_UNSERVED] = "unserved",
    [V_STUCK] = "stuck",
};

static uint64_t
sum(const uint64_t *n, int count)
{
	uint64_t all = 0;

	for (int i = 0; i < count; i++)
		all += n[i];
	return all;
}

uint64_t
tally_violations(const struct tally *tally)
{
	return sum(tally->violations, N_VIOLATIONS);
}

void
tally_violate(struct tally *tally, enum violation violation, uint64_t sid,
    const char *fmt, ...)
{
	va_list ap;

	tally->violations[violation]++;
	if (tally->report == NULL || tally_violations(tally) > REPORT_MOST)
		return;
	fprintf(tally->report, "violation %s session=%016" PRIx64 " ",
	    violation_words[violation], sid);
	va_start(ap, fmt);
	vfprintf(tally->report, fmt, ap);
	va_end(ap);
	fputc('\n', tally->report);
	fflush(tally->report);
}

static void
add(uint64_t *to, const uint64_t *from, int count)
{
	for (int i = 0; i < count; i++)
		to[i] += from[i];
}

void
tally_add(struct tally *to, const struct tally *from)
{
	to->sessions += from->sessions;
	to->exchanges += from->exchanges;
	to->bytes += from->bytes;
	add(to->ends, from->ends, N_CLIENT_ENDS);
	add(to->acts, from->acts, N_SERVER_ACTS);
	to->resets += from->resets;
	to->closed += from->closed;
	to->refused += from->refused;
	to->idle_closes += from->idle_closes;
	to->blurts += from->blurts;
	to->strays += from->strays;
	add(to->violations, from->violations, N_VIOLATIONS);
}

void
tally_print(const struct tally *tally, FILE *out)
{
	fprintf(out,
	    "sessions=%" PRIu64 " exchanges=%" PRIu64 " bytes=%" PRIu64,
	    tally->sessions, tally->exchanges, tally->bytes);
	for (int i = 0; i < N_CLIENT_ENDS; i++)
		fprintf(out, " %s-%s=%" PRIu64,
		    i < CLIENT_FIN_UP ? "end" : "fault", client_end_words[i],
		    tally->ends[i]);
	for (int i = SERVER_EARLY; i < N_SERVER_ACTS; i++)
		fprintf(out, " %s-%s=%" PRIu64,
		    i == SERVER_SLOW ? "server" : "fault-server",
		    server_act_words[i], tally->acts[i]);
	fprintf(out,
	    " resets=%" PRIu64 " closed=%" PRIu64 " refused=%" PRIu64
	    " idle-closes=%" PRIu64 " blurts=%" PRIu64 " strays=%" PRIu64,
	    tally->resets, tally->closed, tally->refused, tally->idle_closes,
	    tally->blurts, tally->strays);
	for (int i = 0; i < N_VIOLATIONS; i++)
		if (tally->violations[i] > 0)
			fprintf(out, " %s=%" PRIu64, violation_words[i],
			    tally->violations[i]);
	fprintf(out, " violations=%" PRIu64, tally_violations(tally));
}
