// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/un.h>

#include "checks.h"
#include "run_inside.h"
#include "trace.h"
#include "world.h"

static struct client *
client_of(struct wire *wire)
{
	return (struct client *)wire->peer;
}

static struct backend *
backend_of(struct wire *wire)
{
	return (struct backend *)wire->peer;
}

/* ---- dials ------------------------------------------------------------- */

static bool
is_address(const struct addr *addr, const struct sockaddr *sa, socklen_t len)
{
	return addr->len == len && memcmp(&addr->sa, sa, len) == 0;
}

/* Which server it is, of all. */
static uint32_t
server_at(const struct sockaddr *sa, socklen_t len)
{
	const struct config *config = world.config;

	for (uint32_t i = 0; i < config->n_upstreams; i++) {
		const struct config_upstream *upstream = &config->upstreams[i];

		for (uint32_t k = 0; k < upstream->servers.n; k++)
			if (is_address(&upstream->servers.v[k].addr, sa, len))
				return upstream->server_i + k;
	}
	run_violate("a dial to no server of the configuration");
}

/* Of a log's socket: what is at its other end. */
static struct actor log_end;

static bool
is_log(const struct sockaddr *sa)
{
	const struct sockaddr_un *sun = (const void *)sa;

	return sa->sa_family == AF_UNIX &&
	       strcmp(sun->sun_path, RUN_LOG_PATH) == 0;
}

static enum sim_fate
on_dialed(struct wire *wire, const struct sockaddr *sa, socklen_t len)
{
	int64_t now_us = world_now_us();
	const struct world_server *server;
	uint32_t i;

	wire->peer = NULL;
	if (is_log(sa)) {
		wire->peer = &log_end;
		return SIM_ACCEPTED;
	}
	i = server_at(sa, len);
	server = &world.servers[i];
	if (now_us < server->refuses_until_us)
		return SIM_REFUSED;
	if (now_us < server->mute_until_us)
		return server->unix_socket ? SIM_QUEUE_FULL : SIM_UNANSWERED;
	if (server->unix_socket &&
	    prf_below(&world.chance, 1000) < world.scene->full)
		return SIM_QUEUE_FULL;
	if (backend_accept(i, wire) == NULL)
		return SIM_REFUSED;
	trace_say("wire %u is dialed to server %u", wire->id, i);
	return SIM_ACCEPTED;
}

/* ---- requests ---------------------------------------------------------- */

/*
 * Whether what was said unasked was on its way still when the worker wrote, or
 * had come only just before, so that its event may have been held back.
 */
static bool
is_excusable(const struct backend *backend)
{
	uint64_t since = backend->blurted_step;

	if (backend->heard_step > since)
		since = backend->heard_step;
	return backend->poisoned ||
	       (backend->blurted && (run_arrived(backend->actor.wire) == 0 ||
					world.result->steps - since < 20));
}

/* A request of another session than before has begun. */
static void
change_client(struct backend *backend, uint64_t sid)
{
	const struct world_server *server = &world.servers[backend->server];
	struct client *client = client_find(sid);

	if (client == NULL)
		run_violate("server %u gets a request of nobody, %016llx",
		    backend->server, (unsigned long long)sid);
	trace_say("wire %u serves client %016llx", backend->actor.wire->id,
	    (unsigned long long)sid);
	backend->client = client;
	backend->heard_before = backend->heard;
	if (server->unix_socket && client->asker.tally == &world.tally)
		client->asker.tally = &world.unix_tally;
	if (backend->reset == RESET_WRONG ||
	    (backend->reset == RESET_AND_MORE && !backend->poisoned &&
		backend->answer == NULL && backend->said == backend->heard))
		run_violate("wire %u is lent after a wrong answer to its reset",
		    backend->actor.wire->id);
	if (backend->poisoned || !backend->clean) {
		if (!backend->excusable)
			run_violate("wire %u is lent to %016llx before all "
				    "was answered and read",
			    backend->actor.wire->id, (unsigned long long)sid);
		backend->poisoned = true;
		client_excuse(client);
	}
}

/* The reset script is written at once, or not at all. */
static bool
is_script(const struct backend *backend, const uint8_t *p, size_t n)
{
	const struct config_upstream *upstream =
	    &world.config->upstreams[world.servers[backend->server].upstream];

	return upstream->reset.n_send > 0 && n <= upstream->reset.n_send &&
	       memcmp(p, upstream->reset.send, n) == 0;
}

static void
tap_requests(struct backend *backend, const uint8_t *p, size_t n)
{
	const struct world_server *server = &world.servers[backend->server];
	const struct pair_key *key = server->env.key;
	const char *wrong = NULL;

	if (request_tap_rests(&backend->tap)) {
		backend->clean = checks_is_clean(backend);
		backend->excusable = is_excusable(backend);
		backend->answerer.env =
		    server->mixed ? &server->unix_env : &server->env;
	}
	while (n > 0 && wrong == NULL) {
		uint64_t sid = backend->tap.token.sid;
		bool began;
		size_t taken =
		    request_tap(&backend->tap, key, p, n, &began, &wrong);

		if (began && backend->tap.token.sid != sid)
			change_client(backend, backend->tap.token.sid);
		if (began)
			backend->answerer.env = backend->client->unix_socket
						    ? &server->unix_env
						    : &server->env;
		if (backend->client != NULL)
			backend->client->passed += taken;
		if (request_tap_rests(&backend->tap))
			backend->clean = false; /* within one write */
		p += taken;
		n -= taken;
	}
	if (wrong != NULL)
		run_violate("wire %u: %s", backend->actor.wire->id, wrong);
}

static void
on_request_bytes(struct backend *backend, const uint8_t *p, size_t n)
{
	if (request_tap_rests(&backend->tap) && is_script(backend, p, n)) {
		if (!checks_is_clean(backend) && !is_excusable(backend))
			run_violate("wire %u is reset before all was "
				    "answered and read",
			    backend->actor.wire->id);
		backend->script_from = backend->wrote;
		backend->script_to = backend->wrote + n;
		world.server_sent -= n;
	} else {
		tap_requests(backend, p, n);
	}
	backend->wrote += n;
}

/* ---- what the kernel calls --------------------------------------------- */

static void
on_reply_bytes(struct client *client, const uint8_t *p, size_t n)
{
	const char *wrong = NULL;

	client->given += n;
	if (client->excused)
		return;
	reply_tap(&client->tap, client->key, &client->asker.plan, p, n, &wrong);
	if (wrong == NULL)
		return;
	if (client->passed == 0 && world_now_us() < world.ghosts_until_us)
		client_excuse(client);
	else
		run_violate("client %016llx: %s",
		    (unsigned long long)client->sid, wrong);
}

static void
on_logged(const char *line, size_t n)
{
	if (memmem(line, n, "bug: ", 5) != NULL)
		run_violate("%.*s", (int)n, line);
	if (memmem(line, n, "going on without it", 19) != NULL)
		world.orphaned = true;
}

static void
on_wrote(struct wire *wire, const uint8_t *p, size_t n)
{
	if (wire->peer == &log_end) {
		world.logged += n;
		on_logged((const char *)p, n);
		return;
	}
	if (wire->client)
		world.client_sent += n;
	else
		world.server_sent += n;
	if (wire->peer == NULL)
		return;
	if (wire->client)
		on_reply_bytes(client_of(wire), p, n);
	else
		on_request_bytes(backend_of(wire), p, n);
}

static void
on_taken(struct client *client, size_t n)
{
	client->taken += n;
	checks_held(client, client->taken, client->passed);
}

static void
on_heard(struct backend *backend, size_t n)
{
	backend->heard += n;
	backend->heard_step = world.result->steps;
	if (backend->client != NULL)
		checks_held(backend->client,
		    backend->heard - backend->heard_before,
		    backend->client->given);
}

static void
on_read(struct wire *wire, size_t n)
{
	if (wire->client)
		world.client_received += n;
	else
		world.server_received += n;
	if (wire->peer == NULL)
		return;
	if (wire->client)
		on_taken(client_of(wire), n);
	else
		on_heard(backend_of(wire), n);
}

static void
on_closed(struct wire *wire, bool reset)
{
	if (wire->peer == NULL)
		return;
	trace_say("wire %u is closed%s", wire->id, reset ? " by reset" : "");
	if (wire->client)
		client_of(wire)->near_closed = true;
}

static void
on_ready(struct wire *wire)
{
	if (wire->peer != NULL && wire->peer != &log_end)
		actor_ready(wire->peer);
}

static void
on_told(const struct channel_message *message)
{
	if (message->kind == CHANNEL_PREPARED) {
		world.prepared = true;
		world.prepared_us = sim_now_ns() / 1000;
	} else if (message->kind == CHANNEL_ACCEPTING) {
		world.accepting = true;
		sim_set_failing(true);
	} else {
		run_violate("the worker says kind %u", message->kind);
	}
}

const struct sim_world world_calls = {
    .step = world_step,
    .dialed = on_dialed,
    .ready = on_ready,
    .wrote = on_wrote,
    .read = on_read,
    .closed = on_closed,
    .told = on_told,
    .logged = on_logged,
};
