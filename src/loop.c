// SPDX-License-Identifier: BSD-2-Clause
#include "loop.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "log.h"
#include "sys.h"

/* What a given object holds in place of its link until the batch has ended. */
struct given {
	struct given *next;
	struct slab *slab;
};
_Static_assert(sizeof(struct given) <= sizeof(struct list), "fits the link");

static void
read_clock(struct loop *loop)
{
	loop->now_ns = sys_now_ns();
	loop->now_ms = loop->now_ns / 1000000 + 1;
}

int
loop_init(struct loop *loop)
{
	*loop = (struct loop){.epoll = sys_epoll_create()};
	if (loop->epoll == -1)
		return -1;
	read_clock(loop);
	timers_init(&loop->timers, loop->now_ms);
	list_init(&loop->ready);
	return 0;
}

void
loop_fini(struct loop *loop)
{
	sys_close(loop->epoll);
	loop->epoll = -1;
}

int
loop_watch_socket(struct loop *loop, struct watch *watch)
{
	uint32_t all = EPOLLIN | EPOLLOUT | EPOLLPRI | EPOLLRDHUP | EPOLLET;

	watch->late = false;
	return sys_epoll_add(loop->epoll, watch->fd, all, watch);
}

int
loop_watch_input(struct loop *loop, struct watch *watch, bool shared)
{
	uint32_t events = EPOLLIN | (shared ? EPOLLEXCLUSIVE : 0);

	if (sys_epoll_add(loop->epoll, watch->fd, events, watch) == 0)
		return 0;
	return errno == EEXIST ? 0 : -1; /* could not be unwatched before */
}

void
loop_unwatch(struct loop *loop, struct watch *watch)
{
	sys_epoll_del(loop->epoll, watch->fd);
}

void
task_init(struct task *task, void (*fn)(struct task *))
{
	list_init(&task->link);
	task->fn = fn;
}

void
loop_ready(struct loop *loop, struct task *task)
{
	if (list_is_empty(&task->link))
		list_append(&loop->ready, &task->link);
}

void
task_cancel(struct task *task)
{
	list_del(&task->link);
}

void
loop_give_later(struct loop *loop, struct slab *slab, void *object)
{
	struct given *given = object;

	given->next = loop->given;
	given->slab = slab;
	loop->given = given;
}

static void
give_back(struct loop *loop)
{
	struct given *given = loop->given;

	loop->given = NULL;
	while (given != NULL) {
		struct given *next = given->next;

		slab_give(given->slab, given);
		given = next;
	}
}

/* Only those that were ready when the round began: each does bounded work,
 * and who wants more comes again after the next look at the sockets. */
static void
run_ready(struct loop *loop)
{
	struct list round;
	struct list *link;

	list_init(&round);
	while ((link = list_first(&loop->ready)) != NULL) {
		list_del(link);
		list_append(&round, link);
	}
	while ((link = list_first(&round)) != NULL) {
		struct task *task = container_of(link, struct task, link);

		list_del(link);
		task->fn(task);
	}
}

static int
wait_ms(const struct loop *loop, int max_ms)
{
	if (!list_is_empty(&loop->ready))
		return 0;
	return timers_wait_ms(&loop->timers, max_ms);
}

int
loop_turn(struct loop *loop, int max_ms)
{
	struct epoll_event *events = loop->events;
	int n = sys_epoll_wait(
	    loop->epoll, events, LOOP_BATCH, wait_ms(loop, max_ms));

	if (n == -1 && errno != EINTR) /* a stop and continue interrupts it */
		return -1;
	read_clock(loop);
	for (int i = 0; i < n; i++) {
		struct watch *watch = events[i].data.ptr;

		if (!watch->late)
			watch->fn(watch, events[i].events);
	}
	run_ready(loop);
	for (int i = 0; i < n; i++) {
		struct watch *watch = events[i].data.ptr;

		if (watch->late)
			watch->fn(watch, events[i].events);
	}
	timers_run(&loop->timers, loop->now_ms);
	give_back(loop);
	loop->turns++;
	loop->busy_ns += (uint64_t)(sys_now_ns() - loop->now_ns);
	return 0;
}
