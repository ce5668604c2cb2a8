// SPDX-License-Identifier: BSD-2-Clause
#include "worker.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "channel.h"
#include "listener.h"
#include "log.h"
#include "parse.h"
#include "pool.h"
#include "sessions.h"
#include "sys.h"

#define BEAT_MS 1000
#define ORPHAN_MS 60000
/* Standard ones, log, epoll, channel, segment, statm, spare, and some air. */
#define FIXED_FDS 16

struct worker {
	const struct worker_plan *plan;
	struct stats_worker *stats;
	struct loop loop;
	struct slab conns;
	struct sessions sessions;
	struct listeners listeners;
	struct upstream *upstreams;
	struct server *servers;
	struct service *services;
	struct listener *places; /* of listeners */
	struct watch channel;
	struct timer beat, deadline;
	int statm, spare;
	int64_t orphan_ms; /* since when; 0: the supervisor lives */
	bool draining;
};

/* ---- sizes ------------------------------------------------------------ */

static uint32_t
most_sessions(const struct config *config, uint32_t slot)
{
	return (uint32_t)config_share(
	    config->global.max_sessions, slot, config->n_workers);
}

/* Connections beside those lent to sessions: idle, and being dialled. */
static uint64_t
most_idle(const struct config *config, uint32_t slot)
{
	uint64_t most = 0;

	for (uint32_t i = 0; i < config->n_upstreams; i++) {
		const struct config_upstream *upstream = &config->upstreams[i];

		if (upstream->pool != POOL_OFF)
			most += config_share(
			    upstream->max_idle, slot, config->n_workers);
	}
	return most;
}

uint64_t
worker_reserved_fds(const struct config *config, uint32_t n_sockets)
{
	return FIXED_FDS + 2 * (uint64_t)n_sockets + SESSIONS_OVER * 2 +
	       most_idle(config, 0);
}

static size_t
most_conns(const struct config *config, uint32_t slot)
{
	/* An orphaned dial, or a reset under way, comes on top of the lent. */
	return 2 * ((size_t)most_sessions(config, slot) + SESSIONS_OVER) +
	       most_idle(config, slot);
}

static uint64_t
buffer_bytes(const struct config *config)
{
	return config->global.buffer_memory / config->n_workers;
}

void
worker_print_memory(const struct config *config, FILE *out)
{
	uint64_t sessions = most_sessions(config, 0);
	uint64_t conns = most_conns(config, 0);
	char bytes[PARSE_WORD_MAX];

	if (sessions == 0) {
		fprintf(out, "# memory: by the descriptors at the start\n");
		return;
	}
	fprintf(out,
	    "# worker 0: %llu sessions of %zu B, %llu connections of %zu B, "
	    "buffers of %d KiB up to %s\n",
	    (unsigned long long)sessions, sizeof(struct session),
	    (unsigned long long)conns, sizeof(struct conn), BUFFER_BYTES / 1024,
	    parse_print_size(buffer_bytes(config), bytes));
}

/* ---- the supervisor's word -------------------------------------------- */

static void
say(struct worker *worker, enum channel_kind kind)
{
	struct channel_message message = {
	    .kind = kind, .slot = worker->plan->slot};

	if (channel_send(worker->plan->channel, &message, -1) == -1)
		log_warn("channel: send: %m");
}

static void
drain(struct worker *worker, uint64_t ms)
{
	const struct config *config = worker->plan->config;

	if (worker->draining)
		return;
	worker->draining = true;
	listeners_stop(&worker->listeners);
	for (uint32_t i = 0; i < config->n_upstreams; i++)
		pool_drain(&worker->upstreams[i]);
	if (ms > 0)
		timer_start(&worker->loop.timers, &worker->deadline,
		    loop_now_ms(&worker->loop) + (int64_t)ms);
}

static void
on_drain_deadline(struct timer *timer)
{
	struct worker *worker = container_of(timer, struct worker, deadline);

	for (uint32_t i = 0; i < worker->plan->config->n_listeners; i++)
		stats_add(&worker->services[i]
			       .upstream->stats->timeouts[TIMEOUT_DRAIN],
		    worker->services[i].n_sessions);
	sessions_abort(&worker->sessions, REASON_drain);
}

static void
borrow_socket(
    struct worker *worker, const struct channel_message *message, int fd)
{
	const struct worker_plan *plan = worker->plan;
	const struct worker_socket *socket;

	if (fd == -1) {
		log_warn(
		    "slot %u: lent socket: no descriptors left", message->slot);
		return;
	}
	if (worker->draining || message->socket >= plan->n_sockets)
		goto close_fd;
	socket = &plan->sockets[message->socket];
	if (listeners_add(&worker->listeners,
		&worker->services[socket->listener], fd, socket->shared,
		message->slot) == 0)
		return;
	log_warn("slot %u: lent socket: no room", message->slot);
close_fd:
	sys_close(fd);
}

static void
obey(struct worker *worker, const struct channel_message *message, int fd)
{
	switch (message->kind) {
	case CHANNEL_COMMIT:
		listeners_start(&worker->listeners);
		say(worker, CHANNEL_ACCEPTING);
		break;
	case CHANNEL_LEND:
		borrow_socket(worker, message, fd);
		break;
	case CHANNEL_UNLEND:
		listeners_drop(&worker->listeners, message->slot);
		break;
	case CHANNEL_LOG:
		if (fd == -1)
			log_warn("log: reopen: no descriptors left");
		else
			log_adopt(fd);
		break;
	case CHANNEL_DRAIN:
		drain(worker, message->ms);
		break;
	default:
		break;
	}
}

/* The supervisor is gone: go on accepting, until another one serves. */
static void
become_orphan(struct worker *worker)
{
	log_warn("supervisor: gone: going on without it");
	loop_unwatch(&worker->loop, &worker->channel);
	worker->orphan_ms = loop_now_ms(&worker->loop);
}

/* A descriptor may come, and there may be none left but the spare one. */
static void
on_channel(struct watch *watch, uint32_t events)
{
	struct worker *worker = container_of(watch, struct worker, channel);
	struct channel_message message;
	int got, fd;
	bool gone;

	(void)events;
	if (worker->spare != -1)
		sys_close(worker->spare);
	while ((got = channel_recv(watch->fd, &message, &fd)) == 1)
		obey(worker, &message, fd);
	gone = got == 0 || errno != EAGAIN;
	worker->spare = sys_socket(AF_UNIX);
	if (gone)
		become_orphan(worker);
}

/* ---- once a second ---------------------------------------------------- */

static uint64_t
resident_bytes(const struct worker *worker)
{
	char text[64];
	ssize_t n = sys_pread(worker->statm, text, sizeof(text) - 1, 0);
	char *second;

	if (n <= 0)
		return 0;
	text[n] = '\0';
	second = strchr(text, ' ');
	if (second == NULL)
		return 0;
	return strtoull(second, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void
show(const struct worker *worker)
{
	struct stats_worker *stats = worker->stats;
	uint64_t fds = FIXED_FDS / 2 + worker->listeners.n +
		       worker->sessions.n + worker->conns.n_taken;

	stats_set(stats->heartbeat, (uint64_t)(sys_wall_ns() / 1000000));
	stats_set(stats->busy, worker->loop.busy_ns);
	stats_set(stats->cpu, (uint64_t)sys_cpu_ns());
	stats_set(stats->open_fds, fds);
	stats_set(stats->max_fds, worker->plan->max_fds);
	stats_set(stats->resident, resident_bytes(worker));
	stats_set(stats->log_dropped, log_dropped());
}

static void
look_for_successor(struct worker *worker)
{
	int64_t orphan_ms = loop_now_ms(&worker->loop) - worker->orphan_ms;

	if (segment_successor(worker->plan->segment) || orphan_ms >= ORPHAN_MS)
		drain(worker, 0);
}

static void
on_beat(struct timer *timer)
{
	struct worker *worker = container_of(timer, struct worker, beat);
	int64_t now_ms = loop_now_ms(&worker->loop);

	show(worker);
	buffers_cool(&worker->sessions.memory.buffers, now_ms);
	if (worker->orphan_ms != 0 && !worker->draining)
		look_for_successor(worker);
	if (worker->draining)
		sessions_drain(&worker->sessions);
	timer_start(&worker->loop.timers, timer, now_ms + BEAT_MS);
}

/* ---- callbacks of what a worker is made of ---------------------------- */

static void
on_session_ended(struct sessions *sessions, struct service *service)
{
	struct worker *worker = container_of(sessions, struct worker, sessions);

	(void)service;
	listeners_wake(&worker->listeners);
}

static bool
on_shed(struct listeners *listeners)
{
	struct worker *worker =
	    container_of(listeners, struct worker, listeners);

	for (uint32_t i = 0; i < worker->plan->config->n_upstreams; i++)
		if (pool_shed(&worker->upstreams[i]))
			return true;
	return false;
}

/* ---- life ------------------------------------------------------------- */

/* The only heap of a worker, and all of it before PREPARED. */
static int
take_memory(struct worker *worker)
{
	const struct config *config = worker->plan->config;
	uint32_t slot = worker->plan->slot;
	uint32_t n_places = worker->plan->n_sockets * config->n_workers;

	worker->upstreams =
	    calloc(config->n_upstreams, sizeof(*worker->upstreams));
	worker->servers = calloc(config->n_servers, sizeof(*worker->servers));
	worker->services =
	    calloc(config->n_listeners, sizeof(*worker->services));
	worker->places = calloc(n_places, sizeof(*worker->places));
	if (worker->upstreams == NULL || worker->servers == NULL ||
	    worker->services == NULL || worker->places == NULL)
		return -1;
	if (slab_init(&worker->conns, sizeof(struct conn),
		most_conns(config, slot)) == -1)
		return -1;
	if (sessions_init(&worker->sessions, &worker->loop,
		most_sessions(config, slot), buffer_bytes(config)) == -1)
		return -1;
	listeners_init(
	    &worker->listeners, &worker->sessions, worker->places, n_places);
	return 0;
}

static void
make_pools(struct worker *worker)
{
	const struct worker_plan *plan = worker->plan;
	const struct config *config = plan->config;
	struct upstream_plan common = {
	    .config = config,
	    .loop = &worker->loop,
	    .conns = &worker->conns,
	    .page = plan->page,
	    .slot = plan->slot,
	};

	for (uint32_t i = 0; i < config->n_upstreams; i++)
		pool_init(&worker->upstreams[i], &common, i,
		    &worker->servers[config->upstreams[i].server_i]);
	for (uint32_t i = 0; i < config->n_listeners; i++)
		worker->services[i] = (struct service){
		    .config = &config->listeners[i],
		    .upstream =
			&worker->upstreams[config->listeners[i].upstream_i],
		    .stats = stats_listener(plan->page, i),
		    .limit = (uint32_t)config_share(
			config->listeners[i].max_sessions, plan->slot,
			config->n_workers),
		};
}

static int
set_up(struct worker *worker)
{
	const struct worker_plan *plan = worker->plan;

	if (loop_init(&worker->loop) == -1 || take_memory(worker) == -1)
		return -1;
	make_pools(worker);
	worker->sessions.ended = on_session_ended;
	worker->sessions.drain_idle_ms = plan->config->global.drain_idle;
	worker->listeners.shed = on_shed;
	for (uint32_t i = 0; i < plan->n_sockets; i++)
		if (listeners_add(&worker->listeners,
			&worker->services[plan->sockets[i].listener],
			plan->sockets[i].fd, plan->sockets[i].shared,
			plan->slot) == -1)
			return -1;
	worker->channel =
	    (struct watch){.fd = plan->channel, .late = true, .fn = on_channel};
	worker->statm = sys_open("/proc/self/statm");
	worker->spare = sys_socket(AF_UNIX);
	timer_init(&worker->beat, on_beat);
	timer_init(&worker->deadline, on_drain_deadline);
	timer_start(&worker->loop.timers, &worker->beat, 1);
	return loop_watch_input(&worker->loop, &worker->channel, false);
}

int
worker_run(const struct worker_plan *plan)
{
	static struct worker worker; /* for its wheel: too big for a stack */

	worker.plan = plan;
	worker.stats = &plan->page->worker;
	if (set_up(&worker) == -1) {
		log_error("start: %m");
		return 1;
	}
	say(&worker, CHANNEL_PREPARED);
	while (!worker.draining || worker.sessions.n > 0 ||
	       worker.conns.n_taken > 0) {
		if (loop_turn(&worker.loop, BEAT_MS) == -1) {
			log_error("epoll: %m");
			return 1;
		}
		stats_set(worker.stats->turns, worker.loop.turns);
	}
	return 0;
}
