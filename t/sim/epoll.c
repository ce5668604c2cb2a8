// SPDX-License-Identifier: BSD-2-Clause
#define RELAY_SIM_INSIDE
#include <errno.h>
#include <stddef.h>

#include "files.h"
#include "store.h"
#include "transit.h"

#define MOST 65536
#define WAIT_TAKES_NS 50000

struct watcher {
	struct item **all, **ready;
	uint32_t n_all, n_ready;
	uint64_t batch;
};

static struct file *
file_of(struct item *item)
{
	return (struct file *)(void *)((uint8_t *)item -
				       offsetof(struct file, item));
}

static void
add_ready(struct item *item)
{
	struct watcher *watcher = item->watcher;

	watcher->ready[watcher->n_ready++] = item;
	item->ready = watcher->n_ready;
}

static void
drop_ready(struct item *item)
{
	struct watcher *watcher = item->watcher;
	struct item *last = watcher->ready[--watcher->n_ready];

	watcher->ready[item->ready - 1] = last;
	last->ready = item->ready;
	item->ready = 0;
}

void
file_edge(struct file *file)
{
	if (file->item.watcher != NULL && file->item.ready == 0)
		add_ready(&file->item);
}

void
file_unwatch(struct file *file)
{
	struct item *item = &file->item;
	struct watcher *watcher = item->watcher;

	if (watcher == NULL)
		return;
	if (item->ready != 0)
		drop_ready(item);

	struct item *last = watcher->all[--watcher->n_all];

	watcher->all[item->place - 1] = last;
	last->place = item->place;
	*item = (struct item){0};
}

void
watcher_close(struct file *file)
{
	struct watcher *watcher = file->watches;

	while (watcher->n_all > 0)
		file_unwatch(file_of(watcher->all[0]));
	store_give(watcher->all, MOST * sizeof(struct item *));
	store_give(watcher->ready, MOST * sizeof(struct item *));
	store_give(watcher, sizeof(*watcher));
}

static int
create(void)
{
	struct file *file;
	int fd = fd_new(FILE_EPOLL, &file);

	if (fd < 0)
		return fd;
	file->watches =
	    store_take(sizeof(*file->watches), sizeof(*file->watches));
	file->watches->all = store_take(MOST * sizeof(struct item *), 0);
	file->watches->ready = store_take(MOST * sizeof(struct item *), 0);
	return fd;
}

static int
add(int epoll, int fd, uint32_t events, void *ptr)
{
	struct file *on = fd_file(epoll), *file = fd_file(fd);

	if (on == NULL || file == NULL)
		return -EBADF;
	if (file->kind == FILE_STATM || file->kind == FILE_LOG)
		return -EPERM;
	if (on->kind != FILE_EPOLL || file->kind == FILE_EPOLL)
		return -EINVAL;
	if (file->item.watcher != NULL)
		return -EEXIST;

	struct watcher *watcher = on->watches;

	watcher->all[watcher->n_all++] = &file->item;
	file->item = (struct item){
	    .watcher = watcher,
	    .events = events,
	    .ptr = ptr,
	    .place = watcher->n_all,
	};
	if (file_poll(file) & (events | EPOLLERR | EPOLLHUP))
		file_edge(file);
	return 0;
}

static int
del(int epoll, int fd)
{
	struct file *on = fd_file(epoll), *file = fd_file(fd);

	if (on == NULL || file == NULL)
		return -EBADF;
	if (on->kind != FILE_EPOLL)
		return -EINVAL;
	if (file->item.watcher == NULL || file->item.watcher != on->watches)
		return -ENOENT;
	file_unwatch(file);
	return 0;
}

static bool
report(struct item *item, struct epoll_event *event)
{
	uint32_t mask =
	    file_poll(file_of(item)) & (item->events | EPOLLERR | EPOLLHUP);

	if (mask == 0)
		return false;
	event->events = mask;
	event->data.ptr = item->ptr;
	item->batch = item->watcher->batch;
	trace_mix((uint64_t)file_of(item)->fd << 32 | mask);
	NOTE("  event %d%s%s%s%s%s", file_of(item)->fd,
	    mask & EPOLLIN ? " in" : "", mask & EPOLLOUT ? " out" : "",
	    mask & EPOLLRDHUP ? " rdhup" : "", mask & EPOLLHUP ? " hup" : "",
	    mask & EPOLLERR ? " err" : "");
	return true;
}

/* One that has nothing new to say says it again, at a random place. */
static int
add_spurious(struct watcher *watcher, struct epoll_event *events, int n)
{
	struct item *item;
	int i;

	if (watcher->n_all == 0 ||
	    prf_below(&sim_run.epoll, 1000) >= sim_run.knobs.spurious)
		return n;
	item = watcher->all[prf_below(&sim_run.epoll, watcher->n_all)];
	if (item->ready != 0 || item->batch == watcher->batch ||
	    !(item->events & EPOLLET) || !report(item, &events[n]))
		return n;
	i = (int)prf_below(&sim_run.epoll, (uint64_t)n + 1);

	struct epoll_event event = events[i];

	events[i] = events[n];
	events[n] = event;
	return n + 1;
}

int
watcher_collect(
    struct file *epoll, struct epoll_event *events, int max, int *news)
{
	struct watcher *watcher = epoll->watches;
	uint32_t left = watcher->n_ready;
	uint64_t most = (uint64_t)max;
	int n = 0;

	watcher->batch++;
	if (left > 1 && prf_below(&sim_run.epoll, 2) == 0)
		most = 1 + prf_below(&sim_run.epoll, left);
	if (most > (uint64_t)max)
		most = (uint64_t)max;
	while (left > 0 && (uint64_t)n < most) {
		uint32_t i =
		    left > 1 ? (uint32_t)prf_below(&sim_run.epoll, left) : 0;
		struct item *item = watcher->ready[i];
		struct item *last = watcher->ready[--left];

		watcher->ready[i] = last;
		last->ready = i + 1;
		watcher->ready[left] = item;
		item->ready = left + 1;

		bool said = report(item, &events[n]);

		n += said;
		if (!said || (item->events & EPOLLET))
			drop_ready(item);
	}
	*news = n;
	return n < max ? add_spurious(watcher, events, n) : n;
}

/* ---- waiting ----------------------------------------------------------- */

/* Sleep until something may happen.  Returns false if nothing ever will. */
static bool
sleep_until(int64_t deadline, int64_t next)
{
	int64_t when = transit_next();

	if (next < when)
		when = next;
	if (deadline < when)
		when = deadline;
	if (when == SIM_NEVER)
		return false;
	sim_run.idle_waits = 0;
	sim_run.now_ns = when > sim_run.now_ns ? when : sim_run.now_ns + 1000;
	return true;
}

/* All that is due arrives.  Returns whether the world was told of any. */
static bool
settle(void)
{
	bool told = false;

	do {
		transit_run();
		told |= cables_tell();
	} while (transit_next() <= sim_run.now_ns);
	return told;
}

static int64_t
step(void)
{
	int64_t next = SIM_NEVER;

	settle();
	if (sim_run.world.step != NULL)
		next = sim_run.world.step(sim_run.now_ns);
	return settle() ? sim_run.now_ns : next;
}

static int
wait_for(struct file *epoll, struct epoll_event *events, int max, int timeout)
{
	int64_t deadline = timeout < 0
			       ? SIM_NEVER
			       : sim_run.now_ns + (int64_t)timeout * 1000000;
	int news;

	sim_run.now_ns += (int64_t)prf_below(&sim_run.clock, WAIT_TAKES_NS);
	for (;;) {
		int64_t next = step();
		int n = watcher_collect(epoll, events, max, &news);

		if (n > 0 || sim_run.now_ns >= deadline) {
			sim_run.idle_waits += news > 0 || timeout == 0;
			return n;
		}
		if (!sleep_until(deadline, next))
			return -EINTR;
	}
}

/* ---- calls ------------------------------------------------------------- */

int
sys_epoll_create(void)
{
	int error = call_begin(SIM_epoll_create);

	return (int)call_end(SIM_epoll_create, -1, error ? -error : create());
}

int
sys_epoll_add(int epoll, int fd, uint32_t events, void *ptr)
{
	int error = call_begin(SIM_epoll_add);

	return (int)call_end(
	    SIM_epoll_add, fd, error ? -error : add(epoll, fd, events, ptr));
}

int
sys_epoll_del(int epoll, int fd)
{
	int error = call_begin(SIM_epoll_del);

	if (error != 0 && !call_cause.ordered)
		del(epoll, fd); /* it says that the item was not there */
	return (int)call_end(
	    SIM_epoll_del, fd, error ? -error : del(epoll, fd));
}

/* A signal comes after a while, before any event. */
static int
interrupt(int timeout)
{
	int64_t most = timeout == 0 ? 0 : 1000000;

	sim_run.now_ns +=
	    (int64_t)prf_below(&sim_run.clock, (uint64_t)most + 1);
	step();
	return -EINTR;
}

int
sys_epoll_wait(int fd, struct epoll_event *events, int max, int timeout)
{
	int error = call_begin(SIM_epoll_wait), n;
	struct file *epoll = fd_file(fd);
	uint64_t idle;

	if (error == EINTR)
		n = interrupt(timeout);
	else if (error != 0)
		n = -error;
	else if (epoll == NULL)
		n = -EBADF;
	else if (epoll->kind != FILE_EPOLL || max <= 0)
		n = -EINVAL;
	else
		n = wait_for(epoll, events, max, timeout);
	idle = sim_run.idle_waits;
	n = (int)call_end(SIM_epoll_wait, fd, n);
	sim_run.idle_waits = idle;
	return n;
}
