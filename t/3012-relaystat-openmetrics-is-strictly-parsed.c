/*
 * The strict OpenMetrics parser of the Prometheus project takes every line.
 */
#include "synth.h"

#define PARSE                                                                  \
	" | /usr/bin/python3 -c 'import sys\n"                                 \
	"from prometheus_client.openmetrics import parser\n"                   \
	"f = list(parser.text_string_to_metric_families(sys.stdin.read()))\n"  \
	"print(len(f), sum(s.value for m in f for s in m.samples "             \
	"if s.name == \"relayd_sessions_accepted_total\"),"                    \
	" [m.unit for m in f if m.name == \"relayd_dial_seconds\"][0],"        \
	" [m.type for m in f if m.name == \"relayd_build\"][0])' 2>&1"

int
main(void)
{
	char want[80];
	int status;

	synth_run(
	    "/usr/bin/python3 -c 'import prometheus_client' 2>&1", &status);
	if (status != 0)
		skip_all("needs prometheus_client: install the Debian package "
			 "python3-prometheus-client");
	plan(4);
	synth_open(2);
	synth_fill(2);
	snprintf(want, sizeof(want), "%u 200 seconds info\n", stats_n_rows + 3);
	is_str(
	    synth_run("\"$BIN/relaystat\" -n $NAME openmetrics" PARSE, &status),
	    want, "every family, with its unit and type");
	is_str(
	    synth_run("\"$BIN/relaystat\" -n $NAME -b worker openmetrics" PARSE,
		&status),
	    want, "and by worker");
	is_str(synth_run("\"$BIN/relaystat\" -n $NAME openmetrics | tail -1",
		   &status),
	    "# EOF\n", "it has its end");
	is_str(
	    synth_run("\"$BIN/relaystat\" -n $NAME openmetrics | "
		      "grep -o 'Schema 1, 20[-0-9T:.]*Z, generation 1' | wc -l",
		&status),
	    "1\n", "schema, time and generation are there");
	return done();
}
