/*
 * workers, pools and listeners have a row for each, and pools the marks.
 */
#include "synth.h"

static const char *
run(const char *verb)
{
	char command[80];
	int status;

	snprintf(command, sizeof(command),
	    "\"$BIN/relaystat\" -n $NAME %s | tr -s ' '", verb);
	return synth_run(command, &status);
}

static bool
has(const char *verb, const char *line)
{
	const char *out = run(verb);

	if (strstr(out, line) == NULL)
		printf("# %s:\n# %s\n", verb, out);
	return strstr(out, line) != NULL;
}

int
main(void)
{
	char line[80];

	plan(8);
	synth_open(2);
	synth_fill(2);
	stats_set(&segment_page(synth, 0)->worker.cpu[0], 12500000000);
	segment_slot(synth, 1, 0, WORKER_BACKOFF);
	segment_fold(synth, 1);
	snprintf(line, sizeof(line), "\n 0 %d running 1 - 10 0 0 0 12s 0\n",
	    getpid());
	ok(has("workers", line), "a worker that runs");
	ok(has("workers", "\n 1 0 backoff 1 - - - - - 0.0s 0\n"),
	    "one that is gone has counters but no gauges");
	ok(has("pools",
	       "\ncache line reuse 0 0 0 0 0 0 1.5s 90.0% stateless=yes\n"),
	    "an upstream with its mark");
	ok(has("pools", "\nbulk raw preconnect 0 0 0 0 0 0 0.0s -\n"),
	    "an upstream that nobody used");
	ok(has("--by worker pools", "\ncache 1 line reuse - - - - - - - 90.0%"),
	    "an upstream in one worker");
	ok(has("listeners", "\nweb cache 10 200 0 241K 0 "
			    "127.0.0.1:80,[::1]:80\n"),
	    "a listener with its addresses");
	ok(has("-b worker listeners", "\nadmin 0 bulk 0 0 0 0 0 unix:"),
	    "a listener in one worker");
	ok(has("show", "\nrelayd_sessions_closed_total{listener=\"web\","
		       "reason=\"worker_died\"} 10\n"),
	    "and what was open is in the counters");
	return done();
}
