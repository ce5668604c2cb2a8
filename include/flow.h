/*
 * flow - one direction of bytes inside a session
 *
 * Reads and writes straight through the worker's scratch buffer.  What the
 * sink does not take stays in that buffer, which then is the flow's, and
 * reading stops until it is empty: a slow reader slows its writer down.
 *
 *	OPEN --EOF read, all written--> ENDED
 */
#ifndef RELAY_FLOW_H
#define RELAY_FLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffers.h"
#include "end.h"
#include "proto.h"

struct flow {
	struct buffer *kept; /* read, not yet written; or NULL */
	bool eof;            /* nothing more will be read */
};

/* What the flows of a worker share. */
struct flow_memory {
	struct buffers buffers;
	struct buffer *scratch; /* NULL while all buffers are held */
	int64_t now_ms;
};

/* One run of a flow: from where to where, who is told, what came of it. */
struct flow_run {
	struct end *from, *to;
	struct flow_memory *memory;
	void *holder;              /* of what is kept: the session */
	const struct proto *proto; /* NULL: nobody looks at the bytes */
	struct framing *framing;   /* of the upstream connection */
	bool up;                   /* towards the server */
	bool strict; /* what is unsolicited may be another client's */
	/* Called before each write but the first of the connection: it is not
	 * the first if again is set. */
	void (*on_again)(struct flow_run *);
	bool again;
	size_t n_received, n_written; /* by this run */
};

enum flow_result {
	FLOW_WAIT,        /* until an end is readable or writable */
	FLOW_MORE,        /* there is more, but others come first */
	FLOW_ENDED,       /* EOF, and everything before it was written */
	FLOW_SOURCE_LOST, /* reset, or an error; errno says which */
	FLOW_SINK_LOST,
	FLOW_NO_BUFFER,   /* all are held: one must be freed first */
	FLOW_UNSOLICITED, /* bytes that nobody asked for: not written */
};

/* Move what can be moved now, at most FLOW_ROUNDS reads. */
#define FLOW_ROUNDS 8
enum flow_result flow_run(struct flow *flow, struct flow_run *run);

/* Drop what is kept. */
void flow_drop(struct flow *flow, struct flow_memory *memory);

#endif /* RELAY_FLOW_H */
