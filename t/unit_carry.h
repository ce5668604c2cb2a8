/*
 * unit_carry - what carries bytes from one socket to another: a relay, and
 * one that may be told to do harm
 */
#ifndef RELAY_UNIT_CARRY_H
#define RELAY_UNIT_CARRY_H

#include "unit_lane.h"

static struct {
	size_t most; /* bytes at once */
	/* Instead of putting these bytes there. */
	void (*bytes)(
	    struct lane *to, enum pair_dir dir, const uint8_t *p, size_t n);
	bool reset_is_fin;
	bool pools; /* the client's end is not the server's business */
} carrier = {.most = LANE_BYTES};

/* A connection, one end of which is the carrier's. */
struct link {
	struct lane in, out; /* as the carrier sees it */
	struct plug far, near;
};

static void
link_open(struct link *link, size_t room)
{
	link->in.n = link->out.n = 0;
	link->in.room = room;
	link->out.room = room;
	link->in.fin = link->in.rst = link->in.unread = false;
	link->out.fin = link->out.rst = link->out.unread = false;
	link->far = (struct plug){&link->out, &link->in};
	link->near = (struct plug){&link->in, &link->out};
}

static bool
carry_bytes(struct lane *from, struct lane *to, enum pair_dir dir)
{
	static uint8_t bytes[LANE_BYTES];
	size_t room = to->room - to->n;
	size_t n = 1 + unit_random(carrier.most);

	n = lane_take(from, bytes, n < room ? n : room);
	if (n > 0 && carrier.bytes != NULL)
		carrier.bytes(to, dir, bytes, n);
	else if (n > 0)
		lane_put(to, bytes, n);
	return n > 0;
}

static bool
carry_end(struct lane *from, struct lane *to)
{
	bool rst = from->rst && !carrier.reset_is_fin;

	if (from->n > 0 || (!from->fin && !from->rst))
		return false;
	to->fin = !rst;
	to->rst = rst;
	return true;
}

/* One direction, once; whether anything moved. */
static bool
carry(struct plug *from, struct plug *to, enum pair_dir dir)
{
	if (to->out->unread || to->out->rst) {
		from->in->n = 0;
		from->in->unread = !carrier.pools;
		return false;
	}
	if (to->out->fin)
		return false;
	return (from->in->n > 0 && to->out->n < to->out->room &&
		   carry_bytes(from->in, to->out, dir)) ||
	       (!(carrier.pools && dir == PAIR_UP) &&
		   carry_end(from->in, to->out));
}

/* A RST from one side is one for the other, whatever that has to say. */
static bool
carry_reset(struct plug *from, struct plug *to)
{
	if (from->in->n > 0 || !from->in->rst || to->in->unread ||
	    carrier.reset_is_fin || carrier.pools)
		return false;
	to->in->unread = true;
	to->out->rst = true;
	return true;
}

#endif /* RELAY_UNIT_CARRY_H */
