/*
 * Every way to end has its status, and one line that says why.
 */
#include <fcntl.h>
#include <signal.h>

#include "directory.h"
#include "synth.h"

/* "STATUS: what it said on standard error, without the name". */
static const char *
says(const char *arguments)
{
	static char command[400];
	int status;

	snprintf(command, sizeof(command),
	    "s=$(\"$BIN/relaystat\" %s 2>&1 >/dev/null); r=$?; "
	    "echo \"$r: $s\" | sed \"s/ instance $NAME-[a-z]*:/ X:/\"",
	    arguments);
	return synth_run(command, &status);
}

static void
write_file(const char *suffix, const void *bytes, size_t n)
{
	char path[128];
	int fd;

	snprintf(
	    path, sizeof(path), "/dev/shm/relayd.%s-%s", synth_name, suffix);
	fd = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0600);
	if (write(fd, bytes, n) != (ssize_t)n)
		exit(1);
	close(fd);
}

/* A supervisor that died, with or without having built. */
static void
leave_dead(const char *suffix, bool built)
{
	struct segment_plan dead = synth_plan(1);
	char name[80];
	const char *why;
	pid_t pid = fork();

	if (pid == 0) {
		struct segment *segment;

		snprintf(name, sizeof(name), "%s-%s", synth_name, suffix);
		segment = segment_take(name, &why);
		if (segment != NULL && built)
			segment_build(segment, &dead, &why);
		raise(SIGKILL);
	}
	waitpid(pid, NULL, 0);
}

int
main(void)
{
	struct directory head;
	int status;

	plan(16);
	synth_open(1);
	directory_lay_out(&head, &(struct stats_shape){0}, 0, 0, 0);
	head.format = 99;
	write_file("new", &head, sizeof(head));
	write_file("other", "something else", 14);
	leave_dead("dead", true);
	leave_dead("early", false);

	is_str(says("-n $NAME"), "0: \n", "a live one");
	is_str(says("-n $NAME-none"),
	    "3: relaystat: X: there is no such instance\n", "no such");
	is_str(says("-n $NAME-dead"),
	    "4: relaystat: X: its supervisor is dead, these are its last "
	    "numbers\n",
	    "a dead one");
	is_int(strlen(synth_run("\"$BIN/relaystat\" -n $NAME-dead prometheus "
				"2>&1 | grep -x 'relayd_up 0'",
		   &status)),
	    12, "its numbers are printed");
	is_str(says("-n $NAME-early"), "4: relaystat: X: died while starting\n",
	    "dead before it began");
	is_str(says("-n $NAME-new"), "5: relaystat: X: has format 99, not 1\n",
	    "another format");
	is_str(says("-n $NAME-other"),
	    "5: relaystat: X: is no directory of an instance\n",
	    "no directory");
	is_str(says("-n $NAME frobnicate"),
	    "2: relaystat: verb frobnicate is unknown; see relaystat -h\n",
	    "an unknown verb");
	is_str(says("-n $NAME show json"),
	    "2: relaystat: one verb at a time; see relaystat -h\n",
	    "two verbs");
	is_str(says("--frob"),
	    "2: relaystat: option --frob is unknown; see relaystat -h\n",
	    "an unknown option");
	is_str(says("-n"), "2: relaystat: -n needs a value; see relaystat -h\n",
	    "a missing value");
	is_str(says("--zeros=1 show"),
	    "2: relaystat: -z takes no value; see relaystat -h\n",
	    "a value too much");
	is_str(says("-zq show"),
	    "2: relaystat: option -q is unknown; see relaystat -h\n",
	    "an unknown letter");
	is_str(says("-n $NAME -z workers"),
	    "2: relaystat: workers takes no --zeros\n",
	    "an option that would mean nothing");
	is_str(says("-n $NAME -b upstream show"),
	    "2: relaystat: --by upstream: only \"worker\" can be\n",
	    "another --by");
	is_str(says("-h"), "0: \n", "help is no error");
	synth_run("rm -f /dev/shm/relayd.$NAME-*", &status);
	return done();
}
