// SPDX-License-Identifier: BSD-2-Clause
#include "listener.h"

#include <errno.h>

#include "log.h"
#include "sock.h"
#include "sys.h"

#define REST_MS 100
#define LAST_PASS 65536 /* more than any queue holds */
#define SKIPS_MOST 64   /* failed accepts in a row: more would be to spin */

static const char *const lacks[N_PAUSES] = {
    [PAUSE_SESSIONS] = "max-sessions is reached",
    [PAUSE_DESCRIPTORS] = "no descriptors left",
    [PAUSE_MEMORY] = "no memory left",
};

static bool
is_full(const struct listener *listener)
{
	const struct sessions *sessions = listener->set->sessions;
	const struct service *service = listener->service;

	return sessions->n >= sessions->most ||
	       (service->limit > 0 && service->n_sessions >= service->limit);
}

/* So much that the next pause is another one, worth a line of its own. */
static bool
has_ample_room(const struct listener *listener)
{
	const struct sessions *sessions = listener->set->sessions;

	return sessions->n < (uint64_t)sessions->most * 7 / 8 &&
	       (listener->service->limit == 0 ||
		   listener->service->n_sessions <
		       (uint64_t)listener->service->limit * 7 / 8);
}

static void
watch(struct listener *listener)
{
	struct loop *loop = listener->set->loop;

	listener->paused = false;
	listener->watch.late = true;
	if (loop_watch_input(loop, &listener->watch, listener->shared) == -1) {
		log_warn(
		    "listener %s: watch: %m", listener->service->config->label);
		listener->paused = true;
		timer_start(&loop->timers, &listener->rest,
		    loop_now_ms(loop) + REST_MS);
		return;
	}
	listener->watched = true;
}

static void
unwatch(struct listener *listener)
{
	if (listener->watched)
		loop_unwatch(listener->set->loop, &listener->watch);
	listener->watched = false;
}

static void
pause_for(struct listener *listener, enum pause why)
{
	struct loop *loop = listener->set->loop;
	struct service *service = listener->service;

	unwatch(listener);
	listener->paused = true;
	stats_add(&service->stats->accept_paused[why], 1);
	if (!listener->said)
		log_warn("listener %s: accept: paused: %s",
		    service->config->label, lacks[why]);
	listener->said = true;
	if (why != PAUSE_SESSIONS)
		timer_start(&loop->timers, &listener->rest,
		    loop_now_ms(loop) + REST_MS);
}

static void
on_rested(struct timer *timer)
{
	struct listener *listener = container_of(timer, struct listener, rest);

	if (listener->paused && !is_full(listener))
		watch(listener);
}

/* One accept.  Returns whether another makes sense; else *why, N_PAUSES: none
 * waits. */
static bool
accept_one(struct listener *listener, enum pause *why)
{
	struct listeners *set = listener->set;
	int fd = sys_accept(listener->watch.fd);

	*why = N_PAUSES;
	if (fd != -1) {
		listener->skipped = 0;
		if (sessions_open(set->sessions, listener->service, fd,
			listener->unix_socket) == 0)
			return true;
		*why = PAUSE_MEMORY;
		return false;
	}
	switch (sock_accept_error(errno)) {
	case ACCEPT_SKIP:
		if (++listener->skipped < SKIPS_MOST)
			return true;
		listener->skipped = 0;
		*why = PAUSE_MEMORY;
		return false;
	case ACCEPT_DESCRIPTORS:
		*why = PAUSE_DESCRIPTORS;
		return set->shed(
		    set); /* an idle connection's, if there is one */
	case ACCEPT_MEMORY:
		*why = PAUSE_MEMORY;
		return false;
	default:
		return false;
	}
}

/* Take who waits, at most this many and as long as there is room. */
static enum pause
accept_some(struct listener *listener, uint64_t most)
{
	enum pause why = N_PAUSES;

	while (most-- > 0) {
		if (is_full(listener))
			return PAUSE_SESSIONS;
		if (!accept_one(listener, &why))
			return why;
	}
	return N_PAUSES;
}

static bool
is_overfull(const struct listener *listener)
{
	const struct sessions *sessions = listener->set->sessions;
	const struct service *service = listener->service;

	return sessions->n >= (uint64_t)sessions->most + SESSIONS_OVER ||
	       (service->limit > 0 &&
		   service->n_sessions >=
		       (uint64_t)service->limit + SESSIONS_OVER);
}

/*
 * The wake-up that came to this worker is answered before it turns away, for
 * the kernel woke nobody else.
 */
static void
accept_over(struct listener *listener)
{
	enum pause why;

	while (!is_overfull(listener))
		if (!accept_one(listener, &why))
			return;
}

/*
 * How many to take in this turn: one, as long as they come one by one, for to
 * find the queue empty costs a call; twice as many as before when the turn
 * before did not empty it.
 */
static uint64_t
next_quota(struct listener *listener)
{
	uint64_t turn = listener->set->loop->turns;
	uint64_t most = listener->service->config->accept_burst;
	uint64_t quota = 1;

	if (turn == listener->turn + 1)
		quota = listener->quota * 2 < most ? listener->quota * 2 : most;
	listener->turn = turn;
	listener->quota = quota;
	return quota;
}

static void
on_event(struct watch *watch_, uint32_t events)
{
	struct listener *listener =
	    container_of(watch_, struct listener, watch);
	enum pause why;

	(void)events;
	if (!listener->watched) /* stale, from this same batch */
		return;
	why = accept_some(listener, next_quota(listener));
	if (why == N_PAUSES && is_full(listener) && listener->shared)
		why = PAUSE_SESSIONS; /* at once, not with the next client */
	if (why == N_PAUSES) {
		if (has_ample_room(listener))
			listener->said = false;
		return;
	}
	pause_for(listener, why);
	if (why == PAUSE_SESSIONS && listener->shared)
		accept_over(listener);
}

void
listeners_init(struct listeners *set, struct sessions *sessions,
    struct listener *v, uint32_t capacity)
{
	*set = (struct listeners){
	    .loop = sessions->loop,
	    .sessions = sessions,
	    .v = v,
	    .capacity = capacity,
	};
}

/* A place that no socket has; places never move, for epoll points at them. */
static struct listener *
free_place(struct listeners *set)
{
	for (uint32_t i = 0; i < set->n; i++)
		if (set->v[i].watch.fd == -1)
			return &set->v[i];
	return set->n < set->capacity ? &set->v[set->n++] : NULL;
}

int
listeners_add(struct listeners *set, struct service *service, int fd,
    bool shared, uint32_t slot)
{
	struct listener *listener = free_place(set);

	if (listener == NULL) {
		errno = ENOSPC;
		return -1;
	}
	*listener = (struct listener){
	    .watch = {.fd = fd, .fn = on_event, .late = true},
	    .set = set,
	    .service = service,
	    .slot = slot,
	    .shared = shared,
	    .unix_socket = shared,
	    .quota = 1,
	};
	timer_init(&listener->rest, on_rested);
	if (set->started)
		watch(listener);
	return 0;
}

void
listeners_start(struct listeners *set)
{
	set->started = true;
	for (uint32_t i = 0; i < set->n; i++)
		if (set->v[i].watch.fd != -1)
			watch(&set->v[i]);
}

void
listeners_wake(struct listeners *set)
{
	for (uint32_t i = 0; i < set->n; i++) {
		struct listener *listener = &set->v[i];

		if (listener->paused && !timer_is_started(&listener->rest) &&
		    !is_full(listener))
			watch(listener);
	}
}

static void
close_socket(struct listener *listener)
{
	unwatch(listener);
	timer_stop(&listener->rest);
	listener->paused = false;
	sys_close(listener->watch.fd);
	listener->watch.fd = -1;
}

void
listeners_stop(struct listeners *set)
{
	for (uint32_t i = 0; i < set->n; i++) {
		if (set->v[i].watch.fd == -1)
			continue;
		/* A queue dies with the last descriptor of its socket. */
		accept_some(&set->v[i], LAST_PASS);
		close_socket(&set->v[i]);
	}
}

void
listeners_drop(struct listeners *set, uint32_t slot)
{
	for (uint32_t i = 0; i < set->n; i++)
		if (set->v[i].slot == slot && set->v[i].watch.fd != -1)
			close_socket(&set->v[i]);
}
