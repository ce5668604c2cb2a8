/*
 * Whatever is asked of it, the objects in shared memory stay as they were;
 * who may only read them can ask.
 */
#include "synth.h"

static const char stamp[] =
    "stat -c '%n %i %Y %Z %s %a' /dev/shm/relayd.$NAME*; "
    "cat /dev/shm/relayd.$NAME* | cksum";

/* As another user; a copy of the program, for the build may be out of reach. */
static const char *
as_nobody(const char *mode)
{
	int status;

	setenv("MODE", mode, 1);
	return synth_run("d=$(mktemp -d); chmod 755 $d; "
			 "cp \"$BIN/relaystat\" $d; "
			 "chmod $MODE /dev/shm/relayd.$NAME*; "
			 "setpriv --reuid 65534 --regid 65534 --clear-groups "
			 "$d/relaystat -n $NAME 2>&1 | "
			 "sed \"s/$NAME/X/g; s/  */ /g\" | tail -1; rm -r $d",
	    &status);
}

int
main(void)
{
	char before[4096];
	int status;

	plan(4);
	synth_open(2);
	synth_fill(2);
	strncpy(before, synth_run(stamp, &status), sizeof(before) - 1);
	synth_run("for v in '' show workers pools listeners json prometheus "
		  "openmetrics list metrics; do "
		  "\"$BIN/relaystat\" -n $NAME $v >/dev/null 2>&1; done",
	    &status);
	is_str(synth_run(stamp, &status), before, "nothing has changed");
	if (getuid() == 0) {
		is_str(as_nobody("644"), " total 20 200 90.0% 20 0 6 241K 0\n",
		    "another user who may read them");
		is_str(as_nobody("640"),
		    "relaystat: instance X: /dev/shm/relayd.X: "
		    "Permission denied\n",
		    "and one who may not");
	} else {
		ok(true, "another user # SKIP needs root");
		ok(true, "another user # SKIP needs root");
	}
	is_str(
	    synth_run("\"$BIN/relaystat\" -n $NAME | grep -c total", &status),
	    "1\n", "it still lives");
	return done();
}
