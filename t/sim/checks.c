// SPDX-License-Identifier: BSD-2-Clause
#include "checks.h"

#include "run_inside.h"
#include "trace.h"
#include "world.h"

#define SPINS 1000
#define STUCK_US 600000000
#define LOOK_US 1000000
#define SLOW_US 2000
#define REST_MOST_MS 1000
#define BUFFER_BYTES 16384
/* The first bytes of a request are counted for whoever was there before. */
#define HEAD_BYTES FRAME_TOKEN_WITHIN
#define SESSIONS_OVER 16

static uint64_t
sum(const uint64_t *cells, size_t n)
{
	uint64_t total = 0;

	for (size_t i = 0; i < n; i++)
		total += cells[i];
	return total;
}

static void
equal(uint64_t a, uint64_t b, const char *what, uint32_t i)
{
	if (a != b)
		run_violate("counters: %s: %llu and %llu, of number %u", what,
		    (unsigned long long)a, (unsigned long long)b, i);
}

static void
at_most(uint64_t a, uint64_t most, const char *what, uint32_t i)
{
	if (a > most)
		run_violate("limit: %s: %llu, and %llu at most, of number %u",
		    what, (unsigned long long)a, (unsigned long long)most, i);
}

/* ---- identities -------------------------------------------------------- */

static uint64_t
check_upstream(uint32_t i)
{
	const struct stats_upstream *s = world.upstreams[i];
	uint64_t open = sum(s->connections, N_CONN_STATES);
	uint64_t lent = sum(&s->invalidations[AT_LENT * N_REASONS], N_REASONS);
	uint64_t invalid =
	    lent + sum(s->invalidations, (size_t)AT_LENT * N_REASONS);

	equal(s->fresh_dials[DIAL_OK] + s->preconnect_dials[DIAL_OK],
	    s->discards[0] + invalid + open, "dials, and what became of them",
	    i);
	equal(sum(s->borrows, N_SOURCES),
	    s->returns[0] + s->discards[0] + lent + s->connections[CONN_LENT] +
		s->connections[CONN_RESETTING],
	    "borrows, and what became of them", i);
	at_most(s->dialing[0], world.config->upstreams[i].max_dials,
	    "max-dials", i);
	if (s->limit[0] > 0)
		at_most(
		    open + s->dialing[0], s->limit[0], "max-connections", i);
	return open + s->dialing[0];
}

static uint64_t
check_listener(uint32_t i)
{
	const struct stats_listener *s = world.listeners[i];
	uint64_t limit = world.limits[i];

	equal(s->accepted[0], sum(s->closed, N_REASONS) + s->sessions[0],
	    "sessions, and how they ended", i);
	if (limit > 0)
		at_most(
		    s->sessions[0], limit + SESSIONS_OVER, "max-sessions", i);
	return s->sessions[0];
}

/* What goes to or comes from a wire whose far side is closed has no tap. */
static void
check_bytes(void)
{
	uint64_t from_clients = 0, to_clients = 0, to_servers = 0;
	uint64_t from_servers = 0, counted;
	bool scripts = false;

	for (uint32_t i = 0; i < world.config->n_listeners; i++) {
		const struct stats_listener *s = world.listeners[i];

		from_clients += s->client_received[0];
		to_clients += s->client_sent[0];
	}
	for (uint32_t i = 0; i < world.config->n_upstreams; i++) {
		const struct stats_upstream *s = world.upstreams[i];

		from_servers += s->upstream_received[0];
		to_servers += s->upstream_sent[0];
		scripts |= world.config->upstreams[i].reset.n_send > 0;
	}
	counted = from_clients + to_clients + from_servers + to_servers +
		  world.logged;
	at_most(world.client_received, from_clients, "bytes from clients", 0);
	at_most(world.client_sent, to_clients, "bytes to clients", 0);
	at_most(world.server_sent, to_servers, "bytes to servers", 0);
	if (scripts) { /* their bytes are not counted */
		at_most(counted, sim_bytes(), "bytes", 0);
		return;
	}
	at_most(world.server_received, from_servers, "bytes from servers", 0);
	equal(counted, sim_bytes(), "bytes", 0);
}

/* What the worker has open beside sessions and connections may only grow by
 * what it was given. */
static void
check_fds(uint64_t counted)
{
	uint64_t open = sim_open_fds();

	if (open < counted)
		run_violate("%llu descriptors are open, %llu are counted",
		    (unsigned long long)open, (unsigned long long)counted);
	if (world.fds == 0 && world.accepting)
		world.fds = (uint32_t)(open - counted);
	if (world.fds > 0) /* the spare one may have been missing */
		at_most(open - counted,
		    world.fds + world.passed_fds + world.faulty,
		    "descriptors beside sessions and connections", 0);
}

static void
look_for_stuck(int64_t now_us)
{
	static int64_t looked_us;
	const struct client *client;

	if (now_us - looked_us < LOOK_US)
		return;
	looked_us = now_us;
	client = client_stuck(STUCK_US);
	if (client != NULL)
		run_violate("client %016llx does not get on or away",
		    (unsigned long long)client->sid);
}

void
checks_step(int64_t now_us)
{
	uint64_t counted = 0;

	for (uint32_t i = 0; i < world.config->n_upstreams; i++)
		counted += check_upstream(i);
	for (uint32_t i = 0; i < world.config->n_listeners; i++)
		counted += check_listener(i);
	check_bytes();
	check_fds(counted);
	if (sim_idle_waits() > SPINS &&
	    (!run_calm_down() || sim_idle_waits() > 3 * SPINS))
		run_violate("the worker spins: %llu waits that led to nothing",
		    (unsigned long long)sim_idle_waits());
	look_for_stuck(now_us);
}

int64_t
checks_rest_us(void)
{
	int64_t longest_ms = 0;

	for (uint32_t i = 0; i < world.config->n_upstreams; i++) {
		int64_t ms = world.config->upstreams[i].pool_idle_timeout;

		if (ms <= REST_MOST_MS && ms > longest_ms)
			longest_ms = ms;
	}
	return (longest_ms + 2 * REST_MOST_MS) * 1000;
}

void
checks_rest(void)
{
	for (uint32_t i = 0; i < world.config->n_upstreams; i++) {
		const struct config_upstream *up = &world.config->upstreams[i];
		const struct stats_upstream *s = world.upstreams[i];

		at_most(s->connections[CONN_IDLE] + s->connections[CONN_WARM],
		    config_share(up->max_idle, 0, world.config->n_workers),
		    "max-idle", i);
		equal(s->connections[CONN_LENT] + s->waiters[0], 0,
		    "what sessions had", i);
		if (up->pool_idle_timeout <= REST_MOST_MS)
			equal(s->connections[CONN_IDLE], 0,
			    "idle longer than pool-idle-timeout", i);
	}
}

void
checks_end(void)
{
	/* Epoll, channel, statm, spare; and a log that came. */
	uint64_t most = 5;

	checks_step(world_now_us());
	for (uint32_t i = 0; i < world.config->n_upstreams; i++) {
		const struct stats_upstream *s = world.upstreams[i];

		equal(sum(s->connections, N_CONN_STATES) + s->dialing[0], 0,
		    "connections that are left", i);
		equal(s->waiters[0], 0, "waiters that are left", i);
	}
	equal(world_sessions(), 0, "sessions that are left", 0);
	at_most(sim_open_fds(), most, "descriptors that are left", 0);
}

/* ---- moments ----------------------------------------------------------- */

bool
checks_is_clean(const struct backend *backend)
{
	return backend->tap.n_whole == backend->replies &&
	       backend->said == backend->heard &&
	       backend->read >= backend->script_to && backend->answer == NULL;
}

void
checks_held(const struct client *client, uint64_t in, uint64_t out)
{
	if (!client->excused && !client->near_closed &&
	    in > out + BUFFER_BYTES + HEAD_BYTES)
		run_violate("client %016llx: %llu bytes are held back",
		    (unsigned long long)client->sid,
		    (unsigned long long)(in - out));
}

/* A worker that drains, and a server that ends what is idle, may end a session
 * between two exchanges. */
static bool
may_end_early(void)
{
	return world.draining || world.hung_up || world.orphaned ||
	       world.scene->idle_close;
}

/* Those that count.  Over a Unix socket a RST cannot be told from a FIN. */
static uint64_t
violations_of(const struct tally *tally, bool unix_socket)
{
	uint64_t n = tally_violations(tally) + tally->strays;

	/* Where all is slow, or calls fail and only a timeout ends what they
	 * broke, waiting in a queue may take longer than an end is patient. */
	if (world.faulty || world.scene->knobs.delay_most_us >= SLOW_US)
		n -= tally->violations[V_STUCK];
	if (world.scene->calm)
		return n;
	if (unix_socket)
		n -= tally->violations[V_TRUNCATED] +
		     tally->violations[V_FALSE_FIN];
	if (unix_socket || may_end_early())
		n -= tally->violations[V_UNSERVED];
	return n;
}

void
checks_tallies(void)
{
	uint64_t strays = world.tally.strays + world.unix_tally.strays;

	if (!world.reported && strays == 0)
		return;
	world.reported = false;
	if (violations_of(&world.tally, false) +
		violations_of(&world.unix_tally, true) +
		violations_of(&world.probe_tally, true) ==
	    0)
		return;
	run_violate("%s", strays > 0 ? "a client got what a server had said "
				       "long before, unasked"
				     : world.report);
}

bool
checks_probe_makes_sense(void)
{
	const struct sim_knobs *knobs = &world.scene->knobs;
	const struct config_global *global = &world.config->global;
	bool sense = knobs->fd_most >= 50 && knobs->delay_most_us <= 30000 &&
		     knobs->buffer_most >= 100 &&
		     global->buffer_memory >= 1 << 20;

	for (uint32_t i = 0; i < world.config->n_upstreams; i++) {
		const struct config_upstream *up = &world.config->upstreams[i];

		sense &=
		    up->connect_timeout >= 1000 && up->wait_timeout >= 1000 &&
		    up->session_idle_timeout >= 1000 &&
		    up->fin_timeout >= 1000 &&
		    (!world.scene->idle_close ||
			up->pool_idle_timeout >= 1000) &&
		    (up->first_byte_timeout == 0 ||
			up->first_byte_timeout >= 1000) &&
		    (up->client_first_byte_timeout == 0 ||
			up->client_first_byte_timeout >= 500) &&
		    (up->session_max_age == 0 || up->session_max_age >= 3000);
	}
	return sense;
}
