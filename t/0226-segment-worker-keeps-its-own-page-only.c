/*
 * A worker has its page and a read-only descriptor of the directory; and its
 * end does not cost the supervisor the lock.
 */
#include <fcntl.h>

#include "synth.h"

/* Which objects of the instance this process has mapped. */
static const char *
mapped(void)
{
	char command[160];

	snprintf(command, sizeof(command),
	    "grep -o relayd.$NAME.* /proc/%d/maps | sed s/.*$NAME// | sort -u",
	    getpid());
	return synth_run(command, &(int){0});
}

static int
be_worker(void)
{
	struct stats_page *page = segment_keep(synth, 1);
	int fd = segment_fd(synth), status;

	tap_run = 1;
	ok(page != NULL && page->slot == 1, "a worker has its page");
	is_str(mapped(), ".1\n", "it maps nothing else");
	is_int(fcntl(fd, F_GETFL) & O_ACCMODE, O_RDONLY,
	    "its descriptor can only read");
	is_int(atoi(synth_run(
		   "ls -l /proc/$PPID/fd | grep -c relayd.$NAME", &status)),
	    1, "it is the only one");
	ok(!segment_successor(synth), "its supervisor is no successor");
	stats_add(&page->worker.turns[0], 42);
	return tap_failed;
}

int
main(void)
{
	int status;
	pid_t pid;

	plan(9);
	synth_open(3);
	is_str(mapped(), "\n.0\n.1\n.2\n", "the supervisor maps all");
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		_exit(be_worker());
	waitpid(pid, &status, 0);
	tap_run = 6;
	is_int(status, 0, "the worker ended");
	is_int(segment_page(synth, 1)->worker.turns[0], 42,
	    "what it counted is there");
	synth_run("\"$BIN/relaystat\" -n $NAME", &status);
	is_int(status, 0, "the instance is still alive");
	return done();
}
