/*
 * Goal: a task that wants more comes again in the next turn, which then does
 * not wait; meanwhile sockets are looked at; a cancelled one does not run.
 */
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "loop.h"
#include "tap.h"

static struct loop loop;
static struct task greedy, cancelled;
static int n_runs, n_cancelled, n_events;

static void
on_task(struct task *task)
{
	n_runs++;
	loop_ready(&loop, task);
}

static void
on_cancelled(struct task *task)
{
	(void)task;
	n_cancelled++;
}

static void
on_event(struct watch *watch, uint32_t events)
{
	(void)watch;
	n_events += (events & EPOLLIN) != 0;
}

int
main(void)
{
	int ends[2];
	struct watch watch = {.fn = on_event};

	plan(6);
	if (loop_init(&loop) == -1 ||
	    socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == -1)
		return 1;
	task_init(&greedy, on_task);
	task_init(&cancelled, on_cancelled);
	loop_ready(&loop, &greedy);
	loop_ready(&loop, &cancelled);
	task_cancel(&cancelled);
	alarm(20); /* less than a turn that waits */
	for (int i = 0; i < 10; i++)
		loop_turn(&loop, 60000);
	is_int(n_runs, 10, "ten turns, ten runs");
	is_int(n_cancelled, 0, "the cancelled one is not run");
	is_int(loop.turns, 10, "turns are counted");
	watch.fd = ends[0];
	loop_watch_socket(&loop, &watch);
	if (write(ends[1], "x", 1) != 1)
		return 1;
	loop_turn(&loop, 60000);
	is_int(n_events, 1, "a busy task does not hide a socket");
	task_cancel(&greedy);
	loop_turn(&loop, 0);
	is_int(n_runs, 11, "it ends when it is told to");
	is_int(n_events, 1, "an edge is told once");
	return done();
}
