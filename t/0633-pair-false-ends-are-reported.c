/* A RST that becomes a FIN, and a FIN that comes too early, are reported by
 * the end that sees them. */
#include "unit_harm.h"

#define TIMES 200
#define ROOM (LANE_BYTES / 2)

static struct plan session;

/* A session with this planned, and (act) with only that. */
static uint64_t
find_sid(enum client_end end, enum server_act act, uint32_t *e)
{
	struct plan_exchange exchange;
	uint64_t sid;

	for (;;) {
		sid = unit_sid(PLAN_WILD, 8);
		plan_make(&session, &unit.key, sid);
		for (*e = 0; *e < session.n_exchanges; (*e)++) {
			plan_exchange(&exchange, &unit.key, sid, *e);
			if (exchange.act != SERVER_ANSWER &&
			    exchange.act != SERVER_SLOW)
				break;
		}
		if (act == SERVER_ANSWER && *e == session.n_exchanges &&
		    session.end == end)
			return sid;
		if (act != SERVER_ANSWER && *e < session.n_exchanges &&
		    exchange.act == act && session.end < CLIENT_FIN_UP)
			return sid;
	}
}

static bool
run(uint64_t sid)
{
	memset(&unit.asked, 0, sizeof unit.asked);
	memset(&unit.answered, 0, sizeof unit.answered);
	unit_serve(ROOM);
	unit_ask(sid, ROOM);
	carrier.most = 1 + unit_random(ROOM);
	return unit_run();
}

static int
count_server_resets(void)
{
	int n = 0;
	uint32_t e;

	carrier.reset_is_fin = true;
	for (int i = 0; i < TIMES; i++)
		n += run(find_sid(0, SERVER_RST, &e)) &&
		     unit.asked.violations[V_FALSE_FIN] == 1;
	carrier.reset_is_fin = false;
	return n;
}

/* Those that a server must see, which knows the client by its token. */
static int
count_client_resets(void)
{
	int n = 0;
	uint32_t e;

	carrier.reset_is_fin = true;
	for (int i = 0; i < TIMES;) {
		uint64_t sid = find_sid(CLIENT_RST_UP, SERVER_ANSWER, &e);

		for (e = 0; harm_place(sid, PAIR_UP, e + 1) <= session.end_at;)
			e++;
		if (session.end_at - harm_place(sid, PAIR_UP, e) <
		    frame_token_within(unit.key.mode))
			continue;
		i++;
		n += run(sid) && unit.answered.violations[V_FALSE_FIN] == 1;
	}
	carrier.reset_is_fin = false;
	return n;
}

/* A FIN within a frame, or before it (also before the first). */
static int
count_cut(enum pair_dir dir, bool inside, enum violation name)
{
	const struct tally *tally =
	    dir == PAIR_UP ? &unit.answered : &unit.asked;
	int n = 0;

	for (int i = 0; i < TIMES; i++) {
		uint64_t sid = unit_sid(PLAN_CALM, 8);
		size_t from, size, at = 0;
		uint32_t e;

		plan_make(&session, &unit.key, sid);
		e = (uint32_t)unit_random(session.n_exchanges);
		from = harm_place(sid, dir, e);
		size = harm_place(sid, dir, e + 1) - from;
		if (inside)
			at = dir == PAIR_UP ? size - 1
					    : 1 + unit_random(size - 1);
		harm_set(HARM_CUT, dir, from + at, 0);
		if (inside && dir == PAIR_UP && at < FRAME_TOKEN_BYTES + 4)
			i--; /* too short: nobody's request */
		else
			n += run(sid) && tally->violations[name] == 1;
		carrier.bytes = NULL;
	}
	return n;
}

int
main(void)
{
	plan(N_PAIR_MODES * 5);
	lane_is_kind = true;
	for (enum pair_mode mode = 0; mode < N_PAIR_MODES; mode++) {
		unit_open(mode);
		is_int(count_server_resets(), TIMES, "%s: server's RST as FIN",
		    pair_mode_word(mode));
		is_int(count_client_resets(), TIMES, "client's RST as FIN");
		is_int(count_cut(PAIR_DOWN, true, V_TRUNCATED), TIMES,
		    "FIN in a reply");
		is_int(count_cut(PAIR_DOWN, false, V_UNSERVED), TIMES,
		    "FIN before a reply");
		is_int(count_cut(PAIR_UP, true, V_TRUNCATED), TIMES,
		    "FIN in a request");
	}
	return done();
}
