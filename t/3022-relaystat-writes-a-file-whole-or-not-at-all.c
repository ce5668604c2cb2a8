/*
 * -o replaces a file in one step, and on failure leaves what there was.
 */
#include <sys/stat.h>

#include "synth.h"

static int status;

/* A command in a directory of the test's own. */
static const char *
run(const char *command)
{
	static char full[400];

	snprintf(full, sizeof(full), "cd \"$DIR\" && { %s; } 2>&1", command);
	return synth_run(full, &status);
}

#define STAT "\"$BIN/relaystat\" -n $NAME "

int
main(void)
{
	char dir[] = "/tmp/relaystat.XXXXXX";
	char *bin = realpath(getenv("BIN") ? getenv("BIN") : "build/rel", NULL);

	plan(10);
	synth_open(1);
	if (mkdtemp(dir) == NULL || bin == NULL)
		return 1;
	setenv("DIR", dir, 1);
	setenv("BIN", bin, 1);
	umask(022);
	is_str(run(STAT "-o out prometheus; ls -A"), "out\n", "one file");
	is_str(run("stat -c %a out"), "644\n", "with the usual mode");
	run("grep -q '^relayd_up 1$' out && tail -c1 out | od -An -c | "
	    "grep -q n");
	is_int(status, 0, "it is complete");
	is_str(run("i=$(stat -c %i out); " STAT "-o out json; "
		   "test $i -ne $(stat -c %i out) && head -c 11 out"),
	    "{\"schema\":1", "it is replaced, not rewritten");
	is_str(run(STAT "-o none/out json; echo $?"),
	    "relaystat: none/out: No such file or directory\n1\n",
	    "a directory that is not there");
	is_str(run("mkdir d; " STAT "-o d openmetrics; echo $?"),
	    "relaystat: d: Is a directory\n1\n", "a name that is taken");
	is_str(run("rmdir d; ls -A"), "out\n", "nothing is left of either");
	/* GCOV_PREFIX: nor may counts of coverage be cut short. */
	is_str(run("ulimit -f 1; trap '' XFSZ; { GCOV_PREFIX=/dev/null " STAT
		   "-o out json; echo $?; } 2>&1 | grep -v ^profiling"),
	    "relaystat: out: File too large\n1\n", "a full disk");
	is_str(run("ls -A; head -c 11 out"), "out\n{\"schema\":1",
	    "leaves what there was");
	is_str(run(STAT "json > /dev/full; echo $?"),
	    "relaystat: standard output: No space left on device\n1\n",
	    "a full standard output is told as well");
	run("rm -rf \"$DIR\"");
	free(bin);
	return done();
}
