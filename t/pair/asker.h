/*
 * asker - a client: asks, checks each byte that comes back, ends as planned
 *
 * It knows nothing of sockets and clocks: whoever runs it gives it both, so
 * the same client runs on real sockets and in the simulated kernel.
 */
#ifndef RELAY_PAIR_ASKER_H
#define RELAY_PAIR_ASKER_H

#include <stdbool.h>
#include <stdint.h>

#include "cursor.h"
#include "plan.h"
#include "strange.h"
#include "tally.h"

/* What an end's run returns beside a time. */
#define PAIR_WAIT INT64_MAX /* until the socket is readable or writable */
#define PAIR_OVER (-1)      /* it has closed its connection */

struct asker {
	const struct pair_key *key;
	const struct pair_io *io;
	void *socket;
	struct tally *tally;
	uint64_t sid;
	struct plan plan;
	struct cursor up, down;
	uint32_t asked, answered; /* requests sent whole, replies received */
	uint32_t steps;           /* of its habit */
	int64_t resume_us;        /* pausing until then */
	int64_t asked_us; /* since when it waits for the next reply's bytes */
	int64_t moved_us; /* when a byte moved last, either way */
	struct strange strange;
	bool fin_sent, closing, copied, begun, lost, over;
	bool cancels; /* as planned, as soon as it may */
};

/* Begin a session on a connected (or connecting) socket. */
void asker_init(struct asker *asker, const struct pair_key *key,
    const struct pair_io *io, void *socket, uint64_t sid, struct tally *tally);

/*
 * Do what can be done now.  Returns the time in microseconds when to run it
 * again if its socket does not call before; PAIR_WAIT; or PAIR_OVER.
 */
int64_t asker_run(struct asker *asker, int64_t now_us);

#endif /* RELAY_PAIR_ASKER_H */
