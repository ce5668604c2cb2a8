/*
 * cursor - a place in the stream of frames that one direction of a session is
 */
#ifndef RELAY_PAIR_CURSOR_H
#define RELAY_PAIR_CURSOR_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "plan.h"

/* What an end may do with its connection; results as of the system calls,
 * non-blocking.  After close or reset nothing more is called. */
struct pair_io {
	ssize_t (*recv)(void *socket, void *buf, size_t n);
	ssize_t (*send)(void *socket, const void *buf, size_t n);
	void (*finish)(void *socket); /* shutdown(SHUT_WR) */
	void (*close)(void *socket);
	void (*reset)(void *socket); /* close with RST */
};

/* Whose stream it is. */
struct stream {
	const struct pair_key *key;
	uint64_t sid;
	enum pair_dir dir;
};

struct cursor {
	struct frame frame;
	struct plan_exchange exchange;
	uint64_t at;    /* in the frame */
	uint32_t e;     /* whose frame */
	bool again;     /* the marked copy of SERVER_TWICE, or of a blurt */
	uint32_t burst; /* bytes worth making at once */
	uint64_t done;  /* in all */
};

/* Go to the beginning of a frame. */
void cursor_set(
    struct cursor *cursor, const struct stream *stream, uint32_t e, bool again);

/* Go to the frame that follows in the stream, which knows no end. */
void cursor_next(struct cursor *cursor, const struct stream *stream);

/* What is left of the frame. */
uint64_t cursor_left(const struct cursor *cursor);

/* Send on in the frame, at most so many bytes, at least 1.  As send(). */
ssize_t cursor_send(struct cursor *cursor, const struct pair_io *io,
    void *socket, uint64_t most);

/* Compare on in the frame, and move behind those of the n bytes that are the
 * right ones: returns how many. */
size_t cursor_check(struct cursor *cursor, const uint8_t *p, size_t n);

#endif /* RELAY_PAIR_CURSOR_H */
