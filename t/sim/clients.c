// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <string.h>

#include "checks.h"
#include "run_inside.h"
#include "trace.h"
#include "world.h"

#define MOST (PLAY_MOST + 64)
#define PLACES 8192 /* of the table by sid; a power of 2 */

static struct client clients[MOST];
static uint32_t n_clients;
static uint16_t places[PLACES]; /* 1 + index of a client */

/* The last block that any client got, for the harm of swapping. */
static struct {
	uint8_t bytes[512];
	size_t n;
	uint64_t sid;
} last_block;

static uint32_t
place_of(uint64_t sid)
{
	return (uint32_t)(prf_mix(sid) % PLACES);
}

struct client *
client_find(uint64_t sid)
{
	for (uint32_t i = place_of(sid); places[i] != 0; i = (i + 1) % PLACES)
		if (clients[places[i] - 1].sid == sid)
			return &clients[places[i] - 1];
	return NULL;
}

static void
enter(struct client *client)
{
	uint32_t i = place_of(client->sid);

	while (places[i] != 0)
		i = (i + 1) % PLACES;
	places[i] = (uint16_t)(client - clients + 1);
}

void
client_excuse(struct client *client)
{
	if (client->excused)
		return;
	trace_say("client %016llx is excused", (unsigned long long)client->sid);
	client->excused = true;
	client->asker.tally = &world.junk_tally;
	world.result->excused++;
}

struct client *
client_stuck(int64_t for_us)
{
	int64_t now_us = sim_now_ns() / 1000;

	for (uint32_t i = 0; i < n_clients; i++)
		if (!clients[i].over && now_us - clients[i].moved_us > for_us)
			return &clients[i];
	return NULL;
}

/* ---- harm, to see that it is found ------------------------------------- */

/* Put another's block in place of this one's. */
static bool
swap_in(const struct client *client, uint8_t *p, size_t n)
{
	if (last_block.n < 64 || last_block.sid == client->sid)
		return false;
	memcpy(p, last_block.bytes, n < last_block.n ? n : last_block.n);
	return true;
}

static bool
harm_bytes(struct client *client, uint8_t *p, ssize_t *got)
{
	size_t n = (size_t)*got;

	switch (world.harm) {
	case HARM_SWAP:
		return swap_in(client, p, n);
	case HARM_CUT:
		*got = 0;
		return true;
	case HARM_CORRUPT:
	case HARM_DROP:
	case HARM_DUPLICATE:
	case HARM_REORDER:
		if (!harm_block(world.harm, &world.chance,
			prf_below(&world.chance, n), p, &n))
			return false;
		*got = (ssize_t)n;
		return true;
	default:
		return false;
	}
}

/* One session of eight is harmed, once. */
static bool
is_to_be_harmed(const struct client *client)
{
	return world.harm != HARM_NONE && !client->harmed &&
	       prf_mix(client->sid) % 8 == 0;
}

static ssize_t
recv_with_harm(struct client *client, void *buf, size_t n)
{
	ssize_t got = far_recv(client->actor.wire, buf, n > 1 ? n / 2 : n);

	if (got == -1 && errno == ECONNRESET && world.harm == HARM_FIN_FOR_RST)
		got = 0;
	if (got >= 64 && harm_bytes(client, buf, &got)) {
		trace_say("client %016llx is harmed: %s",
		    (unsigned long long)client->sid, harm_word(world.harm));
		client->harmed = true;
	}
	return got;
}

static void
note_block(const struct client *client, const void *buf, ssize_t got)
{
	if (world.harm != HARM_SWAP || got < 64)
		return;
	last_block.n = (size_t)got < sizeof(last_block.bytes)
			   ? (size_t)got
			   : sizeof(last_block.bytes);
	memcpy(last_block.bytes, buf, last_block.n);
	last_block.sid = client->sid;
}

/* ---- what an asker does with its socket -------------------------------- */

static ssize_t
on_recv(void *socket, void *buf, size_t n)
{
	struct client *client = socket;
	ssize_t got = is_to_be_harmed(client)
			  ? recv_with_harm(client, buf, n)
			  : far_recv(client->actor.wire, buf, n);

	if (got > 0)
		client->moved_us = sim_now_ns() / 1000;
	note_block(client, buf, got);
	return got;
}

static ssize_t
on_send(void *socket, const void *buf, size_t n)
{
	struct client *client = socket;
	ssize_t sent = far_send(client->actor.wire, buf, n);

	if (sent > 0)
		client->moved_us = sim_now_ns() / 1000;
	return sent;
}

static void
on_finish(void *socket)
{
	struct client *client = socket;

	far_finish(client->actor.wire);
}

/* The wire is the kernel's alone from then on. */
static struct wire *
let_go(struct client *client)
{
	struct wire *wire = client->actor.wire;

	wire->peer = NULL;
	client->actor.wire = NULL;
	client->near_closed = true;
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

static const struct pair_io io = {
    .recv = on_recv,
    .send = on_send,
    .finish = on_finish,
    .close = on_close,
    .reset = on_reset,
};

/* ---- life -------------------------------------------------------------- */

static int64_t
run(struct actor *actor, int64_t now_us)
{
	struct client *client = (struct client *)(void *)actor;
	struct tally *tally = client->asker.tally;
	uint64_t stuck = tally->violations[V_STUCK];
	int64_t next = asker_run(&client->asker, now_us);

	/* At a limit nobody is accepted, for as long as it takes. */
	if (client->taken == 0 && world_paused() > 0)
		tally->violations[V_STUCK] = stuck;
	checks_tallies();
	if (next != PAIR_OVER)
		return next;
	trace_say("client %016llx is over", (unsigned long long)client->sid);
	client->over = true;
	actor_leave(actor);
	world.n_active--;
	return PAIR_OVER;
}

static struct tally *
tally_for(const struct client *client)
{
	if (world.phase == PHASE_PROBE)
		return &world.probe_tally;
	return client->unix_socket ? &world.unix_tally : &world.tally;
}

struct client *
client_arrive(uint32_t socket, uint64_t sid)
{
	const struct world_socket *at = &world.sockets[socket];
	uint32_t upstream = world.config->listeners[at->listener].upstream_i;
	struct client *client = &clients[n_clients];
	struct wire *wire = NULL;

	if (n_clients < MOST)
		wire = sim_arrive_at(at->id);
	if (wire == NULL)
		return NULL;
	n_clients++;
	*client = (struct client){
	    .actor = {.wire = wire, .run = run},
	    .key = &world.keys[upstream],
	    .sid = sid,
	    .moved_us = sim_now_ns() / 1000,
	    .unix_socket = at->unix_socket,
	};
	wire->client = true;
	wire->peer = &client->actor;
	reply_tap_init(&client->tap, sid);
	asker_init(
	    &client->asker, client->key, &io, client, sid, tally_for(client));
	enter(client);
	world.n_active++;
	trace_say("client %016llx comes to socket %u on wire %u",
	    (unsigned long long)sid, socket, wire->id);
	actor_due(&client->actor,
	    client->moved_us +
		(int64_t)(prf_mix(sid) % ((uint64_t)world.scene->shy_us + 1)));
	return client;
}
