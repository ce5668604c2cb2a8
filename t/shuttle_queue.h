/*
 * shuttle_queue - packets under way, the one that is due first on top
 *
 * A heap of fixed room.  Packets that are due at the same time leave in the
 * order they came.
 */
#ifndef RELAY_SHUTTLE_QUEUE_H
#define RELAY_SHUTTLE_QUEUE_H

#include <err.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct packet {
	int64_t due_ns;
	uint64_t order; /* of all packets ever queued */
	uint64_t k;     /* of its direction */
	unsigned way;
	size_t n_bytes;
	unsigned char bytes[];
};

struct queue {
	struct packet **heap;
	size_t n, room;
	uint64_t n_ever;
};

static inline void
queue_init(struct queue *q, size_t room)
{
	q->heap = calloc(room, sizeof(struct packet *));
	if (q->heap == NULL)
		err(1, "queue of %zu packets", room);
	q->room = room;
}

static inline bool
queue_before(const struct packet *a, const struct packet *b)
{
	if (a->due_ns != b->due_ns)
		return a->due_ns < b->due_ns;
	return a->order < b->order;
}

/* The caller has seen that there is room. */
static inline void
queue_push(struct queue *q, struct packet *p)
{
	size_t at = q->n++;

	p->order = q->n_ever++;
	while (at > 0 && queue_before(p, q->heap[(at - 1) / 2])) {
		q->heap[at] = q->heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	q->heap[at] = p;
}

static inline struct packet *
queue_top(const struct queue *q)
{
	return q->n > 0 ? q->heap[0] : NULL;
}

/* The first one, the caller's to free; the queue is not empty. */
static inline struct packet *
queue_pop(struct queue *q)
{
	struct packet *first = q->heap[0], *last = q->heap[--q->n];
	size_t at = 0, child;

	while ((child = 2 * at + 1) < q->n) {
		if (child + 1 < q->n &&
		    queue_before(q->heap[child + 1], q->heap[child]))
			child++;
		if (!queue_before(q->heap[child], last))
			break;
		q->heap[at] = q->heap[child];
		at = child;
	}
	q->heap[at] = last;
	return first;
}

static inline void
queue_fini(struct queue *q)
{
	while (q->n > 0)
		free(q->heap[--q->n]);
	free(q->heap);
}

#endif /* RELAY_SHUTTLE_QUEUE_H */
