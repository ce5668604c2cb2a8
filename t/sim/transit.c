// SPDX-License-Identifier: BSD-2-Clause
#define RELAY_SIM_INSIDE
#include "transit.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "tcp.h"

/* A heap by time, and by the cable's number for what comes at once. */
static struct way **heap;
static uint32_t n, capacity;

void
transit_reset(void)
{
	n = 0;
}

int64_t
transit_next(void)
{
	return n > 0 ? heap[0]->when : SIM_NEVER;
}

static bool
before(const struct way *a, const struct way *b)
{
	return a->when != b->when ? a->when < b->when : a->order < b->order;
}

static void
put(uint32_t i, struct way *way)
{
	heap[i] = way;
	way->place = i + 1;
}

static void
sift(uint32_t i, struct way *way)
{
	while (i > 0 && before(way, heap[(i - 1) / 2])) {
		put(i, heap[(i - 1) / 2]);
		i = (i - 1) / 2;
	}
	for (;;) {
		uint32_t child = 2 * i + 1;

		if (child + 1 < n && before(heap[child + 1], heap[child]))
			child++;
		if (child >= n || !before(heap[child], way))
			break;
		put(i, heap[child]);
		i = child;
	}
	put(i, way);
}

static void
take_out(struct way *way)
{
	uint32_t i = way->place - 1;
	struct way *last = heap[--n];

	way->place = 0;
	if (last != way)
		sift(i, last);
}

static void
set(struct way *way, int64_t when)
{
	if (when == SIM_NEVER) {
		if (way->place != 0)
			take_out(way);
		return;
	}
	way->when = when;
	if (way->place == 0) {
		if (n == capacity) {
			capacity = capacity * 2 + 1024;
			heap = realloc(heap, capacity * sizeof(struct way *));
			if (heap == NULL) {
				fprintf(stderr, "transit: out of memory\n");
				exit(1);
			}
		}
		way->place = ++n;
	}
	sift(way->place - 1, way);
}

static int64_t
sooner(int64_t a, int64_t b)
{
	return b != 0 && b < a ? b : a;
}

void
transit_plan(struct way *way)
{
	int64_t when = SIM_NEVER;

	if (way->n == 0)
		when = sooner(sooner(when, way->fin), way->rst);
	else if (!way->shut)
		when = way->segment[way->first].when;
	set(way, sooner(sooner(when, way->up), way->ack));
}

void
transit_forget(struct way *way)
{
	set(way, SIM_NEVER);
}

/* An order is twice the number of the cable, and whose way it is. */
void
transit_run(void)
{
	while (n > 0 && heap[0]->when <= sim_run.now_ns) {
		int from = (int)(heap[0]->order & 1);
		uint8_t *ways = (uint8_t *)(heap[0] - from);

		tcp_arrive(
		    (struct cable *)(void *)(ways -
					     offsetof(struct cable, way)),
		    from);
	}
}
