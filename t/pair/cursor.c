// SPDX-License-Identifier: BSD-2-Clause
#include "cursor.h"

#define BURST_LEAST 256
#define BURST_MOST 32768

void
cursor_set(
    struct cursor *cursor, const struct stream *stream, uint32_t e, bool again)
{
	struct token token = {
	    .sid = stream->sid,
	    .exchange = again ? e | FRAME_UNASKED : e,
	    .tenant = stream->key->tenant,
	};

	plan_exchange(&cursor->exchange, stream->key, stream->sid, e);
	frame_make(&cursor->frame, stream->key, stream->dir, &token,
	    stream->dir == PAIR_UP ? cursor->exchange.n_request
				   : cursor->exchange.n_reply);
	cursor->at = 0;
	cursor->e = e;
	cursor->again = again;
	if (cursor->burst == 0)
		cursor->burst = 4096;
}

void
cursor_next(struct cursor *cursor, const struct stream *stream)
{
	bool again = stream->dir == PAIR_DOWN && !cursor->again &&
		     cursor->exchange.act == SERVER_TWICE;

	cursor_set(cursor, stream, again ? cursor->e : cursor->e + 1, again);
}

uint64_t
cursor_left(const struct cursor *cursor)
{
	return frame_size(&cursor->frame) - cursor->at;
}

/* Bytes are made for each attempt, and most would be in vain where a buffer
 * takes only few. */
static void
learn_burst(struct cursor *cursor, size_t tried, ssize_t sent)
{
	uint32_t burst = cursor->burst;

	if (sent == (ssize_t)tried && tried < burst)
		return;
	if (sent > 0)
		burst = 2 * (uint32_t)sent;
	if (burst < BURST_LEAST)
		burst = BURST_LEAST;
	cursor->burst = burst < BURST_MOST ? burst : BURST_MOST;
}

ssize_t
cursor_send(struct cursor *cursor, const struct pair_io *io, void *socket,
    uint64_t most)
{
	uint8_t bytes[BURST_MOST] __attribute__((uninitialized));
	uint64_t n = cursor_left(cursor);
	ssize_t sent;

	if (n > most)
		n = most;
	if (n > cursor->burst)
		n = cursor->burst;
	frame_bytes(&cursor->frame, cursor->at, bytes, (size_t)n);
	sent = io->send(socket, bytes, (size_t)n);
	learn_burst(cursor, (size_t)n, sent);
	if (sent > 0) {
		cursor->at += (uint64_t)sent;
		cursor->done += (uint64_t)sent;
	}
	return sent;
}

size_t
cursor_check(struct cursor *cursor, const uint8_t *p, size_t n)
{
	uint64_t left = cursor_left(cursor);
	size_t same;

	same = frame_compare(
	    &cursor->frame, cursor->at, p, n < left ? n : (size_t)left);
	cursor->at += same;
	cursor->done += same;
	return same;
}
