/*
 * wiretap - what a worker writes is compared with what it may write, byte by
 * byte and at the moment of writing
 *
 * Neither tap knows which session the worker means: the token in the bytes
 * says it, and the key then says all of them.
 */
#ifndef RELAY_SIM_WIRETAP_H
#define RELAY_SIM_WIRETAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pair/frame.h"
#include "pair/plan.h"

/* Towards a server: requests of one session after the other. */
struct request_tap {
	uint8_t head[FRAME_TOKEN_WITHIN]; /* until there is a token */
	uint32_t n_head;
	bool framed;        /* the frame is known, and not whole yet */
	struct token token; /* of this frame, else of the last; sid 0: none */
	struct frame frame;
	uint64_t at;
	uint64_t n_whole; /* requests */
};

/*
 * Take bytes up to the end of a frame at most.  Returns how many; *began: a
 * request of this token began.  *wrong is set to what is wrong with them.
 */
size_t request_tap(struct request_tap *tap, const struct pair_key *key,
    const uint8_t *p, size_t n, bool *began, const char **wrong);

static inline bool
request_tap_rests(const struct request_tap *tap)
{
	return tap->n_head == 0 && !tap->framed;
}

/* Towards a client: its replies, each once, and copies that its server marked
 * as unasked. */
struct reply_tap {
	uint64_t sid;
	uint32_t e; /* the next reply */
	/* What may come now: the next reply, and the last one again. */
	struct frame next, again;
	uint64_t at;
	bool begun, may_next, may_again;
};

void reply_tap_init(struct reply_tap *tap, uint64_t sid);
void reply_tap(struct reply_tap *tap, const struct pair_key *key,
    const struct plan *plan, const uint8_t *p, size_t n, const char **wrong);

#endif /* RELAY_SIM_WIRETAP_H */
