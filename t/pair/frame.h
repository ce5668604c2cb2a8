/*
 * frame - one request or one reply: bytes that key, session, direction and
 * number of the exchange decide, in the clothes of a protocol
 *
 *	head, with the token | body, by the key | tail
 *
 * The token "~" sid ":" exchange ":" tenant "~" is whole within the first
 * FRAME_TOKEN_WITHIN bytes, so that a reader who knows only the key finds it
 * there, makes the whole frame for himself and compares from the first byte
 * on: nothing is parsed, and a byte that is not its own shows.  The first
 * digit of the exchange makes the XOR of all digits 0, so no single damaged
 * byte makes another session's token of it.
 */
#ifndef RELAY_PAIR_FRAME_H
#define RELAY_PAIR_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum pair_mode {
	PAIR_OPAQUE, /* any bytes: one exchange a session, both ways at once */
	PAIR_LINE,
	PAIR_LENGTH, /* four bytes, big endian, then so many */
	PAIR_REDIS,
	PAIR_MEMCACHED,
	N_PAIR_MODES
};

enum pair_dir { PAIR_UP, PAIR_DOWN }; /* requests, replies */

#define FRAME_TOKEN_WITHIN 96
#define FRAME_TOKEN_BYTES 26 /* ~0123456789abcdef:7123:01~ */
/* In the number of an exchange: a reply that nobody asked for. */
#define FRAME_UNASKED 0x800

/* What both ends of a run know. */
struct pair_key {
	uint64_t key;
	enum pair_mode mode;
	uint8_t tenant; /* a server refuses the tokens of others */
};

struct token {
	uint64_t sid;
	uint32_t exchange;
	uint8_t tenant;
};

struct frame {
	char head[128], tail[16];
	uint32_t n_head, n_tail;
	uint64_t n_body;
	uint64_t seed; /* of the body */
	bool text;     /* the body is of the letters A to P */
};

/* The mode of a word ("opaque", "line", ...), N_PAIR_MODES if there is none;
 * and back. */
enum pair_mode pair_mode_of(const char *word);
const char *pair_mode_word(enum pair_mode mode);

/* The largest body of the form that a request or reply has in the exchange:
 * 0 where the form has none.  And within how many bytes a request's token is
 * whole: no request is shorter. */
uint64_t frame_body_most(
    enum pair_mode mode, enum pair_dir dir, uint32_t exchange);
size_t frame_token_within(enum pair_mode mode);

/* Make the frame of an exchange with a body of n_body bytes, or of as many as
 * its form allows. */
void frame_make(struct frame *frame, const struct pair_key *key,
    enum pair_dir dir, const struct token *token, uint64_t n_body);

uint64_t frame_size(const struct frame *frame);

/* Its n bytes from offset at. */
void frame_bytes(const struct frame *frame, uint64_t at, uint8_t *to, size_t n);

/* How many of the n bytes at p are those of the frame from offset at. */
size_t frame_compare(
    const struct frame *frame, uint64_t at, const uint8_t *p, size_t n);

/* The first whole token in n bytes; false: there is none. */
bool token_find(const uint8_t *p, size_t n, struct token *token);

#endif /* RELAY_PAIR_FRAME_H */
