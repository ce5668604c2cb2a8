// SPDX-License-Identifier: BSD-2-Clause
#include "actors.h"

#include <stddef.h>
#include <stdlib.h>

#include "pair/asker.h"

#define MOST 8192

static struct actor *line[MOST], *heap[MOST + 1]; /* heap from 1 */
static uint32_t n_line, n_heap;

void
actor_ready(struct actor *actor)
{
	if (actor->line != 0)
		return;
	if (n_line == MOST)
		abort();
	line[n_line++] = actor;
	actor->line = n_line;
}

static void
unline(struct actor *actor)
{
	struct actor *last = line[--n_line];

	line[actor->line - 1] = last;
	last->line = actor->line;
	actor->line = 0;
}

static void
place(struct actor *actor, uint32_t i)
{
	heap[i] = actor;
	actor->heap = i;
}

static void
sift_up(struct actor *actor, uint32_t i)
{
	for (; i > 1 && heap[i / 2]->due_us > actor->due_us; i /= 2)
		place(heap[i / 2], i);
	place(actor, i);
}

static void
sift_down(struct actor *actor, uint32_t i)
{
	uint32_t child;

	for (; (child = i * 2) <= n_heap; i = child) {
		if (child < n_heap &&
		    heap[child + 1]->due_us < heap[child]->due_us)
			child++;
		if (heap[child]->due_us >= actor->due_us)
			break;
		place(heap[child], i);
	}
	place(actor, i);
}

static void
unheap(struct actor *actor)
{
	uint32_t i = actor->heap;
	struct actor *last = heap[n_heap--];

	actor->heap = 0;
	if (last == actor)
		return;
	if (i > 1 && heap[i / 2]->due_us > last->due_us)
		sift_up(last, i);
	else
		sift_down(last, i);
}

void
actor_due(struct actor *actor, int64_t at_us)
{
	if (actor->heap != 0)
		unheap(actor);
	if (n_heap == MOST)
		abort();
	actor->due_us = at_us;
	sift_up(actor, ++n_heap);
}

void
actor_leave(struct actor *actor)
{
	if (actor->line != 0)
		unline(actor);
	if (actor->heap != 0)
		unheap(actor);
}

static void
move(struct actor *actor, int64_t now_us)
{
	int64_t next = actor->run(actor, now_us);

	if (next == PAIR_OVER)
		return; /* it may be another's memory by now */
	if (next == PAIR_WAIT) {
		if (actor->heap != 0)
			unheap(actor);
	} else if (next <= now_us) {
		actor_ready(actor);
	} else {
		actor_due(actor, next);
	}
}

int64_t
actors_move(struct prf *chance, uint32_t most, int64_t now_us)
{
	while (n_heap > 0 && heap[1]->due_us <= now_us) {
		struct actor *actor = heap[1];

		unheap(actor);
		actor_ready(actor);
	}
	for (; most > 0 && n_line > 0; most--) {
		struct actor *actor = line[prf_below(chance, n_line)];

		unline(actor);
		move(actor, now_us);
	}
	if (n_line > 0)
		return now_us;
	return n_heap > 0 ? heap[1]->due_us : INT64_MAX;
}
