/*
 * show prints what is not 0, --zeros all of it, --by worker each apart.
 */
#include "synth.h"

static const char *
count(const char *options)
{
	char command[120];
	int status;

	snprintf(command, sizeof(command),
	    "\"$BIN/relaystat\" -n $NAME show %s | wc -l | tr -d '\\n'",
	    options);
	return synth_run(command, &status);
}

static bool
has(const char *options, const char *line)
{
	char command[80];
	const char *out;
	int status;

	snprintf(command, sizeof(command),
	    "\"$BIN/relaystat\" -n $NAME show %s", options);
	out = synth_run(command, &status);
	if (strstr(out, line) == NULL)
		printf("# %s\n", out);
	return strstr(out, line) != NULL;
}

int
main(void)
{
	plan(9);
	synth_open(2);
	synth_fill(2);
	ok(atoi(count("")) < 20, "few lines without zeros");
	ok(atoi(count("-z")) > 200, "many with them");
	ok(atoi(count("-z -b worker")) > 2 * atoi(count("-z")) - 40,
	    "twice as many by worker");
	ok(has("", "relayd_pool_borrows_total{upstream=\"cache\","
		   "source=\"reused\"} 180\n"),
	    "a sum over both workers");
	ok(has("--by worker", "relayd_pool_borrows_total{worker=\"1\","
			      "upstream=\"cache\",source=\"reused\"} 90\n"),
	    "one of one worker");
	ok(has("", "relayd_pool_oldest_wait_seconds{upstream=\"cache\"} 1.5\n"),
	    "a maximum is no sum");
	ok(has("", "relayd_client_received_bytes_total{listener=\"web\"} "
		   "246912 (241K)\n"),
	    "bytes are rounded behind the figure");
	ok(has("", "relayd_dial_seconds{upstream=\"cache\"} 34 mean=3.79"),
	    "a histogram has a count and a mean");
	ok(has("", "p50<0.007168 p99<inf\n") || has("", "p50<0.007168 p99<50"),
	    "and bounds");
	return done();
}
