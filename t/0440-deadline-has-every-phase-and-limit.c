/*
 * Goal: each limit rules in its phase alone, from its own start, to the
 * millisecond; 0 is none; and the next look is at the earliest that may come.
 */
#include "deadline.h"
#include "tap.h"

#define FAR (DEADLINE_SETTLED_MS + 1000000)
#define BIT(phase) (1u << PHASE_##phase)
#define ALL (BIT(FIRST) | BIT(QUEUE) | BIT(DIAL) | BIT(RELAY))

/* The limit set to 70 s alone, and when its time begins. */
static const struct {
	const char *name;
	size_t limit;
	int64_t since_ms;
	unsigned phases; /* where it rules */
	enum timeout_kind kind;
	enum reason reason;
} rows[] = {
#define AT(field) offsetof(struct config_upstream, field)
    {"session-max-age", AT(session_max_age), 1000, ALL, TIMEOUT_SESSION_AGE,
	REASON_session_age},
    {"client-first-byte-timeout", AT(client_first_byte_timeout), 1000, ALL,
	TIMEOUT_CLIENT_FIRST_BYTE, REASON_client_first_byte},
    {"wait-timeout", AT(wait_timeout), 2000, BIT(QUEUE), TIMEOUT_WAIT,
	REASON_wait_timeout},
    {"first-byte-timeout", AT(first_byte_timeout), 3000, BIT(RELAY),
	TIMEOUT_FIRST_BYTE, REASON_first_byte},
    {"session-idle-timeout", AT(session_idle_timeout), 4000, BIT(RELAY),
	TIMEOUT_SESSION_IDLE, REASON_session_idle},
    {"session-idle-timeout", AT(session_idle_timeout), 1000, BIT(FIRST),
	TIMEOUT_SESSION_IDLE, REASON_session_idle},
    {"fin-timeout", AT(fin_timeout), 5000, BIT(RELAY), TIMEOUT_FIN,
	REASON_fin_timeout},
};
static const struct times times = {.opened_ms = 1000,
    .queued_ms = 2000,
    .asked_ms = 3000,
    .active_ms = 4000,
    .half_ms = 5000};

static enum timeout_kind
kind_at(const struct times *t, enum phase phase,
    const struct config_upstream *config, int64_t now_ms, int64_t *at)
{
	return deadline_find(t, phase, config, now_ms, at).kind;
}

static void
check(size_t row, enum phase phase)
{
	struct config_upstream config = {0};
	int64_t due = rows[row].since_ms + 70000, at;
	bool rules = (rows[row].phases & 1u << phase) != 0;
	struct lateness late;

	/* The one limit that counts from elsewhere in another phase. */
	if (rows[row].limit == AT(session_idle_timeout) && !rules &&
	    (phase == PHASE_FIRST || phase == PHASE_RELAY))
		return;
	memcpy((char *)&config + rows[row].limit, &(int64_t){70000},
	    sizeof(int64_t));
	is_int(kind_at(&times, phase, &config, due - 1, &at), N_TIMEOUTS,
	    "%s in phase %d: not before", rows[row].name, (int)phase);
	if (rules)
		is_int(at, due, "and to be looked at then");
	late = deadline_find(&times, phase, &config, due, &at);
	is_int(late.kind, rules ? rows[row].kind : N_TIMEOUTS, "then");
	if (rules)
		is_int(late.reason, rows[row].reason, "for this reason");
}

/* What was said or answered lifts its limit. */
static void
check_lifted(void)
{
	struct config_upstream config = {
	    .client_first_byte_timeout = 50, .first_byte_timeout = 50};
	struct times said = times;
	int64_t at;

	said.spoke = said.answered = true;
	is_int(kind_at(&said, PHASE_RELAY, &config, FAR, &at), N_TIMEOUTS,
	    "who has spoken is not late");
	said.answered = false;
	said.asked_ms = 0;
	is_int(kind_at(&said, PHASE_RELAY, &config, FAR, &at), N_TIMEOUTS,
	    "nor who was not asked");
	config.fin_timeout = 50;
	said.active_ms = FAR - 49;
	is_int(kind_at(&said, PHASE_RELAY, &config, FAR, &at), N_TIMEOUTS,
	    "nor who still says something after one end");
	said.active_ms--;
	is_int(kind_at(&said, PHASE_RELAY, &config, FAR, &at), TIMEOUT_FIN,
	    "but who does not");
	said.half_ms = 0;
	is_int(kind_at(&said, PHASE_RELAY, &config, FAR, &at), N_TIMEOUTS,
	    "nor who has not begun to end");
}

int
main(void)
{
	struct config_upstream none = {0};
	int64_t at;

	plan(0);
	for (size_t row = 0; row < sizeof(rows) / sizeof(rows[0]); row++)
		for (enum phase phase = 0; phase <= PHASE_RELAY; phase++)
			check(row, phase);
	check_lifted();
	for (enum phase phase = 0; phase <= PHASE_RELAY; phase++) {
		is_int(kind_at(&times, phase, &none, FAR, &at), N_TIMEOUTS,
		    "phase %d without limits: never late", (int)phase);
		if (phase != PHASE_DIAL)
			is_int(at, INT64_MAX, "nor looked at again");
		else
			ok(at > FAR && at < FAR + 1000, "but looked at soon");
		kind_at(&times, phase, &none, 1000, &at);
		ok(at <= 1000 + DEADLINE_SETTLED_MS,
		    "a young one is looked at when it has settled");
	}
	return done();
}
