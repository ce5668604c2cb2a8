// SPDX-License-Identifier: BSD-2-Clause
#define RELAY_SIM_INSIDE
#include "tcp.h"

#include <errno.h>
#include <sys/epoll.h>

#include "transit.h"

static const char *const side[] = {"near", "far"};

/* sk_stream_is_writeable(): as much is free as half of what is used. */
static bool
is_writable(const struct way *way)
{
	uint64_t used = way->head - way->mid;

	if (used >= way->send_most)
		return false;
	return way->any_room || way->send_most - used >= used / 2;
}

/* tcp_check_space() */
static void
tell_of_room(struct cable *cable, int who)
{
	struct plug *plug = &cable->plug[who];

	if (!plug->nospace || !is_writable(&cable->way[who]))
		return;
	plug->nospace = false;
	cable_edge(cable, who);
}

/* tcp_recvmsg_locked(), its end: nothing is in the queue. */
static ssize_t
nothing_to_read(struct plug *plug)
{
	if (plug->done)
		return 0;
	if (plug->error != 0)
		return -plug_take_error(plug);
	if (plug->shut & SHUT_IN)
		return 0;
	if (plug->state == PLUG_NEW || plug->state == PLUG_DEAD)
		return -ENOTCONN;
	return -EAGAIN;
}

ssize_t
tcp_recv(struct cable *cable, int who, void *buf, size_t n, bool peek)
{
	struct plug *plug = &cable->plug[who];
	struct way *way = &cable->way[!who];
	uint64_t unread = way_unread(way);

	if (unread == 0)
		return nothing_to_read(plug);
	/* As if the last of them had come right after: with an edge. */
	if (way->fuzzy && who == NEAR && unread > 1 && unread <= n && !peek &&
	    plug->shut == 0 && prf_below(&cable->chance, 16) == 0) {
		n = 1 + prf_below(&cable->chance, unread - 1);
		cable_edge(cable, who);
	}
	n = way_get(way, buf, n, peek);
	if (!peek)
		way_open_window(way, &cable->chance);
	return (ssize_t)n;
}

ssize_t
tcp_send(struct cable *cable, int who, const void *buf, size_t n)
{
	struct plug *plug = &cable->plug[who];
	struct way *way = &cable->way[who];

	if (plug->error != 0)
		return -plug_take_error(plug);
	if (plug->state == PLUG_CONNECTING)
		return -EAGAIN;
	if (plug->state != PLUG_UP || (plug->shut & SHUT_OUT))
		return -EPIPE;

	uint64_t room = way->send_most - (way->head - way->mid);

	if (n == 0)
		return 0;
	if (room == 0) {
		plug->nospace = true;
		return -EAGAIN;
	}
	/* What a byte costs is the kernel's secret: less may fit. */
	if (way->fuzzy && room > 1 && prf_below(&cable->chance, 8) == 0)
		room = 1 + prf_below(&cable->chance, room);
	if (n > room) {
		n = room;
		plug->nospace = true;
	}
	way_put(way, buf, n);
	way_fly(way, &cable->chance, n);
	return (ssize_t)n;
}

static void
send_fin(struct cable *cable, int who)
{
	struct way *way = &cable->way[who];

	cable->plug[who].fin_sent = true;
	way->fin = way_arrival(way, &cable->chance);
	transit_plan(way);
}

/* inet_shutdown() */
int
tcp_shutdown(struct cable *cable, int who)
{
	struct plug *plug = &cable->plug[who];
	int result = 0;

	if (plug->state == PLUG_CONNECTING) {
		plug->state = PLUG_NEW;
		cable_edge(cable, who);
		return 0;
	}
	if (plug->state == PLUG_UP && !plug->fin_sent)
		send_fin(cable, who);
	else if (plug->state != PLUG_UP)
		result = -ENOTCONN;
	plug->shut |= SHUT_OUT;
	cable_edge(cable, who);
	return result;
}

/* tcp_done() and what its callers do: nothing more comes or goes. */
static void
die(struct cable *cable, int who)
{
	cable->plug[who].state = PLUG_DEAD;
	cable->plug[who].shut = SHUT_BOTH;
}

void
tcp_reset(struct cable *cable, int who)
{
	struct way *way = &cable->way[who];

	die(cable, who);
	way_cut(way, &cable->chance);
	way->ack = 0;
	way->rst = way_arrival(way, &cable->chance);
	transit_plan(way);
}

/* __tcp_close(), and tcp_disconnect() for who lingers not at all. */
bool
tcp_close(struct cable *cable, int who)
{
	struct plug *plug = &cable->plug[who];
	const struct way *in = &cable->way[!who];
	bool unread = way_unread(in) > 0, both = plug->done && plug->fin_sent;

	plug->shut = SHUT_BOTH;
	if (plug->state == PLUG_NEW || plug->state == PLUG_DEAD)
		return false;
	if (plug->state == PLUG_CONNECTING || unread ||
	    (plug->linger && (!both || way_has_unsent(&cable->way[who])))) {
		tcp_reset(cable, who);
		return true;
	}
	if (plug->linger)
		die(cable, who);
	else if (!plug->fin_sent)
		send_fin(cable, who);
	return false;
}

uint32_t
tcp_poll(struct cable *cable, int who)
{
	struct plug *plug = &cable->plug[who];
	uint32_t mask = 0;

	if (plug->shut == SHUT_BOTH || plug->state == PLUG_NEW ||
	    plug->state == PLUG_DEAD)
		mask |= EPOLLHUP;
	if (plug->shut & SHUT_IN)
		mask |= EPOLLIN | EPOLLRDHUP;
	if (plug->state != PLUG_CONNECTING) {
		if (way_unread(&cable->way[!who]) > 0)
			mask |= EPOLLIN;
		if ((plug->shut & SHUT_OUT) || is_writable(&cable->way[who]))
			mask |= EPOLLOUT;
		else
			plug->nospace = true;
	}
	if (plug->error != 0)
		mask |= EPOLLERR;
	return mask;
}

/* ---- arrivals ---------------------------------------------------------- */

static void
on_bytes(struct cable *cable, int from)
{
	struct way *way = &cable->way[from];
	struct plug *plug = &cable->plug[!from];
	uint64_t had = way->mid;

	way_land(way);
	if (plug->closed || plug->state == PLUG_DEAD) {
		way->tail = way->mid;
		if (plug->state == PLUG_UP)
			tcp_reset(cable, !from); /* data for nobody */
		return;
	}
	if (way->mid == had)
		return;
	NOTE("wire %u: %llu bytes come %s", cable->wire.id,
	    (unsigned long long)(way->mid - had), side[!from]);
	cable_edge(cable, !from);
	tell_of_room(cable, from);
}

/* Each end has had the other's FIN, and an answer to its own. */
static void
end_if_both(struct cable *cable, int who)
{
	struct plug *plug = &cable->plug[who];

	if (plug->done && plug->fin_acked)
		die(cable, who);
}

static void
on_fin(struct cable *cable, int from)
{
	struct way *back = &cable->way[!from];
	struct plug *plug = &cable->plug[!from];

	cable->way[from].fin = 0;
	if (plug->state != PLUG_UP)
		return;
	NOTE("wire %u: FIN comes %s", cable->wire.id, side[!from]);
	plug->done = true;
	plug->shut |= SHUT_IN;
	back->ack = sim_run.now_ns + way_delay(&cable->chance);
	transit_plan(back);
	end_if_both(cable, !from);
	cable_edge(cable, !from);
}

static void
on_ack(struct cable *cable, int from)
{
	struct plug *plug = &cable->plug[!from];

	cable->way[from].ack = 0;
	if (plug->state != PLUG_UP)
		return;
	plug->fin_acked = true;
	end_if_both(cable, !from);
	cable_edge(cable, !from);
}

static void
on_rst(struct cable *cable, int from)
{
	struct plug *plug = &cable->plug[!from];

	cable->way[from].rst = 0;
	if (plug->state != PLUG_UP && plug->state != PLUG_CONNECTING)
		return;
	NOTE("wire %u: RST comes %s", cable->wire.id, side[!from]);
	if (plug->state == PLUG_CONNECTING)
		plug->error = ECONNREFUSED;
	else
		plug->error =
		    plug->done && !plug->fin_sent ? EPIPE : ECONNRESET;
	die(cable, !from);
	way_drop(&cable->way[!from]);
	cable_edge(cable, !from);
}

static void
on_up(struct cable *cable, int from)
{
	cable->way[from].up = 0;
	if (cable->plug[!from].state != PLUG_CONNECTING)
		return;
	NOTE("wire %u: connected", cable->wire.id);
	cable->plug[!from].state = PLUG_UP;
	cable_edge(cable, !from);
}

void
tcp_arrive(struct cable *cable, int from)
{
	struct way *way = &cable->way[from];
	int64_t now = sim_run.now_ns;

	if (way->up != 0 && way->up <= now)
		on_up(cable, from);
	else if (way->ack != 0 && way->ack <= now)
		on_ack(cable, from);
	else if (way->n > 0)
		on_bytes(cable, from);
	else if (way->fin != 0 && way->fin <= now)
		on_fin(cable, from);
	else if (way->rst != 0)
		on_rst(cable, from);
	transit_plan(way);
}
