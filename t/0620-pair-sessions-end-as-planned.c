/* Every session of every mode and roughness ends as its plan says, however
 * small the buffers are. */
#include "unit_pair.h"

#define SESSIONS 2000

static size_t
some_room(void)
{
	return 1 + unit_random(unit_random(4) == 0 ? 64 : LANE_BYTES);
}

static bool
run_sessions(uint8_t roughness)
{
	bool ended = true;

	for (int i = 0; i < SESSIONS && ended; i++) {
		uint64_t sid = unit_sid(roughness, (uint8_t)unit_random(13));

		carrier.most = some_room();
		unit_serve(some_room());
		unit_ask(sid, some_room());
		ended = unit_run();
	}
	return ended;
}

static uint64_t
count_faults(void)
{
	const struct tally *tally = &unit.asked;
	uint64_t n = 0;

	for (int i = CLIENT_FIN_UP; i < N_CLIENT_ENDS; i++)
		n += tally->ends[i];
	for (int i = SERVER_EARLY; i < SERVER_SLOW; i++)
		n += tally->acts[i];
	return n;
}

int
main(void)
{
	plan(N_PAIR_MODES * 3 * 3 + N_PAIR_MODES);
	for (enum pair_mode mode = 0; mode < N_PAIR_MODES; mode++) {
		const char *word = pair_mode_word(mode);
		uint64_t calm = 0;

		for (uint8_t rough = PLAN_CALM; rough <= PLAN_WILD; rough++) {
			unit_open(mode);
			unit.asked.report = unit.answered.report = stdout;
			ok(run_sessions(rough), "%s, %d: all end", word, rough);
			is_int(tally_violations(&unit.asked) +
				   tally_violations(&unit.answered),
			    0, "without a violation");
			if (rough == PLAN_CALM)
				calm = unit.asked.exchanges;
			else
				ok(count_faults() > SESSIONS / 20,
				    "with many faults");
			if (rough == PLAN_CALM)
				is_int(count_faults(), 0, "without a fault");
		}
		ok(calm >= SESSIONS, "%s: the calm ones were answered", word);
	}
	return done();
}
