// SPDX-License-Identifier: BSD-2-Clause
#include "world.h"

#include <stdio.h>
#include <stdlib.h>

#include "checks.h"
#include "deeds.h"
#include "run_inside.h"
#include "trace.h"

#define LATER_US 1000           /* a full queue is tried again */
#define REST_MOST_US 1200000000 /* no session is open for so long */
#define END_MOST_US 900000000
#define PROBES 6
#define START_MOST_US 10000000

struct world world;

uint64_t
world_sessions(void)
{
	uint64_t n = 0;

	for (uint32_t i = 0; i < world.config->n_listeners; i++)
		n += world.listeners[i]->sessions[0];
	return n;
}

uint64_t
world_paused(void)
{
	uint64_t n = 0;

	for (uint32_t i = 0; i < world.config->n_listeners; i++)
		for (int why = 0; why < N_PAUSES; why++)
			n += world.listeners[i]->accept_paused[why];
	return n;
}

static void
enter_phase(enum world_phase phase)
{
	world.phase = phase;
	world.phase_us = world_now_us();
}

/* ---- the play ---------------------------------------------------------- */

/* The next entry that is played: a client's, or another's. */
static const struct entry *
next_entry(uint32_t *at, bool of_client)
{
	const struct play *play = world.play;

	for (; *at < play->n; (*at)++)
		if (!play->left_out[*at] &&
		    (play->entries[*at].deed == DEED_CLIENT) == of_client)
			return &play->entries[*at];
	return NULL;
}

static int64_t
sooner(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Clients whose time has come, as long as there are not too many.  Returns
 * when the next one may come. */
static int64_t
let_come(int64_t now_us)
{
	const struct entry *entry;
	bool may_be_refused = !world.scene->calm;

	while ((entry = next_entry(&world.next_client, true)) != NULL) {
		uint32_t socket = entry->where % world.n_sockets;

		if (world.start_us + entry->at_us > now_us)
			return world.start_us + entry->at_us;
		if (world.n_active >= world.scene->at_once)
			return INT64_MAX;
		if (client_arrive(socket, entry->sid) == NULL) {
			if (!may_be_refused)
				return now_us + LATER_US;
			world.tally.refused++;
		}
		world.next_client++;
	}
	return INT64_MAX;
}

static int64_t
let_happen(int64_t now_us)
{
	const struct entry *entry;

	while ((entry = next_entry(&world.next_deed, false)) != NULL) {
		if (world.start_us + entry->at_us > now_us)
			return world.start_us + entry->at_us;
		deeds_do(entry);
		world.next_deed++;
	}
	return INT64_MAX;
}

static bool
all_is_played(void)
{
	return next_entry(&world.next_client, true) == NULL &&
	       next_entry(&world.next_deed, false) == NULL;
}

/* ---- phases ------------------------------------------------------------ */

/* What lets a probe fail is not a fault of the worker. */
static bool
must_be_probed(void)
{
	if (world.hung_up || world.draining || world.orphaned)
		return false;
	return checks_probe_makes_sense();
}

static void
probe(void)
{
	uint64_t chance = prf_seed(world.scene->seed, 107, world.probes);

	if (world.n_active > 0)
		return;
	run_disarm();
	if (world.probe_tally.exchanges > 0 ||
	    (world.probes > 0 && !must_be_probed())) {
		enter_phase(PHASE_END);
		return;
	}
	if (world.probes == PROBES && world.n_probed > 0)
		run_violate("nobody is served after all faults have ended");
	if (world.probes == PROBES && !world.faulty)
		run_violate("nobody listens any more");
	if (world.probes == PROBES) {
		enter_phase(PHASE_END);
		return;
	}
	world.n_probed += client_arrive(world.probes % world.n_own,
			      plan_sid(chance, PLAN_CALM, 4)) != NULL;
	world.probes++;
}

static void
rest(int64_t now_us)
{
	if (world_sessions() > 0) {
		if (now_us - world.phase_us > REST_MOST_US)
			run_violate("%llu sessions never end",
			    (unsigned long long)world_sessions());
		world.busy_us = now_us;
		return;
	}
	if (now_us - world.busy_us < checks_rest_us())
		return;
	checks_rest();
	enter_phase(must_be_probed() ? PHASE_PROBE : PHASE_END);
}

static void
end(int64_t now_us)
{
	run_disarm();
	if (world_sessions() == 0)
		deeds_drain(10000000);
	if (now_us - world.phase_us > END_MOST_US)
		run_violate("the worker does not end");
}

/* A worker that is not ready in time is killed by its supervisor. */
static void
look_at_start(int64_t now_us)
{
	bool ready =
	    world.phase == PHASE_START ? world.prepared : world.accepting;

	if (ready || now_us - world.phase_us < START_MOST_US)
		return;
	if (!world.faulty)
		run_violate("the worker is not ready in time");
	run_end(RESULT_HELD);
}

static int64_t
live(int64_t now_us)
{
	int64_t next = INT64_MAX;

	switch (world.phase) {
	case PHASE_START:
		if (world.prepared) {
			next = world.prepared_us + world.scene->commit_us;
			if (now_us >= next) {
				deeds_tell(CHANNEL_COMMIT, 0, 0, -1, 0);
				enter_phase(PHASE_PLAY);
			}
		}
		look_at_start(now_us);
		return sooner(let_come(now_us), next);
	case PHASE_PLAY:
		look_at_start(now_us);
		next = sooner(let_come(now_us), let_happen(now_us));
		if (world.n_active == 0 && all_is_played()) {
			sim_set_failing(false);
			run_disarm();
			world.busy_us = now_us;
			enter_phase(PHASE_REST);
		}
		return next;
	case PHASE_REST:
		rest(now_us);
		return now_us + 1000000;
	case PHASE_PROBE:
		probe();
		return now_us + 1000000;
	case PHASE_END:
		end(now_us);
		return now_us + 1000000;
	}
	return next;
}

int64_t
world_step(int64_t now_ns)
{
	int64_t now_us = now_ns / 1000, next;
	uint32_t moves =
	    1 + (uint32_t)prf_below(&world.chance, world.scene->moves);

	world.result->steps++;
	checks_step(now_us);
	next = live(now_us);
	next = sooner(next, actors_move(&world.chance, moves, now_us));
	return next == INT64_MAX ? next : next * 1000;
}

/* ---- life -------------------------------------------------------------- */

int
world_add_socket(uint32_t listener, bool unix_socket)
{
	int fd = sim_listen(unix_socket);

	if (fd != -1)
		world.sockets[world.n_sockets++] = (struct world_socket){
		    .id = sim_listener_id(fd),
		    .listener = listener,
		    .unix_socket = unix_socket,
		};
	return fd;
}

/* Whether a client of the upstream may come over a Unix socket. */
static bool
is_mixed(uint32_t upstream)
{
	const struct config *config = world.config;

	for (uint32_t i = 0; i < config->n_listeners; i++)
		for (uint32_t k = 0; k < config->listeners[i].addresses.n; k++)
			if (config->listeners[i].upstream_i == upstream &&
			    addr_is_unix(
				&config->listeners[i].addresses.v[k].addr))
				return true;
	return false;
}

static struct seen seen[ANSWERER_SEEN];

static void
init_server(uint32_t upstream, uint32_t i, const struct config_upstream *config)
{
	struct world_server *server = &world.servers[i];

	*server = (struct world_server){
	    .upstream = upstream,
	    .mixed = is_mixed(upstream),
	    .unix_socket =
		addr_is_unix(&config->servers.v[i - config->server_i].addr),
	    .habits.blurt_of_1000 = world.scene->blurts,
	    .habits.grace_us = world.late_us,
	};
	if (world.scene->idle_close) {
		server->habits.idle_us = config->pool_idle_timeout * 1000;
		server->habits.idle_around = 2000;
	}
	server->env = (struct answerer_env){
	    .key = &world.keys[upstream],
	    .io = &backend_io,
	    .habits = &server->habits,
	    .tally = server->unix_socket ? &world.unix_tally : &world.tally,
	    .seen = seen,
	};
	server->unix_env = server->env;
	server->unix_env.tally = &world.unix_tally;
}

/* What the pair reports, a line at a time: the last one is kept. */
static ssize_t
on_report(void *cookie, const char *line, size_t n)
{
	(void)cookie;
	world.reported = true;
	snprintf(world.report, sizeof(world.report), "%.*s", (int)n - 1, line);
	return (ssize_t)n;
}

void
world_init(const struct world *with)
{
	const struct config *config = with->config;
	const struct scene *scene = with->scene;
	cookie_io_functions_t functions = {.write = on_report};
	FILE *report;

	world = *with;
	world.chance.seed = prf_seed(scene->seed, 108, 0);
	world.start_us = world.phase_us = world_now_us();
	world.successor_us = INT64_MAX;
	/* A reply may come byte by byte. */
	world.late_us = 50000 + (int64_t)scene->knobs.delay_most_us *
				    (64 + (1 << scene->size_bits));
	world.n_servers = config->n_servers;
	world.tally.tolerant = world.unix_tally.tolerant =
	    world.junk_tally.tolerant = !scene->calm;
	world.probe_tally.tolerant = true;
	report = fopencookie(NULL, "w", functions);
	if (report == NULL)
		abort();
	world.tally.report = world.unix_tally.report =
	    world.probe_tally.report = report;
	for (uint32_t i = 0; i < config->n_listeners; i++) {
		world.listeners[i] = stats_listener(world.page, i);
		world.limits[i] = config_share(
		    config->listeners[i].max_sessions, 0, config->n_workers);
	}
	for (uint32_t i = 0; i < config->n_upstreams; i++) {
		const struct config_upstream *upstream = &config->upstreams[i];

		world.upstreams[i] = stats_upstream(world.page, i);
		world.keys[i] = (struct pair_key){
		    .key = prf_seed(scene->seed, 109, 0),
		    .mode = scene->modes[i],
		    .tenant = (uint8_t)(i + 1),
		};
		for (uint32_t k = 0; k < upstream->servers.n; k++)
			init_server(i, upstream->server_i + k, upstream);
	}
}
