/*
 * promtool finds nothing to say about the Prometheus text, and values are in
 * the base units.
 */
#include "synth.h"

static char text[1 << 20];

static bool
has(const char *line)
{
	return strstr(text, line) != NULL;
}

int
main(void)
{
	int status;
	const char *said;

	synth_run("command -v promtool", &status);
	if (status != 0)
		skip_all(
		    "needs promtool: install the Debian package prometheus");
	plan(9);
	synth_open(2);
	synth_fill(2);
	said = synth_run("\"$BIN/relaystat\" -n $NAME prometheus | "
			 "promtool check metrics 2>&1",
	    &status);
	is_str(said, "", "nothing to say about the sums");
	is_int(status, 0, "and it says so by its status");
	said = synth_run("\"$BIN/relaystat\" -n $NAME -b worker prometheus | "
			 "promtool check metrics 2>&1",
	    &status);
	is_str(said, "", "nothing about single workers");
	snprintf(text, sizeof(text), "%s",
	    synth_run("\"$BIN/relaystat\" -n $NAME prometheus", &status));
	ok(has("\nrelayd_sessions{listener=\"web\"} 20\n"), "a gauge");
	ok(has("\nrelayd_up 1\n"), "it is up");
	ok(has("\nrelayd_dial_seconds_bucket{upstream=\"cache\",le=\"0."
	       "000004\"}"
	       " 4\n"),
	    "a bucket below 4 us has what was below, 1 and 3");
	ok(has("\nrelayd_dial_seconds_bucket{upstream=\"cache\",le=\"+Inf\"} "
	       "34\n"
	       "relayd_dial_seconds_sum{upstream=\"cache\"} 129.140162\n"
	       "relayd_dial_seconds_count{upstream=\"cache\"} 34\n"),
	    "count and sum in seconds");
	ok(has("relayd_worker_open_fds{worker=\"1\"} 0\n"),
	    "what is a worker's own has its label always");
	ok(!has("worker=\"1\",upstream"), "the rest only when asked for");
	return done();
}
