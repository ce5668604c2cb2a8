/*
 * Goal: a turn is sockets, ready tasks, listeners, timers, and only then are
 * objects freed; though the listener was ready first.
 */
#include <sys/socket.h>
#include <unistd.h>

#include "loop.h"
#include "tap.h"

struct thing {
	struct list link;
	struct watch socket, listener;
	struct task task;
	struct timer timer;
};

static struct loop loop;
static struct slab slab;
static char order[64];
static size_t taken_in_timer;

static void
on_socket(struct watch *watch, uint32_t events)
{
	struct thing *thing = container_of(watch, struct thing, socket);

	(void)events;
	strcat(order, "socket ");
	loop_ready(&loop, &thing->task);
	loop_ready(&loop, &thing->task);
}

static void
on_listener(struct watch *watch, uint32_t events)
{
	(void)watch;
	(void)events;
	strcat(order, "listener ");
}

static void
on_task(struct task *task)
{
	struct thing *thing = container_of(task, struct thing, task);

	strcat(order, "task ");
	loop_give_later(&loop, &slab, thing);
}

static void
on_timer(struct timer *timer)
{
	(void)timer;
	strcat(order, "timer");
	taken_in_timer = slab.n_taken;
}

int
main(void)
{
	int sockets[2], listeners[2];
	struct thing *thing;

	plan(4);
	slab_init(&slab, sizeof(struct thing), 1);
	thing = slab_take(&slab);
	if (loop_init(&loop) == -1 ||
	    socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) == -1 ||
	    socketpair(AF_UNIX, SOCK_STREAM, 0, listeners) == -1)
		return 1;
	list_init(&thing->link);
	thing->socket = (struct watch){.fd = sockets[0], .fn = on_socket};
	thing->listener =
	    (struct watch){.fd = listeners[0], .late = true, .fn = on_listener};
	task_init(&thing->task, on_task);
	timer_init(&thing->timer, on_timer);
	timer_start(&loop.timers, &thing->timer, 1);
	loop_watch_input(&loop, &thing->listener, false);
	is_int(write(listeners[1], "x", 1), 1, "the listener is ready");
	loop_watch_socket(&loop, &thing->socket);
	loop_turn(&loop, 1000);
	is_str(order, "socket task listener timer", "the order of a turn");
	is_int(taken_in_timer, 1, "the object lives through the batch");
	is_int(slab.n_taken, 0, "and not longer");
	loop_fini(&loop);
	return done();
}
