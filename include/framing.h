/*
 * framing - what a protocol module proves about the two streams of a connection
 *
 * A module looks at the bytes that were written to a server and at those that
 * came from it, each once, in order, in whatever pieces; it copies nothing,
 * keeps what it must know in struct framing, and never fails: what it cannot
 * explain becomes a taint, and a tainted connection is not lent again.
 *
 * A request counts when its last byte was written, not when it was read from
 * the client: so a reply that comes before its whole request is unsolicited.
 */
#ifndef RELAY_FRAMING_H
#define RELAY_FRAMING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct framing {
	uint64_t owed;        /* requests written whole, not answered whole */
	uint64_t answered;    /* replies that came whole */
	bool partial_request; /* the stream to the server ends inside one */
	bool partial_reply;   /* the stream from the server ends inside one */
	bool unsolicited;     /* a reply came that nobody was owed */
};

struct proto {
	void (*sent)(struct framing *framing, const uint8_t *p, size_t n);
	void (*received)(struct framing *framing, const uint8_t *p, size_t n);
};

#endif /* RELAY_FRAMING_H */
