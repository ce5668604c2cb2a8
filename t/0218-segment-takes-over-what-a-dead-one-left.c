/*
 * A killed supervisor's directory keeps its inode, its orphans are counted,
 * and they see their successor once it is ready.
 */
#include <signal.h>
#include <sys/stat.h>

#include "synth.h"

static int tell[2], ask[2];

/* An orphan: says whether it sees a successor, each time it is asked. */
static void
be_worker(struct segment *segment)
{
	char c;

	close(ask[1]);
	close(tell[0]);
	segment_keep(segment, 1);
	while (read(ask[0], &c, 1) == 1) {
		c = segment_successor(segment) ? 'y' : 'n';
		if (write(tell[1], &c, 1) != 1)
			break;
	}
	_exit(0);
}

/* A supervisor of 3 slots whose last words are its worker's pid. */
static void
be_supervisor(void)
{
	struct segment_plan plan = synth_plan(3);
	const char *why;
	struct segment *segment = segment_take(synth_name, &why);
	pid_t pid;

	if (segment == NULL || segment_build(segment, &plan, &why) == -1)
		_exit(1);
	segment_ready(segment);
	pid = fork();
	if (pid == 0)
		be_worker(segment);
	segment_slot(segment, 1, pid, WORKER_RUNNING);
	raise(SIGKILL);
}

static char
orphan_sees(void)
{
	char c = '?';

	if (write(ask[1], "?", 1) != 1 || read(tell[0], &c, 1) != 1)
		return '!';
	return c;
}

int
main(void)
{
	struct segment_plan want_plan = synth_plan(2);
	char path[128];
	struct stat before, after;
	const char *why;
	int status;
	pid_t pid;

	plan(11);
	snprintf(synth_name, sizeof(synth_name), "t%d", getpid());
	snprintf(path, sizeof(path), "/dev/shm/relayd.%s", synth_name);
	if (pipe(tell) == -1 || pipe(ask) == -1)
		return 1;
	pid = fork();
	if (pid == 0)
		be_supervisor();
	waitpid(pid, &status, 0);
	ok(WIFSIGNALED(status), "a supervisor died");
	close(ask[0]);
	close(tell[1]);
	is_int(orphan_sees(), 'n', "its orphan sees no successor");

	is_int(stat(path, &before), 0, "its directory stayed");
	synth = segment_take(synth_name, &why);
	segment_remove(&synth);
	ok(stat(path, &after) == 0 && after.st_ino == before.st_ino,
	    "it stays for its orphan when the next start fails");
	is_str(synth_run("ls /dev/shm | sed -n s/^relayd.$NAME//p", &status),
	    "\n", "its pages do not");
	synth_pid = getpid();
	synth = segment_take(synth_name, &why);
	atexit(synth_end);
	ok(synth != NULL && segment_orphans(synth) == 1, "one orphan lives");
	is_int(segment_build(synth, &want_plan, &why), 0, "it is built anew");
	ok(stat(path, &after) == 0 && after.st_ino == before.st_ino,
	    "in the same inode");
	is_int(orphan_sees(), 'n', "not ready is no successor");
	segment_ready(synth);
	is_int(orphan_sees(), 'y', "once ready it is");
	is_str(synth_run("ls /dev/shm | sed -n s/^relayd.$NAME//p", &status),
	    "\n.0\n.1\n", "the third page is gone");
	close(ask[1]);
	return done();
}
