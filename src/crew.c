// SPDX-License-Identifier: BSD-2-Clause
#include "crew.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "announce.h"
#include "log.h"

#define SETUP_MS 10000 /* for a worker to be PREPARED, and to be ACCEPTING */
#define TICK_MS 1000   /* between two calls of crew_tick() */

/* What the segment, and so relaystat, calls the state. */
static const enum worker_state shown[CHILD_NSTATES] = {
    [CHILD_NONE] = WORKER_BACKOFF,
    [CHILD_STARTING] = WORKER_STARTING,
    [CHILD_PREPARED] = WORKER_STARTING,
    [CHILD_COMMITTED] = WORKER_STARTING,
    [CHILD_RUNNING] = WORKER_RUNNING,
    [CHILD_DRAINING] = WORKER_DRAINING,
    [CHILD_KILLED] = WORKER_DRAINING,
};

static struct stats_supervisor *
cells(const struct crew *crew)
{
	return segment_supervisor(crew->instance->segment);
}

/* The one writer of child->state. */
static void
enter(struct crew *crew, struct child *child, enum child_state state)
{
	if (child->state != state)
		child->since_ms = crew->now_ms;
	child->state = state;
	segment_slot(
	    crew->instance->segment, child->slot, child->pid, shown[state]);
}

static void
on_nothing(struct crew *crew, struct child *child)
{
	(void)crew;
	(void)child;
}

static void
on_kill(struct crew *crew, struct child *child)
{
	(void)crew;
	child_kill(child);
}

static void
on_stuck(struct crew *crew, struct child *child)
{
	child->watchdog = true;
	on_kill(crew, child);
}

/* Who does not take a message will be found stuck, or is dying. */
static void
tell(struct child *child, enum channel_kind kind, int64_t ms, int pass)
{
	struct channel_message message = {
	    .kind = kind, .slot = child->slot, .ms = (uint64_t)ms};

	if (child_tell(child, &message, pass) == -1 && errno != EPIPE)
		log_warn("worker %" PRIu32 ": channel: %m", child->slot);
}

static void
on_go(struct crew *crew, struct child *child)
{
	(void)crew;
	tell(child, CHANNEL_COMMIT, 0, -1);
}

static void
on_leave(struct crew *crew, struct child *child)
{
	int64_t ms = crew->instance->config->global.stop_timeout;

	tell(child, CHANNEL_DRAIN, ms, -1);
}

static enum restart_reason
reason_of(const struct child *child, int status)
{
	if (child->watchdog)
		return RESTART_WATCHDOG;
	return WIFSIGNALED(status) ? RESTART_SIGNAL : RESTART_EXIT;
}

/* Its numbers first, so that no reader misses them. */
static void
on_death(struct crew *crew, struct child *child)
{
	char cause[80];
	int pid = (int)child->pid;

	segment_fold(crew->instance->segment, child->slot);
	child_cause(crew->wait_status, cause, sizeof(cause));
	child->reason = reason_of(child, crew->wait_status);
	child_gone(child, crew->now_ms);
	if (crew->phase == CREW_START)
		announce_failure("worker %" PRIu32 ": pid %d: %s before it "
				 "was ready",
		    child->slot, pid, cause);
	else if (crew->phase == CREW_SERVE)
		log_warn("worker %" PRIu32 ": pid %d: %s: forked again in "
			 "%" PRId64 " ms",
		    child->slot, pid, cause, child->delay_ms);
	else if (crew->phase == CREW_DRAIN)
		log_info(
		    "worker %" PRIu32 ": pid %d: %s", child->slot, pid, cause);
}

/* A pair that is not here cannot happen, or is RUDE if a worker caused it. */
static const struct step {
	enum child_state next;
	void (*act)(struct crew *crew, struct child *child);
} steps[CHILD_NSTATES][CREW_NEVENTS] = {
#define ROW(state, event, to, act)                                             \
	[CHILD_##state][CREW_##event] = {CHILD_##to, act}
    ROW(NONE, BORN, STARTING, on_nothing),
    ROW(NONE, LEAVE, NONE, on_nothing),
    ROW(NONE, END, NONE, on_nothing),
    ROW(STARTING, PREPARED, PREPARED, on_nothing),
    ROW(STARTING, RUDE, KILLED, on_kill),
    ROW(STARTING, STUCK, KILLED, on_stuck),
    ROW(STARTING, LEAVE, KILLED, on_kill),
    ROW(STARTING, END, KILLED, on_kill),
    ROW(STARTING, DIED, NONE, on_death),
    ROW(PREPARED, GO, COMMITTED, on_go),
    ROW(PREPARED, RUDE, KILLED, on_kill),
    ROW(PREPARED, LEAVE, KILLED, on_kill),
    ROW(PREPARED, END, KILLED, on_kill),
    ROW(PREPARED, DIED, NONE, on_death),
    ROW(COMMITTED, ACCEPTING, RUNNING, on_nothing),
    ROW(COMMITTED, RUDE, KILLED, on_kill),
    ROW(COMMITTED, STUCK, KILLED, on_stuck),
    ROW(COMMITTED, LEAVE, DRAINING, on_leave),
    ROW(COMMITTED, END, KILLED, on_kill),
    ROW(COMMITTED, DIED, NONE, on_death),
    ROW(RUNNING, RUDE, KILLED, on_kill),
    ROW(RUNNING, STUCK, KILLED, on_stuck),
    ROW(RUNNING, LEAVE, DRAINING, on_leave),
    ROW(RUNNING, END, KILLED, on_kill),
    ROW(RUNNING, DIED, NONE, on_death),
    ROW(DRAINING, ACCEPTING, DRAINING, on_nothing), /* the two crossed */
    ROW(DRAINING, RUDE, KILLED, on_kill),
    ROW(DRAINING, STUCK, KILLED, on_stuck),
    ROW(DRAINING, END, KILLED, on_kill),
    ROW(DRAINING, DIED, NONE, on_death),
    ROW(KILLED, PREPARED, KILLED, on_nothing), /* sent before it died */
    ROW(KILLED, ACCEPTING, KILLED, on_nothing),
    ROW(KILLED, RUDE, KILLED, on_nothing),
    ROW(KILLED, LEAVE, KILLED, on_nothing),
    ROW(KILLED, END, KILLED, on_nothing),
    ROW(KILLED, DIED, NONE, on_death),
#undef ROW
};

void
crew_happen(struct crew *crew, struct child *child, enum crew_event event)
{
	const struct step *step = &steps[child->state][event];

	if (step->act == NULL &&
	    (event == CREW_PREPARED || event == CREW_ACCEPTING)) {
		log_error("worker %" PRIu32 ": channel: message out of turn",
		    child->slot);
		step = &steps[child->state][CREW_RUDE];
	}
	must(step->act != NULL);
	step->act(crew, child);
	enter(crew, child, step->next);
}

void
crew_happen_all(struct crew *crew, enum crew_event event)
{
	for (uint32_t i = 0; i < crew->n; i++)
		crew_happen(crew, &crew->children[i], event);
}

int
crew_open(struct crew *crew, struct instance *instance)
{
	uint32_t n = instance->config->n_workers;

	*crew = (struct crew){.instance = instance, .n = n};
	crew->children = calloc(n, sizeof(*crew->children));
	crew->polls = calloc(n + 1, sizeof(*crew->polls));
	if (crew->children == NULL || crew->polls == NULL) {
		crew_close(crew);
		return -1;
	}
	for (uint32_t i = 0; i < n; i++)
		crew->children[i] =
		    (struct child){.slot = i, .channel = -1, .lender = -1};
	return 0;
}

void
crew_close(struct crew *crew)
{
	for (uint32_t i = 0; crew->children != NULL && i < crew->n; i++)
		child_hang_up(&crew->children[i]);
	free(crew->children);
	free(crew->polls);
	*crew = (struct crew){0};
}

int
crew_fork_due(struct crew *crew)
{
	for (uint32_t i = 0; i < crew->n; i++) {
		struct child *child = &crew->children[i];

		if (child->state != CHILD_NONE || child->due_ms > crew->now_ms)
			continue;
		if (child_fork(child, crew->instance, crew->now_ms) == -1) {
			child->due_ms = crew->now_ms + TICK_MS;
			return -1;
		}
		if (crew->phase == CREW_SERVE)
			stats_add(&cells(crew)->restarts[child->reason], 1);
		crew_happen(crew, child, CREW_BORN);
	}
	return 0;
}

int64_t
crew_due_ms(const struct crew *crew)
{
	int64_t due_ms = INT64_MAX;

	for (uint32_t i = 0; i < crew->n; i++)
		if (crew->children[i].state == CHILD_NONE &&
		    crew->children[i].due_ms < due_ms)
			due_ms = crew->children[i].due_ms;
	return due_ms;
}

void
crew_watch(struct crew *crew)
{
	for (uint32_t i = 0; i < crew->n; i++)
		crew->polls[i] = (struct pollfd){
		    .fd = crew->children[i].channel, .events = POLLIN};
}

/* Take one message.  Returns whether there may be another. */
static bool
hear(struct crew *crew, struct child *child)
{
	struct channel_message message = {0};
	int passed;
	int rc = channel_recv(child->channel, &message, &passed);

	if (passed != -1)
		close(passed);
	if (rc == -1 && errno == EAGAIN)
		return false;
	if (rc == 0) { /* its death comes as a signal */
		child_hang_up(child);
		return false;
	}
	if (rc == 1 && message.kind == CHANNEL_PREPARED) {
		crew_happen(crew, child, CREW_PREPARED);
	} else if (rc == 1 && message.kind == CHANNEL_ACCEPTING) {
		crew_happen(crew, child, CREW_ACCEPTING);
	} else {
		log_error("worker %" PRIu32 ": channel: not a worker's message",
		    child->slot);
		child_hang_up(child);
		crew_happen(crew, child, CREW_RUDE);
		return false;
	}
	return true;
}

void
crew_listen(struct crew *crew)
{
	for (uint32_t i = 0; i < crew->n; i++) {
		struct child *child = &crew->children[i];

		if (crew->polls[i].revents == 0 ||
		    crew->polls[i].fd != child->channel)
			continue;
		while (hear(crew, child))
			continue;
	}
}

void
crew_reap(struct crew *crew)
{
	pid_t pid;

	while ((pid = waitpid(-1, &crew->wait_status, WNOHANG)) > 0)
		for (uint32_t i = 0; i < crew->n; i++)
			if (crew->children[i].pid == pid) {
				crew_happen(
				    crew, &crew->children[i], CREW_DIED);
				break;
			}
}

/* Our own ticks are counted, not the clock: while the machine or we stood
 * still, so did the worker. */
static bool
is_still(const struct crew *crew, struct child *child)
{
	const struct stats_page *page =
	    segment_page(crew->instance->segment, child->slot);
	int64_t limit_ms = crew->instance->config->global.worker_watchdog;
	uint64_t turns = __atomic_load_n(page->worker.turns, __ATOMIC_RELAXED);

	child->still = turns == child->turns ? child->still + 1 : 0;
	child->turns = turns;
	return limit_ms != 0 && (int64_t)child->still * TICK_MS >= limit_ms;
}

static void
look_after(struct crew *crew, struct child *child)
{
	switch (child->state) {
	case CHILD_STARTING:
	case CHILD_COMMITTED:
		if (crew->now_ms - child->since_ms < SETUP_MS)
			return;
		log_error("worker %" PRIu32 ": pid %d: not ready after %d s",
		    child->slot, (int)child->pid, SETUP_MS / 1000);
		crew_happen(crew, child, CREW_STUCK);
		return;
	case CHILD_RUNNING:
	case CHILD_DRAINING:
		if (!is_still(crew, child))
			break;
		log_error("worker %" PRIu32 ": pid %d: no progress for %u s",
		    child->slot, (int)child->pid, child->still);
		crew_happen(crew, child, CREW_STUCK);
		return;
	default:
		break;
	}
	if (child->pid != 0 && child->channel == -1)
		crew_happen(crew, child, CREW_RUDE);
}

void
crew_tick(struct crew *crew)
{
	for (uint32_t i = 0; i < crew->n; i++)
		look_after(crew, &crew->children[i]);
}

void
crew_pass_log(struct crew *crew)
{
	for (uint32_t i = 0; i < crew->n; i++)
		if (crew->children[i].channel != -1)
			tell(&crew->children[i], CHANNEL_LOG, 0, log_fd());
}

bool
crew_is(const struct crew *crew, enum child_state state)
{
	for (uint32_t i = 0; i < crew->n; i++)
		if (crew->children[i].state != state)
			return false;
	return true;
}

bool
crew_has(const struct crew *crew, enum child_state state)
{
	for (uint32_t i = 0; i < crew->n; i++)
		if (crew->children[i].state == state)
			return true;
	return false;
}
