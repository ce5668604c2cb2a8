/*
 * Without -n: "default" if it is there, else the only live one, else a list.
 */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>

#include "synth.h"

static struct segment *
begin(const char *name)
{
	struct segment_plan small = synth_plan(1);
	const char *why;
	struct segment *segment = segment_take(name, &why);

	if (segment == NULL || segment_build(segment, &small, &why) == -1)
		exit(1);
	segment_ready(segment);
	return segment;
}

static void
leave_dead(const char *name)
{
	pid_t pid = fork();

	if (pid == 0) {
		begin(name);
		raise(SIGKILL);
	}
	waitpid(pid, NULL, 0);
}

/* The first words of the screen, or what it complains of; and the status. */
static const char *
chosen(void)
{
	int status;

	return synth_run("o=$(\"$BIN/relaystat\" 2>&1); r=$?; "
			 "echo $r $(echo \"$o\" | sed '/ generation /{"
			 "s/ 1.2.3.*//;q}')",
	    &status);
}

int
main(void)
{
	struct segment *one, *two, *def;
	int status;

	if (unshare(CLONE_NEWNS) == -1 ||
	    mount("", "/", NULL, MS_REC | MS_PRIVATE, NULL) == -1 ||
	    mount("tmpfs", "/dev/shm", "tmpfs", 0, "size=8m") == -1)
		skip_all("needs a mount namespace: %s", strerror(errno));
	plan(7);
	is_str(chosen(), "3 relaystat: there is no instance\n", "none");
	leave_dead("old");
	one = begin("one");
	is_str(chosen(), "0 relayd one\n", "the only live one");
	two = begin("two");
	is_str(chosen(),
	    "3 old one two relaystat: which instance? Name one of these with "
	    "-n\n",
	    "several are listed");
	is_str(synth_run("\"$BIN/relaystat\" list | cut -c 1-30 | tr -s ' '",
		   &status),
	    "instance state\nold dead \none live \ntwo live \n",
	    "list tells live from dead");
	def = begin("default");
	is_str(chosen(), "0 relayd default\n", "default is before all");
	segment_remove(&def);
	segment_remove(&one);
	is_str(chosen(), "0 relayd two\n", "again the only live one");
	segment_remove(&two);
	is_str(chosen(),
	    "3 old relaystat: which instance? Name one of these with -n\n",
	    "a dead one is not chosen");
	return done();
}
