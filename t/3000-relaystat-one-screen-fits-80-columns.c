/*
 * Without a verb there is one screen, in 80 columns even with large numbers,
 * with a row a worker and their total.
 */
#include "synth.h"

static char screen[1 << 20];

static void
look(void)
{
	int status;

	snprintf(screen, sizeof(screen), "%s",
	    synth_run("\"$BIN/relaystat\" -n $NAME", &status));
	is_int(status, 0, "relaystat ends well");
}

static bool
has(const char *line)
{
	if (strstr(screen, line) == NULL)
		printf("# in:\n# %s\n", screen);
	return strstr(screen, line) != NULL;
}

static unsigned
widest(void)
{
	unsigned widest = 0, n = 0;

	for (const char *at = screen; *at != '\0'; at++) {
		n = *at == '\n' ? 0 : n + 1;
		widest = n > widest ? n : widest;
	}
	return widest;
}

int
main(void)
{
	plan(8);
	synth_open(2);
	synth_fill(2);
	stats_set(&segment_page(synth, 0)->worker.heartbeat[0], 1);
	look();
	ok(has("  generation 1  pid "), "the instance is named");
	ok(has("workers 2/2\n"), "and how many workers it has");
	ok(has("\n     0 STALE          10     100  90.0%      10       0"
	       "        3     121K      0\n"),
	    "a worker without a sign of life is stale");
	ok(has("\n     1 running        10     100  90.0%"), "the other runs");
	ok(has("\n total                20     200  90.0%      20       0"
	       "        6     241K      0\n"),
	    "and their total");
	for (uint32_t i = 0; i < 2; i++) {
		memset(synth_listener(i, 0), 0x7f, 8 * 40);
		memset(synth_upstream(i, 0), 0x7f, 8 * 300);
		stats_set(&synth_upstream(i, 0)->borrows[0], 99999999);
	}
	look();
	ok(widest() <= 80, "%u columns at most", widest());
	return done();
}
