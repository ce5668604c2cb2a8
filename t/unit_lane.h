/* unit_lane - one direction of a connection in memory, and sockets of two */
#ifndef RELAY_UNIT_LANE_H
#define RELAY_UNIT_LANE_H

#include <errno.h>

#include "pair/cursor.h"
#include "unit_seed.h"

#define LANE_BYTES 65536

struct lane {
	uint8_t bytes[LANE_BYTES];
	size_t n, room;
	bool fin, rst, unread; /* unread: nobody will read any more */
};

struct plug { /* a socket */
	struct lane *in, *out;
};

static bool lane_moved;   /* some byte, since it was cleared */
static bool lane_is_kind; /* bytes are neither lost by RST, nor answered so */

static void
lane_put(struct lane *lane, const void *p, size_t n)
{
	memcpy(lane->bytes + lane->n, p, n);
	lane->n += n;
	lane_moved = true;
}

static size_t
lane_take(struct lane *lane, void *p, size_t n)
{
	if (n > lane->n)
		n = lane->n;
	memcpy(p, lane->bytes, n);
	memmove(lane->bytes, lane->bytes + n, lane->n -= n);
	lane_moved = true;
	return n;
}

static ssize_t
plug_recv(void *socket, void *p, size_t n)
{
	struct lane *in = ((struct plug *)socket)->in;

	if (in->n > 0)
		return (ssize_t)lane_take(in, p, 1 + unit_random(n));
	errno = in->rst ? ECONNRESET : EAGAIN;
	return in->fin && !in->rst ? 0 : -1;
}

static ssize_t
plug_send(void *socket, const void *p, size_t n)
{
	struct plug *plug = socket;
	size_t room = plug->out->room - plug->out->n;

	errno = plug->in->rst ? ECONNRESET : EAGAIN;
	if (plug->in->rst || (room == 0 && !plug->out->unread))
		return -1;
	if (n > room)
		n = room;
	if (plug->out->unread)
		plug->in->rst = !lane_is_kind;
	else
		lane_put(plug->out, p, n);
	return (ssize_t)n;
}

static void
plug_finish(void *socket)
{
	((struct plug *)socket)->out->fin = true;
}

static void
plug_reset(void *socket)
{
	struct plug *plug = socket;

	plug->out->rst = plug->in->unread = true;
	plug->in->n = 0;
	if (!lane_is_kind)
		plug->out->n = unit_random(plug->out->n + 1);
}

static void
plug_close(void *socket)
{
	struct plug *plug = socket;

	if (plug->in->n > 0)
		plug_reset(socket);
	plug->out->fin = plug->in->unread = true;
}

#endif /* RELAY_UNIT_LANE_H */
