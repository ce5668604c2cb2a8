// SPDX-License-Identifier: BSD-2-Clause
#define RELAY_SIM_INSIDE
#include "cable.h"

#include <errno.h>

#include "files.h"
#include "local.h"
#include "store.h"
#include "tcp.h"
#include "transit.h"

static uint32_t last_id;
/* Whose far side is to be told something, the first first. */
static struct cable *ready, **ready_end;

void
cables_reset(void)
{
	last_id = 0;
	ready = NULL;
	ready_end = &ready;
}

struct cable *
cable_new(bool local)
{
	struct cable *cable = store_take(sizeof(*cable), sizeof(*cable));

	cable->wire.id = ++last_id;
	cable->local = local;
	cable->chance = chance_of(CHANCE_CABLES, last_id);
	for (int who = NEAR; who <= FAR; who++)
		way_init(&cable->way[who], &cable->chance, local,
		    (uint64_t)last_id * 2 + (uint64_t)who);
	return cable;
}

static void
take_from_ready(struct cable *cable)
{
	struct cable **at = &ready;

	if (!cable->is_ready)
		return;
	while (*at != cable)
		at = &(*at)->next_ready;
	*at = cable->next_ready;
	if (ready_end == &cable->next_ready)
		ready_end = at;
	cable->is_ready = false;
}

void
cable_release(struct cable *cable)
{
	if (!cable->plug[NEAR].closed || !cable->plug[FAR].closed)
		return;
	take_from_ready(cable);
	for (int who = NEAR; who <= FAR; who++) {
		transit_forget(&cable->way[who]);
		way_fini(&cable->way[who]);
	}
	store_give(cable, sizeof(*cable));
}

void
cable_tell_closed(struct cable *cable, bool reset)
{
	if (cable->plug[FAR].closed)
		cable_release(cable);
	else if (sim_run.world.closed != NULL)
		sim_run.world.closed(&cable->wire, reset);
}

void
cable_edge(struct cable *cable, int who)
{
	struct plug *plug = &cable->plug[who];

	if (who == NEAR) {
		if (plug->file != NULL)
			file_edge(plug->file);
		return;
	}
	if (plug->closed || cable->is_ready)
		return;
	cable->is_ready = true;
	cable->next_ready = NULL;
	*ready_end = cable;
	ready_end = &cable->next_ready;
}

bool
cables_tell(void)
{
	bool any = ready != NULL;

	while (ready != NULL) {
		struct cable *cable = ready;

		ready = cable->next_ready;
		if (ready == NULL)
			ready_end = &ready;
		cable->is_ready = false;
		if (sim_run.world.ready != NULL)
			sim_run.world.ready(&cable->wire);
	}
	return any;
}

int
plug_take_error(struct plug *plug)
{
	int error = plug->error;

	plug->error = 0;
	return error;
}

ssize_t
cable_recv(struct cable *cable, int who, void *buf, size_t n, bool peek)
{
	return cable->local ? local_recv(cable, who, buf, n, peek)
			    : tcp_recv(cable, who, buf, n, peek);
}

ssize_t
cable_send(struct cable *cable, int who, const void *buf, size_t n)
{
	return cable->local ? local_send(cable, who, buf, n)
			    : tcp_send(cable, who, buf, n);
}

int
cable_shutdown(struct cable *cable, int who)
{
	return cable->local ? local_shutdown(cable, who)
			    : tcp_shutdown(cable, who);
}

uint32_t
cable_poll(struct cable *cable, int who)
{
	return cable->local ? local_poll(cable, who) : tcp_poll(cable, who);
}

bool
cable_close(struct cable *cable, int who, bool reset)
{
	struct plug *plug = &cable->plug[who];

	plug->linger |= reset;
	plug->file = NULL;
	if (who == FAR)
		take_from_ready(cable);
	reset = cable->local ? local_close(cable, who) : tcp_close(cable, who);
	plug->closed = true;
	return reset;
}

void
cable_kill(struct cable *cable, int error, bool pending)
{
	struct plug *plug = &cable->plug[NEAR];

	if (plug->state == PLUG_NEW || plug->state == PLUG_DEAD)
		return;
	NOTE("wire %u: dies", cable->wire.id);
	if (cable->local) {
		plug->shut = SHUT_BOTH;
		if (!cable->plug[FAR].closed) {
			cable->plug[FAR].shut = SHUT_BOTH;
			cable->plug[FAR].error = ECONNRESET;
			cable_edge(cable, FAR);
		}
	} else {
		tcp_reset(cable, NEAR);
	}
	plug->error = pending ? error : 0;
	cable_edge(cable, NEAR);
}
