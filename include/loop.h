/*
 * loop - one epoll instance, one turn after the other
 *
 *	wait -> sockets -> ready tasks -> listeners -> timers -> free
 *
 * Sockets are edge-triggered for their whole life, so what an edge announced
 * has to be remembered by its owner; who has more to do puts a task on the
 * ready list.  Listeners are level-triggered and come after all sockets, so
 * that an idle connection that ended is known before a new session borrows.
 * An object whose event may still be in this batch is freed at its end.
 */
#ifndef RELAY_LOOP_H
#define RELAY_LOOP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/epoll.h>

#include "list.h"
#include "slab.h"
#include "timer.h"

#define LOOP_BATCH 256

struct watch {
	int fd;
	bool late; /* a listener: its turn comes after the sockets' */
	void (*fn)(struct watch *, uint32_t events);
};

struct task {
	struct list link;
	void (*fn)(struct task *);
};

struct loop {
	int epoll;
	int64_t now_ns; /* monotonic, read once a turn */
	int64_t now_ms; /* the same in milliseconds, never 0 */
	struct timers timers;
	struct list ready;
	void *given; /* chain of slab objects to free after the batch */
	uint64_t turns, busy_ns;
	/* Here, for on the stack it would be cleared in each turn. */
	struct epoll_event events[LOOP_BATCH];
};

/* Returns 0; or -1 and errno. */
int loop_init(struct loop *loop);
void loop_fini(struct loop *loop);

/*
 * Report events of watch->fd to watch->fn: a socket's, edge-triggered, all
 * there are; a listener's or channel's, level-triggered EPOLLIN (shared: by
 * other processes too, one of them is woken).
 * Returns 0; or -1 and errno (ENOSPC, ENOMEM).
 */
int loop_watch_socket(struct loop *loop, struct watch *watch);
int loop_watch_input(struct loop *loop, struct watch *watch, bool shared);
void loop_unwatch(struct loop *loop, struct watch *watch);

void task_init(struct task *task, void (*fn)(struct task *));
/* Run the task in this turn, or the next if this one is past its tasks. */
void loop_ready(struct loop *loop, struct task *task);
void task_cancel(struct task *task);

/*
 * Give an object of the slab back after this batch of events.  Its first 16
 * bytes are overwritten now: they must be a link that is in no list any more.
 */
void loop_give_later(struct loop *loop, struct slab *slab, void *object);

/*
 * One turn: waits at most max_ms, less if a timer is due or a task is ready.
 * Returns 0; or -1 and errno when epoll itself is broken.
 */
int loop_turn(struct loop *loop, int max_ms);

static inline int64_t
loop_now_ms(const struct loop *loop)
{
	return loop->now_ms;
}

#endif /* RELAY_LOOP_H */
