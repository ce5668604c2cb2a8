/*
 * The JSON parses, and says what it is about.
 */
#include "synth.h"

/* An expression of Python over the object d. */
static const char *
ask(const char *expression)
{
	static char command[400];
	int status;

	snprintf(command, sizeof(command),
	    "\"$BIN/relaystat\" -n $NAME json 2>&1 | python3 -c '"
	    "import json, sys; d = json.load(sys.stdin); "
	    "m = {x[\"name\"]: x for x in d[\"metrics\"]}; print(%s)' 2>&1",
	    expression);
	return synth_run(command, &status);
}

int
main(void)
{
	char want[80];
	int status;

	synth_run("python3 -c 'import json' 2>&1", &status);
	if (status != 0)
		skip_all("needs python3: install the Debian package python3");
	plan(8);
	synth_open(2);
	synth_fill(2);
	snprintf(want, sizeof(want), "1 %s 1 ready %d\n", synth_name, getpid());
	is_str(ask("d[\"schema\"], d[\"instance\"], d[\"generation\"], "
		   "d[\"state\"], d[\"pid\"]"),
	    want, "schema, instance, generation, state, pid");
	is_str(
	    ask("__import__(\"re\").fullmatch(r\"20\\d\\d-\\d\\d-\\d\\dT\\d\\d:"
		"\\d\\d:\\d\\d\\.\\d+Z\", d[\"time\"]) is not None"),
	    "True\n", "the time is one of RFC 3339");
	snprintf(want, sizeof(want), "%u\n", stats_n_rows);
	is_str(ask("len(m)"), want, "every metric");
	is_str(ask("m[\"relayd_sessions\"][\"samples\"][0]"),
	    "{'labels': {'listener': 'web'}, 'value': 20}\n", "a sample");
	is_str(
	    ask("sum(b[1] for b in m[\"relayd_dial_seconds\"][\"samples\"][0]"
		"[\"buckets\"]) == m[\"relayd_dial_seconds\"][\"samples\"][0]"
		"[\"count\"] == 34"),
	    "True\n", "the buckets of a histogram make its count");
	is_str(ask("d[\"upstreams\"][0]"),
	    "{'name': 'cache', 'protocol': 'line', 'pool': 'reuse', "
	    "'stateless': 'yes'}\n",
	    "an upstream with its marks");
	is_str(ask("d[\"listeners\"][0][\"addresses\"]"),
	    "['127.0.0.1:80', '[::1]:80']\n", "a listener's addresses");
	is_str(ask("d[\"workers\"][1][\"state\"]"), "running\n", "a worker");
	return done();
}
