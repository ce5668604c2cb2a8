/*
 * unit_sim - a simulated kernel, a listener and one connection, for a test
 */
#ifndef RELAY_UNIT_SIM_H
#define RELAY_UNIT_SIM_H

#include <errno.h>

#define RELAY_SIM_INSIDE
#include "sim/cable.h"
#include "tap.h"

#define UNIT_ALL (EPOLLIN | EPOLLOUT | EPOLLPRI | EPOLLRDHUP | EPOLLET)

static struct {
	int epoll, listener, fd;
	struct wire *wire;
} unit;

/* Without chance, as far as it can be.  Anything that knobs sets is kept. */
TAP_UNUSED static void
unit_open(struct sim_knobs knobs, const struct sim_world *world)
{
	static const struct sim_world none;

	if (knobs.buffer_most == 0)
		knobs.buffer_most = 65536;
	sim_open(&knobs, world != NULL ? world : &none);
	unit.epoll = sys_epoll_create();
}

/* Nothing is drawn about what fits; n bytes are room. */
TAP_UNUSED static void
unit_steady(struct wire *wire, uint32_t n)
{
	struct cable *cable = (struct cable *)(void *)wire;

	for (int i = 0; i < 2; i++) {
		cable->way[i].send_most = cable->way[i].queue_most = n;
		cable->way[i].fuzzy = cable->way[i].any_room = false;
	}
}

/* A client that was accepted, and is watched. */
TAP_UNUSED static void
unit_accept(bool local)
{
	unit.listener = sim_listen(local);
	unit.wire = sim_arrive(unit.listener);
	unit_steady(unit.wire, 65536);
	unit.fd = sys_accept(unit.listener);
	sys_epoll_add(unit.epoll, unit.fd, UNIT_ALL, &unit.fd);
}

/* What a wait says of the connection; 0: nothing, after ms. */
TAP_UNUSED static uint32_t
unit_wait(int ms)
{
	struct epoll_event event = {0};

	sys_epoll_wait(unit.epoll, &event, 1, ms);
	return event.events;
}

/* A result below 0 is the error. */
static char unit_bytes[65536];

TAP_UNUSED static int
unit_recv(size_t n)
{
	ssize_t got = sys_recv(unit.fd, unit_bytes, n);

	return got == -1 ? -errno : (int)got;
}

TAP_UNUSED static int
unit_send(size_t n)
{
	ssize_t sent = sys_send(unit.fd, unit_bytes, n);

	return sent == -1 ? -errno : (int)sent;
}

TAP_UNUSED static int
unit_far_recv(size_t n)
{
	ssize_t got = far_recv(unit.wire, unit_bytes, n);

	return got == -1 ? -errno : (int)got;
}

TAP_UNUSED static int
unit_far_send(size_t n)
{
	ssize_t sent = far_send(unit.wire, unit_bytes, n);

	return sent == -1 ? -errno : (int)sent;
}

#endif /* RELAY_UNIT_SIM_H */
