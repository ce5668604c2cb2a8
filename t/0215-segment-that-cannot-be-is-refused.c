/*
 * Goal: a plan that cannot be carried out is refused with a sentence, and of
 * the attempt nothing is left.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sys/resource.h>

#include "synth.h"

static void
change_nothing(struct segment_plan *plan_)
{
	(void)plan_;
}

static void
want_no_slots(struct segment_plan *plan_)
{
	plan_->n_slots = 0;
}

static void
want_many_slots(struct segment_plan *plan_)
{
	plan_->n_slots = 1025;
}

/* A user who may not give away to group 0. */
static void
want_a_strange_group(struct segment_plan *plan_)
{
	setgroups(0, NULL);
	if (getuid() == 0 && (setgid(65534) == -1 || setuid(65534) == -1))
		perror("setuid");
	plan_->gid = 0;
}

/* From now on this process opens nothing more. */
static void
use_up_descriptors(void)
{
	int next = dup(STDIN_FILENO);
	struct rlimit none = {(rlim_t)next, (rlim_t)next};

	close(next);
	setrlimit(RLIMIT_NOFILE, &none);
}

static const char *
attempt(void (*change)(struct segment_plan *), bool full)
{
	struct segment_plan plan_ = synth_plan(2);
	const char *why = "built";
	struct segment *segment;

	change(&plan_);
	segment = segment_take(synth_name, &why);
	if (full)
		use_up_descriptors();
	if (segment != NULL && segment_build(segment, &plan_, &why) == 0)
		why = "built";
	if (segment != NULL)
		segment_remove(&segment);
	return why;
}

/* In a process of its own, for it changes what that may do. */
static void
check(void (*change)(struct segment_plan *), bool full, const char *want)
{
	char got[256] = "";
	int ends[2];
	pid_t pid;

	if (pipe(ends) == -1 || (pid = fork()) == -1)
		exit(1);
	if (pid == 0) {
		dprintf(ends[1], "%s", attempt(change, full));
		_exit(0);
	}
	close(ends[1]);
	if (read(ends[0], got, sizeof(got) - 1) == -1)
		perror("read");
	close(ends[0]);
	waitpid(pid, NULL, 0);
	is_str(got, want, "%s", want);
	is_str(synth_run("ls /dev/shm | grep relayd.$NAME", &(int){0}), "",
	    "nothing is left");
}

int
main(void)
{
	char none_left[64];

	plan(10);
	snprintf(none_left, sizeof(none_left), "shared memory: %s",
	    strerror(EMFILE));
	snprintf(synth_name, sizeof(synth_name), "t0215-%d", getpid());
	check(change_nothing, false, "built");
	check(
	    want_no_slots, false, "shared memory: 0 workers, 1 to 1024 can be");
	check(want_many_slots, false,
	    "shared memory: 1025 workers, 1 to 1024 can be");
	check(want_a_strange_group, false,
	    "shared memory: Operation not permitted");
	check(change_nothing, true, none_left);
	return done();
}
