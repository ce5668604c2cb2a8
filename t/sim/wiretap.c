// SPDX-License-Identifier: BSD-2-Clause
#include "wiretap.h"

#include <string.h>

static size_t
lesser(size_t a, size_t b)
{
	return a < b ? a : b;
}

static void
make(struct frame *frame, const struct pair_key *key, enum pair_dir dir,
    const struct token *token)
{
	struct plan_exchange exchange;

	plan_exchange(&exchange, key, token->sid,
	    token->exchange & ~(uint32_t)FRAME_UNASKED);
	frame_make(frame, key, dir, token,
	    dir == PAIR_UP ? exchange.n_request : exchange.n_reply);
}

/* Collect until there is a token; returns how many bytes were of this frame. */
static size_t
find(struct request_tap *tap, const struct pair_key *key, const uint8_t *p,
    size_t n, bool *began, const char **wrong)
{
	uint32_t before = tap->n_head;
	struct token token;
	uint64_t size;
	size_t same;

	n = lesser(n, sizeof(tap->head) - before);
	memcpy(tap->head + before, p, n);
	tap->n_head += (uint32_t)n;
	if (!token_find(tap->head, tap->n_head, &token)) {
		if (tap->n_head == sizeof(tap->head))
			*wrong = "bytes without a token go to a server";
		return n;
	}
	tap->token = token;
	*began = true;
	if (token.tenant != key->tenant)
		*wrong = "another tenant's request goes to a server";
	make(&tap->frame, key, PAIR_UP, &token);
	size = frame_size(&tap->frame);
	tap->at = lesser(tap->n_head, size);
	same = frame_compare(&tap->frame, 0, tap->head, tap->at);
	if (same < tap->at)
		*wrong = "the head of a request is not its client's";
	tap->framed = true;
	tap->n_head = 0;
	return tap->at > before ? (size_t)tap->at - before : n;
}

size_t
request_tap(struct request_tap *tap, const struct pair_key *key,
    const uint8_t *p, size_t n, bool *began, const char **wrong)
{
	size_t taken;

	*began = false;
	if (!tap->framed) {
		taken = find(tap, key, p, n, began, wrong);
	} else {
		taken = lesser(n, frame_size(&tap->frame) - tap->at);
		if (frame_compare(&tap->frame, tap->at, p, taken) < taken)
			*wrong = "a request is not as its client sent it";
		tap->at += taken;
	}
	if (tap->framed && tap->at == frame_size(&tap->frame)) {
		tap->framed = false;
		tap->n_whole++;
	}
	return taken;
}

void
reply_tap_init(struct reply_tap *tap, uint64_t sid)
{
	*tap = (struct reply_tap){.sid = sid};
}

static void
begin(
    struct reply_tap *tap, const struct pair_key *key, const struct plan *plan)
{
	struct token token = {
	    .sid = tap->sid,
	    .exchange = tap->e,
	    .tenant = key->tenant,
	};

	tap->begun = true;
	tap->at = 0;
	tap->may_next = tap->e < plan->n_exchanges;
	tap->may_again = tap->e > 0;
	if (tap->may_next)
		make(&tap->next, key, PAIR_DOWN, &token);
	token.exchange = (tap->e - 1) | FRAME_UNASKED;
	if (tap->may_again)
		make(&tap->again, key, PAIR_DOWN, &token);
}

/* How many of the bytes are this frame's; then it no longer may come, unless
 * it is all of them, or the frame is whole. */
static size_t
compare(const struct frame *frame, uint64_t at, const uint8_t *p, size_t n,
    bool *may)
{
	size_t most = lesser(n, frame_size(frame) - at);

	if (*may && frame_compare(frame, at, p, most) < most)
		*may = false;
	return *may ? most : 0;
}

void
reply_tap(struct reply_tap *tap, const struct pair_key *key,
    const struct plan *plan, const uint8_t *p, size_t n, const char **wrong)
{
	while (n > 0) {
		size_t next = 0, again = 0, taken;

		if (!tap->begun)
			begin(tap, key, plan);
		if (tap->may_next)
			next =
			    compare(&tap->next, tap->at, p, n, &tap->may_next);
		if (tap->may_again)
			again = compare(
			    &tap->again, tap->at, p, n, &tap->may_again);
		if (!tap->may_next && !tap->may_again) {
			*wrong = "bytes go to a client that are not its reply";
			return;
		}
		taken = tap->may_next ? next : again;
		tap->at += taken;
		p += taken;
		n -= taken;
		if (tap->may_next && tap->at == frame_size(&tap->next)) {
			tap->begun = false;
			tap->e++;
		} else if (tap->may_again &&
			   tap->at == frame_size(&tap->again)) {
			tap->begun = false;
		}
	}
}
