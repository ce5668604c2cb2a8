/*
 * buffers - 16 KiB pieces of memory, lent to flows whose other side is slow
 *
 * Address space is reserved for every session at once, memory is not: at most
 * `most` buffers are resident, and what nobody used for BUFFER_COLD_MS goes
 * back to the system.  Holders stand in the order of their last progress, so
 * that the one to be sacrificed at the limit is known.
 *
 *	COLD --take--> HELD --give--> FREE --take--> HELD
 *	   \------------- unused for 10 s --/
 */
#ifndef RELAY_BUFFERS_H
#define RELAY_BUFFERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "list.h"

#define BUFFER_BYTES 16384
#define BUFFER_COLD_MS 10000

struct buffer {
	struct list link;  /* among the free, the cold, or the holders */
	uint8_t *data;     /* BUFFER_BYTES of it */
	void *holder;      /* who holds it, NULL: the scratch or nobody */
	int64_t since_ms;  /* free since */
	uint32_t start, n; /* the bytes in it */
};

struct buffers {
	struct buffer *head;
	uint8_t *data;
	size_t capacity, touched; /* reserved; ever used */
	size_t most, resident;    /* limit of memory; held or free now */
	struct list free, cold;   /* newest first */
	struct list holders;      /* least recent progress first */
};

/* Reserve capacity buffers, of which most may be resident, at least 2.
 * Returns 0; or -1 and errno ENOMEM. */
int buffers_init(struct buffers *buffers, size_t capacity, size_t most);
void buffers_fini(struct buffers *buffers);

/* An empty buffer, or NULL when most are held. */
struct buffer *buffers_take(struct buffers *buffers);

/* Make holder the holder of a buffer it took, or note its progress. */
void buffers_hold(struct buffers *buffers, struct buffer *buffer, void *holder);

/* Give back. */
void buffers_give(
    struct buffers *buffers, struct buffer *buffer, int64_t now_ms);

/* Whose progress is longest ago, but not this one; NULL if there is none. */
void *buffers_stalest(const struct buffers *buffers, const void *but);

/* Give memory that was free for BUFFER_COLD_MS back to the system. */
void buffers_cool(struct buffers *buffers, int64_t now_ms);

#endif /* RELAY_BUFFERS_H */
