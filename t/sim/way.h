/*
 * way - one direction of a wire: bytes in a ring, and what else is under way
 *
 *	tail .. mid: have arrived, wait to be read
 *	mid .. head: in flight, behind them a FIN or a RST
 */
#ifndef RELAY_SIM_WAY_H
#define RELAY_SIM_WAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../pair/prf.h"

#define WAY_SEGMENTS 8

struct way {
	uint8_t *ring;
	uint64_t size; /* a power of 2; 0: no ring yet */
	uint64_t tail, mid, head;
	uint32_t send_most, queue_most;
	bool any_room; /* is enough to be writable, else a third */
	bool fuzzy;    /* how much is taken in one call is chance */
	bool shut;     /* the window: bytes wait for room in the queue */
	/* In flight: up to where, and when that arrives.  Of AF_UNIX, where
	 * nothing flies: the messages that are not read to their end. */
	uint32_t first, n;
	struct {
		uint64_t end;
		int64_t when;
	} segment[WAY_SEGMENTS];
	int64_t last;              /* what is sent now arrives after this */
	int64_t up, ack, fin, rst; /* when these arrive; 0: none comes */
	/* In the queue of all that arrives. */
	int64_t when;
	uint64_t order;
	uint32_t place; /* 1 ...; 0: not there */
};

/* Draw the sizes.  The ring is taken when bytes come, and given back. */
void way_init(struct way *way, struct prf *chance, bool local, uint64_t order);
void way_fini(struct way *way);

/* How long something takes to arrive; when it does, behind all before it. */
int64_t way_delay(struct prf *chance);
int64_t way_arrival(struct way *way, struct prf *chance);

/* Put n bytes, for which there is room, behind; take at most n from those
 * that have arrived.  Returns how many. */
void way_put(struct way *way, const void *buf, size_t n);
size_t way_get(struct way *way, void *buf, size_t n, bool peek);

/* The n bytes that were put last are on their way; the first of those on the
 * way arrive, as far as the queue has room; it has more. */
void way_fly(struct way *way, struct prf *chance, size_t n);
void way_land(struct way *way);
void way_open_window(struct way *way, struct prf *chance);

/* A RST was sent: what never left is gone, what is in flight may be lost from
 * some place on.  Or all of it. */
void way_cut(struct way *way, struct prf *chance);
void way_drop(struct way *way);

/* AF_UNIX: what was put last is a message, and has arrived; at most n bytes,
 * but none beyond the first message; forget the messages that were read.
 * Returns whether there were any. */
void way_end_message(struct way *way);
size_t way_first_end(const struct way *way, size_t n);
bool way_forget_read(struct way *way);

static inline uint64_t
way_unread(const struct way *way)
{
	return way->mid - way->tail;
}

static inline bool
way_has_unsent(const struct way *way)
{
	return way->head - way->tail > way->queue_most;
}

#endif /* RELAY_SIM_WAY_H */
