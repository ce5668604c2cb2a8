// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <string.h>

#include "checks.h"
#include "run_inside.h"
#include "trace.h"
#include "world.h"

#define MOST 4096

static struct backend backends[MOST];
static uint32_t n_backends; /* ever used */
static uint32_t vacant[MOST], n_vacant;

/* ---- the reset script -------------------------------------------------- */

#define SCRIPT_BYTES (sizeof(SCENE_RESET_SEND) - 1)

static ssize_t
say(struct backend *backend, const void *buf, size_t n)
{
	ssize_t sent = far_send(backend->actor.wire, buf, n);

	if (sent > 0)
		backend->said += (uint64_t)sent;
	return sent;
}

static void
say_answer(struct backend *backend)
{
	ssize_t sent;

	if (backend->answer == NULL)
		return;
	sent = say(backend, backend->answer, strlen(backend->answer));
	if (sent > 0)
		backend->answer += sent;
	if (*backend->answer == '\0')
		backend->answer = NULL;
}

/* Mostly right; or wrong; or with something behind it. */
static void
begin_answer(struct backend *backend)
{
	backend->answer = SCENE_RESET_EXPECT;
	if (prf_below(&world.chance, 1000) >= world.scene->wrong_resets)
		return;
	if (prf_below(&world.chance, 2) == 0) {
		backend->answer = SCENE_RESET_WRONG;
		backend->reset = RESET_WRONG;
	} else {
		backend->answer = SCENE_RESET_EXPECT "?";
		backend->reset = RESET_AND_MORE;
		backend->blurted = true;
		backend->blurted_step = world.result->steps;
	}
	trace_say("wire %u answers its reset %s", backend->actor.wire->id,
	    backend->reset == RESET_WRONG ? "wrongly" : "and more");
}

/* The script is the next thing to be read: it is not the answerer's. */
static void
read_script(struct backend *backend)
{
	uint8_t bytes[SCRIPT_BYTES];
	uint64_t n = backend->script_to - backend->read;
	ssize_t got = far_recv(
	    backend->actor.wire, bytes, n < sizeof(bytes) ? n : sizeof(bytes));

	if (got <= 0)
		return;
	backend->read += (uint64_t)got;
	if (backend->read == backend->script_to &&
	    backend->script_to - backend->script_from == SCRIPT_BYTES) {
		begin_answer(backend);
		say_answer(backend);
	}
}

static bool
script_is_next(const struct backend *backend)
{
	return backend->read >= backend->script_from &&
	       backend->read < backend->script_to;
}

/* ---- what an answerer does with its socket ----------------------------- */

static ssize_t
on_recv(void *socket, void *buf, size_t n)
{
	struct backend *backend = socket;
	ssize_t got;

	if (script_is_next(backend))
		read_script(backend);
	if (backend->answer != NULL) {
		errno = EAGAIN;
		return -1;
	}
	if (backend->read < backend->script_from &&
	    n > backend->script_from - backend->read)
		n = backend->script_from - backend->read;
	got = far_recv(backend->actor.wire, buf, n);
	if (got > 0)
		backend->read += (uint64_t)got;
	return got;
}

static ssize_t
on_send(void *socket, const void *buf, size_t n)
{
	return say(socket, buf, n);
}

static void
on_finish(void *socket)
{
	struct backend *backend = socket;

	far_finish(backend->actor.wire);
}

/*
 * From now on nothing is known of the wire; but what was said unasked may
 * still come to somebody.
 */
static struct wire *
let_go(struct backend *backend)
{
	struct wire *wire = backend->actor.wire;

	if (backend->blurted && backend->said != backend->heard)
		world.ghosts_until_us = world_now_us() + world.late_us;
	wire->peer = NULL;
	backend->actor.wire = NULL;
	return wire;
}

static void
on_close(void *socket)
{
	far_close(let_go(socket));
}

static void
on_reset(void *socket)
{
	far_reset(let_go(socket));
}

const struct pair_io backend_io = {
    .recv = on_recv,
    .send = on_send,
    .finish = on_finish,
    .close = on_close,
    .reset = on_reset,
};

/* ---- life -------------------------------------------------------------- */

static void
vacate(struct backend *backend)
{
	actor_leave(&backend->actor);
	backend->used = false;
	vacant[n_vacant++] = (uint32_t)(backend - backends);
}

/*
 * It said something that nobody had asked for.  Whom the worker serves on this
 * connection now, or will before it can know, nobody can save from it.
 */
static void
note_blurt(struct backend *backend)
{
	struct client *client = backend->client;

	backend->blurted = true;
	backend->blurted_step = world.result->steps;
	if (backend->tap.n_head > 0) { /* of a request, not known whose */
		backend->clean = false;
		backend->excusable = true;
	}
	if (client != NULL && !client->near_closed)
		client_excuse(client);
}

static int64_t
run(struct actor *actor, int64_t now_us)
{
	struct backend *backend = (struct backend *)(void *)actor;
	const struct tally *tally = backend->answerer.env->tally;
	uint64_t blurts = tally->blurts, said = backend->said;
	uint64_t exchanges = tally->exchanges;
	int64_t next;

	say_answer(backend);
	next = answerer_run(&backend->answerer, now_us);
	backend->replies += tally->exchanges - exchanges;
	if (tally->blurts != blurts ||
	    (backend->answerer.down.again && backend->said != said))
		note_blurt(backend);
	checks_tallies();
	if (next == PAIR_OVER)
		vacate(backend);
	return next;
}

static struct backend *
take(void)
{
	if (n_vacant > 0)
		return &backends[vacant[--n_vacant]];
	return n_backends < MOST ? &backends[n_backends++] : NULL;
}

struct backend *
backend_accept(uint32_t server, struct wire *wire)
{
	struct backend *backend = take();
	const struct world_server *at = &world.servers[server];

	if (backend == NULL)
		return NULL;
	*backend = (struct backend){
	    .actor = {.wire = wire, .run = run},
	    .server = server,
	    .used = true,
	};
	wire->peer = &backend->actor;
	answerer_init(&backend->answerer, &at->env, backend,
	    prf_next(&world.chance), sim_now_ns() / 1000);
	actor_ready(&backend->actor);
	return backend;
}

void
backend_restart(uint32_t server)
{
	for (uint32_t i = 0; i < n_backends; i++) {
		struct backend *backend = &backends[i];

		if (!backend->used || backend->server != server)
			continue;
		on_reset(backend);
		vacate(backend);
	}
}
