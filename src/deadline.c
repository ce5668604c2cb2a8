// SPDX-License-Identifier: BSD-2-Clause
#include "deadline.h"

/* How often a waiter for whom a dial is in progress is looked at. */
#define DIAL_LOOK_MS 100

struct look {
	int64_t now_ms, at; /* at: the earliest deadline met so far */
};

/* Whether since + limit has passed; limit 0: there is none. */
static bool
due(struct look *look, int64_t since_ms, int64_t limit_ms)
{
	if (limit_ms == 0)
		return false;
	if (since_ms + limit_ms <= look->now_ms)
		return true;
	if (since_ms + limit_ms < look->at)
		look->at = since_ms + limit_ms;
	return false;
}

static int64_t
later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

#define LATE(what, why)                                                        \
	(struct lateness)                                                      \
	{                                                                      \
		.kind = TIMEOUT_##what, .reason = REASON_##why                 \
	}

static struct lateness
find_in_relay(const struct times *times, const struct config_upstream *config,
    struct look *look)
{
	if (times->asked_ms != 0 && !times->answered &&
	    due(look, times->asked_ms, config->first_byte_timeout))
		return LATE(FIRST_BYTE, first_byte);
	if (due(look, times->active_ms, config->session_idle_timeout))
		return LATE(SESSION_IDLE, session_idle);
	if (times->half_ms != 0 &&
	    due(look, later(times->half_ms, times->active_ms),
		config->fin_timeout))
		return LATE(FIN, fin_timeout);
	return (struct lateness){.kind = N_TIMEOUTS};
}

static struct lateness
find(const struct times *times, enum phase phase,
    const struct config_upstream *config, struct look *look)
{
	due(look, times->opened_ms, DEADLINE_SETTLED_MS);
	if (due(look, times->opened_ms, config->session_max_age))
		return LATE(SESSION_AGE, session_age);
	if (!times->spoke &&
	    due(look, times->opened_ms, config->client_first_byte_timeout))
		return LATE(CLIENT_FIRST_BYTE, client_first_byte);
	switch (phase) {
	case PHASE_FIRST:
		if (due(look, times->opened_ms, config->session_idle_timeout))
			return LATE(SESSION_IDLE, session_idle);
		break;
	case PHASE_QUEUE:
		if (due(look, times->queued_ms, config->wait_timeout))
			return LATE(WAIT, wait_timeout);
		break;
	case PHASE_DIAL: /* connect-timeout rules */
		due(look, look->now_ms, DIAL_LOOK_MS);
		break;
	case PHASE_RELAY:
		return find_in_relay(times, config, look);
	}
	return (struct lateness){.kind = N_TIMEOUTS};
}

struct lateness
deadline_find(const struct times *times, enum phase phase,
    const struct config_upstream *config, int64_t now_ms, int64_t *at)
{
	struct look look = {.now_ms = now_ms, .at = INT64_MAX};
	struct lateness late = find(times, phase, config, &look);

	*at = look.at;
	return late;
}
