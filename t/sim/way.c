// SPDX-License-Identifier: BSD-2-Clause
#define RELAY_SIM_INSIDE
#include "way.h"

#include <string.h>

#include "inner.h"
#include "store.h"
#include "transit.h"

/* From least to most, the logarithm as random as the number: tiny ones and
 * large ones are both common. */
static uint32_t
draw_size(struct prf *chance, uint32_t most)
{
	uint32_t least = sim_run.knobs.buffer_least;
	unsigned bits = 0;
	uint32_t size;

	if (most <= 1 || least >= most)
		return most > 1 ? most : 1;
	while (bits < 31 && (most >> (bits + 1)) > 0)
		bits++;
	if (prf_below(chance, 8) == 0)
		return most;
	size = 1 +
	       (uint32_t)prf_below(chance, most >> prf_below(chance, bits + 1));
	return size > least ? size : least;
}

void
way_init(struct way *way, struct prf *chance, bool local, uint64_t order)
{
	uint32_t most = sim_run.knobs.buffer_most;

	way->order = order;
	way->send_most = draw_size(chance, most);
	way->queue_most = local ? way->send_most : draw_size(chance, most);
	way->any_room = prf_below(chance, 4) == 0;
	way->fuzzy = prf_below(chance, 4) != 0;
}

int64_t
way_delay(struct prf *chance)
{
	uint64_t most = (uint64_t)sim_run.knobs.delay_most_us * 1000;

	if (most == 0 || prf_below(chance, 4) == 0)
		return 0;
	return (int64_t)prf_below(chance, most + 1);
}

int64_t
way_arrival(struct way *way, struct prf *chance)
{
	int64_t when = sim_run.now_ns + way_delay(chance);

	if (when > way->last)
		way->last = when;
	return way->last;
}

static void
make_ring(struct way *way)
{
	uint64_t most = (uint64_t)way->send_most + way->queue_most;

	for (way->size = 32; way->size < most;)
		way->size *= 2;
	way->ring = store_take(way->size, 0);
}

void
way_fini(struct way *way)
{
	if (way->size > 0)
		store_give(way->ring, way->size);
	way->size = 0;
}

/* The two pieces of a ring that n bytes from `at` are. */
static size_t
first_piece(const struct way *way, uint64_t at, size_t n)
{
	size_t left = way->size - (at & (way->size - 1));

	return n < left ? n : left;
}

void
way_put(struct way *way, const void *buf, size_t n)
{
	if (way->size == 0)
		make_ring(way);

	size_t piece = first_piece(way, way->head, n);
	const uint8_t *p = buf;

	memcpy(way->ring + (way->head & (way->size - 1)), p, piece);
	memcpy(way->ring, p + piece, n - piece);
	way->head += n;
}

size_t
way_get(struct way *way, void *buf, size_t n, bool peek)
{
	if (n > way_unread(way))
		n = way_unread(way);
	if (n == 0)
		return 0;

	size_t piece = first_piece(way, way->tail, n);
	uint8_t *p = buf;

	memcpy(p, way->ring + (way->tail & (way->size - 1)), piece);
	memcpy(p + piece, way->ring, n - piece);
	if (!peek)
		way->tail += n;
	return n;
}

static void
add_segment(struct way *way, uint64_t end, int64_t when)
{
	uint32_t i = (way->first + way->n) % WAY_SEGMENTS;

	if (way->n == WAY_SEGMENTS)
		i = (i + WAY_SEGMENTS - 1) % WAY_SEGMENTS;
	else
		way->n++;
	way->segment[i].end = end;
	way->segment[i].when = when;
}

void
way_fly(struct way *way, struct prf *chance, size_t n)
{
	if (n > 1 && prf_below(chance, 4) == 0) {
		uint64_t rest = 1 + prf_below(chance, n - 1);

		add_segment(way, way->head - rest, way_arrival(way, chance));
		way->last += way_delay(chance);
	}
	add_segment(way, way->head, way_arrival(way, chance));
	transit_plan(way);
}

static void
drop_first(struct way *way)
{
	way->first = (way->first + 1) % WAY_SEGMENTS;
	way->n--;
}

void
way_land(struct way *way)
{
	uint64_t end = way->segment[way->first].end;
	uint64_t most = way->tail + way->queue_most;

	way->shut = end > most;
	way->mid = way->shut ? most : end;
	if (!way->shut)
		drop_first(way);
}

void
way_open_window(struct way *way, struct prf *chance)
{
	if (!way->shut)
		return;
	way->shut = false;
	way->segment[way->first].when = sim_run.now_ns + way_delay(chance);
	transit_plan(way);
}

void
way_drop(struct way *way)
{
	way->n = 0;
	way->head = way->mid;
	way->fin = way->ack = 0;
	way->shut = false;
	transit_plan(way);
}

/* Where the segment before the i-th of those in flight ends. */
static uint64_t
begin_of(const struct way *way, uint32_t i)
{
	if (i == 0)
		return way->mid;
	return way->segment[(way->first + i - 1) % WAY_SEGMENTS].end;
}

void
way_cut(struct way *way, struct prf *chance)
{
	uint64_t most = way->tail + way->queue_most;
	uint64_t end = way->head < most ? way->head : most;
	uint64_t how = prf_below(chance, 3);

	if (how == 0)
		end = way->mid;
	else if (how == 1)
		end = way->mid + prf_below(chance, end - way->mid + 1);
	if (end == way->head)
		return;
	way->fin = 0;
	way->head = end;
	way->shut = false;
	way->last = 0;
	while (way->n > 0 && begin_of(way, way->n - 1) >= end)
		way->n--;
	if (way->n > 0) {
		uint32_t last = (way->first + way->n - 1) % WAY_SEGMENTS;

		way->segment[last].end = end;
		way->last = way->segment[last].when;
	}
}

/* ---- AF_UNIX ---------------------------------------------------------- */

void
way_end_message(struct way *way)
{
	way->mid = way->head;
	add_segment(way, way->head, 0);
}

size_t
way_first_end(const struct way *way, size_t n)
{
	uint64_t left = way->segment[way->first].end - way->tail;

	return n < left ? n : left;
}

bool
way_forget_read(struct way *way)
{
	uint32_t had = way->n;

	while (way->n > 0 && way->segment[way->first].end <= way->tail)
		drop_first(way);
	return way->n < had;
}
