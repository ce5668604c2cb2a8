// SPDX-License-Identifier: BSD-2-Clause
#define RELAY_SIM_INSIDE
#include "local.h"

#include <errno.h>
#include <sys/epoll.h>

/* unix_writable(): no more than a quarter is used. */
static bool
is_writable(const struct way *way)
{
	return (way->head - way->tail) * 4 <= way->send_most;
}

/* unix_stream_read_generic() */
ssize_t
local_recv(struct cable *cable, int who, void *buf, size_t n, bool peek)
{
	struct plug *plug = &cable->plug[who];
	struct way *way = &cable->way[!who];
	uint64_t unread = way_unread(way);

	if (plug->state != PLUG_UP)
		return -EINVAL;
	if (unread == 0) {
		if (plug->error != 0)
			return -plug_take_error(plug);
		return plug->shut & SHUT_IN ? 0 : -EAGAIN;
	}
	/* It may stop where a message ends, and no edge tells of more. */
	if (way->fuzzy && who == NEAR && !peek &&
	    prf_below(&cable->chance, 4) == 0)
		n = way_first_end(way, n);
	n = way_get(way, buf, n, peek);
	if (!peek && way_forget_read(way) && is_writable(way))
		cable_edge(cable, !who);
	return (ssize_t)n;
}

ssize_t
local_send(struct cable *cable, int who, const void *buf, size_t n)
{
	struct plug *plug = &cable->plug[who];
	struct way *way = &cable->way[who];
	uint64_t room = way->send_most - (way->head - way->tail);

	if (plug->state != PLUG_UP)
		return -ENOTCONN;
	if (plug->shut & SHUT_OUT)
		return -EPIPE;
	if (n == 0)
		return 0;
	if (plug->error != 0)
		return -plug_take_error(plug);
	if (room == 0)
		return -EAGAIN;
	if (cable->plug[!who].shut & SHUT_IN)
		return -EPIPE;
	if (n > room)
		n = room;
	way_put(way, buf, n);
	way_end_message(way);
	cable_edge(cable, !who);
	return (ssize_t)n;
}

/* unix_shutdown() */
int
local_shutdown(struct cable *cable, int who)
{
	cable->plug[who].shut |= SHUT_OUT;
	cable_edge(cable, who);
	if (cable->plug[who].state == PLUG_UP) {
		cable->plug[!who].shut |= SHUT_IN;
		cable_edge(cable, !who);
	}
	return 0;
}

/* unix_release_sock(): the other side loses both directions at once. */
bool
local_close(struct cable *cable, int who)
{
	struct plug *other = &cable->plug[!who];
	bool unread = way_unread(&cable->way[!who]) > 0;

	cable->plug[who].shut = SHUT_BOTH;
	if (cable->plug[who].state != PLUG_UP || other->closed)
		return false;
	other->shut = SHUT_BOTH;
	if (unread)
		other->error = ECONNRESET;
	cable_edge(cable, !who);
	return unread;
}

uint32_t
local_poll(struct cable *cable, int who)
{
	const struct plug *plug = &cable->plug[who];
	uint32_t mask = 0;

	if (plug->error != 0)
		mask |= EPOLLERR;
	if (plug->shut == SHUT_BOTH || plug->state == PLUG_NEW)
		mask |= EPOLLHUP;
	if (plug->shut & SHUT_IN)
		mask |= EPOLLRDHUP | EPOLLIN;
	if (way_unread(&cable->way[!who]) > 0)
		mask |= EPOLLIN;
	if (is_writable(&cable->way[who]))
		mask |= EPOLLOUT;
	return mask;
}
