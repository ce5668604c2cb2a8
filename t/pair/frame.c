// SPDX-License-Identifier: BSD-2-Clause
#include "frame.h"

#include <string.h>

#include "prf.h"

/* A redis key as large as this is possible, and its length has four digits:
 * so no request is shorter than what its token may need. */
#define KEY_MOST 8192

static const char *const mode_words[N_PAIR_MODES] = {
    [PAIR_OPAQUE] = "opaque",
    [PAIR_LINE] = "line",
    [PAIR_LENGTH] = "length",
    [PAIR_REDIS] = "redis",
    [PAIR_MEMCACHED] = "memcached",
};

enum pair_mode
pair_mode_of(const char *word)
{
	enum pair_mode mode = PAIR_OPAQUE;

	while (mode < N_PAIR_MODES && strcmp(word, mode_words[mode]) != 0)
		mode++;
	return mode;
}

const char *
pair_mode_word(enum pair_mode mode)
{
	return mode_words[mode];
}

/* ---- tokens ----------------------------------------------------------- */

static char *
put_hex(char *to, uint64_t n, int digits)
{
	for (int i = digits - 1; i >= 0; i--)
		*to++ = "0123456789abcdef"[n >> 4 * i & 15];
	return to;
}

/* The XOR of all digits. */
static uint64_t
digits_of(const struct token *token)
{
	uint64_t n = token->sid ^ token->exchange ^ token->tenant;

	n ^= n >> 32;
	n ^= n >> 16;
	n ^= n >> 8;
	return (n ^ n >> 4) & 15;
}

static char *
put_token(char *to, const struct token *token)
{
	*to++ = '~';
	to = put_hex(to, token->sid, 16);
	*to++ = ':';
	to = put_hex(to, digits_of(token), 1);
	to = put_hex(to, token->exchange, 3);
	*to++ = ':';
	to = put_hex(to, token->tenant, 2);
	*to++ = '~';
	return to;
}

static bool
get_hex(const uint8_t *p, int digits, uint64_t *n)
{
	*n = 0;
	for (int i = 0; i < digits; i++) {
		unsigned digit = p[i];

		if (digit >= '0' && digit <= '9')
			digit -= '0';
		else if (digit >= 'a' && digit <= 'f')
			digit -= 'a' - 10;
		else
			return false;
		*n = *n << 4 | digit;
	}
	return true;
}

static bool
get_token(const uint8_t *p, struct token *token)
{
	uint64_t sid, exchange, tenant;

	if (p[0] != '~' || p[17] != ':' || p[22] != ':' || p[25] != '~' ||
	    !get_hex(p + 1, 16, &sid) || !get_hex(p + 18, 4, &exchange) ||
	    !get_hex(p + 23, 2, &tenant))
		return false;
	*token = (struct token){
	    .sid = sid,
	    .exchange = (uint32_t)exchange & 0xfff,
	    .tenant = (uint8_t)tenant,
	};
	return digits_of(token) == exchange >> 12;
}

bool
token_find(const uint8_t *p, size_t n, struct token *token)
{
	const uint8_t *end = p + n;

	while (end - p >= FRAME_TOKEN_BYTES) {
		p = memchr(p, '~', (size_t)(end - p) - FRAME_TOKEN_BYTES + 1);
		if (p == NULL)
			return false;
		if (get_token(p, token))
			return true;
		p++;
	}
	return false;
}

/* ---- forms ------------------------------------------------------------ */

uint64_t
frame_body_most(enum pair_mode mode, enum pair_dir dir, uint32_t exchange)
{
	bool even = exchange % 2 == 0;

	if (mode == PAIR_LENGTH)
		return UINT32_MAX - FRAME_TOKEN_BYTES;
	if (mode == PAIR_REDIS && dir == PAIR_UP && even)
		return KEY_MOST;
	if (mode == PAIR_REDIS && dir == PAIR_DOWN && !even)
		return exchange % 4 == 3 ? UINT64_MAX : 0;
	if (mode == PAIR_MEMCACHED && even == (dir == PAIR_UP))
		return 0;
	return UINT64_MAX;
}

size_t
frame_token_within(enum pair_mode mode)
{
	static const uint8_t before[N_PAIR_MODES] = {
	    [PAIR_LENGTH] = 4,
	    [PAIR_REDIS] = sizeof "*2\r\n$3\r\nGET\r\n$1234\r\n" - 1,
	    [PAIR_MEMCACHED] = sizeof "get " - 1,
	};

	return before[mode] + FRAME_TOKEN_BYTES;
}

/* Where the head is being written. */
struct head {
	char *to;
	const struct token *token;
	uint64_t n_body;
};

static void
put(struct head *head, const char *text)
{
	head->to = stpcpy(head->to, text);
}

static void
put_decimal(struct head *head, uint64_t n)
{
	char digits[20];
	int i = 0;

	do
		digits[i++] = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	while (i > 0)
		*head->to++ = digits[--i];
}

static const char *
opaque(struct head *head)
{
	head->to = put_token(head->to, head->token);
	return "";
}

static const char *
line(struct head *head)
{
	head->to = put_token(head->to, head->token);
	put(head, " ");
	return "\n";
}

static const char *
length(struct head *head)
{
	uint64_t n = FRAME_TOKEN_BYTES + head->n_body;

	for (int i = 3; i >= 0; i--)
		*head->to++ = (char)(n >> 8 * i & 255);
	head->to = put_token(head->to, head->token);
	return "";
}

/* A bulk string's head, up to its token, if that is in it. */
static void
put_bulk(struct head *head, bool with_token)
{
	put(head, "$");
	put_decimal(head, (with_token ? FRAME_TOKEN_BYTES : 0) + head->n_body);
	put(head, "\r\n");
	if (with_token)
		head->to = put_token(head->to, head->token);
}

/* The token as a string of its own, then the body's. */
static void
put_pair(struct head *head)
{
	put(head, "$");
	put_decimal(head, FRAME_TOKEN_BYTES);
	put(head, "\r\n");
	head->to = put_token(head->to, head->token);
	put(head, "\r\n");
	put_bulk(head, false);
}

static const char *
redis_request(struct head *head)
{
	if (head->token->exchange % 2 == 0) {
		put(head, "*2\r\n$3\r\nGET\r\n");
		put_bulk(head, true);
	} else {
		put(head, "*3\r\n$3\r\nSET\r\n");
		put_pair(head);
	}
	return "\r\n";
}

/* Of the replies to SET every second one is an array. */
static const char *
redis_reply(struct head *head)
{
	switch (head->token->exchange % 8) {
	case 1:
	case 5:
		put(head, "+");
		head->to = put_token(head->to, head->token);
		break;
	case 7:
	case 3:
		put(head, "*2\r\n");
		put_pair(head);
		break;
	default:
		put_bulk(head, true);
	}
	return "\r\n";
}

static const char *
memcached_request(struct head *head)
{
	bool even = head->token->exchange % 2 == 0;

	put(head, even ? "get " : "ms ");
	head->to = put_token(head->to, head->token);
	if (!even) {
		put(head, " ");
		put_decimal(head, head->n_body);
		put(head, " k\r\n");
	}
	return "\r\n";
}

static const char *
memcached_reply(struct head *head)
{
	bool even = head->token->exchange % 2 == 0;

	put(head, even ? "VALUE " : "HD k");
	head->to = put_token(head->to, head->token);
	if (!even)
		return "\r\n";
	put(head, " 0 ");
	put_decimal(head, head->n_body);
	put(head, "\r\n");
	return "\r\nEND\r\n";
}

typedef const char *form(struct head *head);

static form *const forms[N_PAIR_MODES][2] = {
    [PAIR_OPAQUE] = {opaque, opaque},
    [PAIR_LINE] = {line, line},
    [PAIR_LENGTH] = {length, length},
    [PAIR_REDIS] = {redis_request, redis_reply},
    [PAIR_MEMCACHED] = {memcached_request, memcached_reply},
};

void
frame_make(struct frame *frame, const struct pair_key *key, enum pair_dir dir,
    const struct token *token, uint64_t n_body)
{
	uint32_t e = token->exchange;
	uint64_t most = frame_body_most(key->mode, dir, e);
	struct head head = {
	    .to = frame->head,
	    .token = token,
	    .n_body = n_body < most ? n_body : most,
	};
	const char *tail = forms[key->mode][dir](&head);

	frame->n_head = (uint32_t)(head.to - frame->head);
	frame->n_tail = (uint32_t)(stpcpy(frame->tail, tail) - frame->tail);
	frame->n_body = head.n_body;
	frame->seed = prf_seed(key->key, token->sid,
	    (uint64_t)token->tenant << 32 | (uint64_t)dir << 16 | e);
	frame->text = key->mode == PAIR_LINE ||
		      (key->mode == PAIR_REDIS && dir == PAIR_UP && e % 2 == 0);
}

uint64_t
frame_size(const struct frame *frame)
{
	return frame->n_head + frame->n_body + frame->n_tail;
}

/* ---- bytes ------------------------------------------------------------ */

/* Eight letters of 32 bits. */
static uint64_t
letters(uint64_t n)
{
	n = (n | n << 16) & 0x0000ffff0000ffff;
	n = (n | n << 8) & 0x00ff00ff00ff00ff;
	n = (n | n << 4) & 0x0f0f0f0f0f0f0f0f;
	return n + 0x4141414141414141;
}

/* Block i of the body: 8 bytes, or 16 letters. */
static void
make_block(const struct frame *frame, uint64_t i, uint8_t *to)
{
	uint64_t word = prf_word(frame->seed, i);
	uint64_t text[2];

	if (!frame->text) {
		memcpy(to, &word, 8);
		return;
	}
	text[0] = letters(word & UINT32_MAX);
	text[1] = letters(word >> 32);
	memcpy(to, text, 16);
}

static void
body_bytes(const struct frame *frame, uint64_t at, uint8_t *to, size_t n)
{
	size_t step = frame->text ? 16 : 8;
	uint64_t i = at / step;
	size_t skip = at % step;
	uint8_t block[16];

	while (n > 0) {
		size_t part = step - skip < n ? step - skip : n;

		if (part == step) {
			make_block(frame, i++, to);
		} else {
			make_block(frame, i++, block);
			memcpy(to, block + skip, part);
		}
		skip = 0;
		to += part;
		n -= part;
	}
}

void
frame_bytes(const struct frame *frame, uint64_t at, uint8_t *to, size_t n)
{
	while (n > 0) {
		uint64_t end = frame->n_head;
		size_t part;

		if (at >= end)
			end += frame->n_body;
		if (at >= end)
			end += frame->n_tail;
		part = end - at < n ? (size_t)(end - at) : n;
		if (at < frame->n_head)
			memcpy(to, frame->head + at, part);
		else if (at < frame->n_head + frame->n_body)
			body_bytes(frame, at - frame->n_head, to, part);
		else
			memcpy(
			    to, frame->tail + frame->n_tail - (end - at), part);
		to += part;
		at += part;
		n -= part;
	}
}

size_t
frame_compare(
    const struct frame *frame, uint64_t at, const uint8_t *p, size_t n)
{
	uint8_t own[1024] __attribute__((uninitialized));
	size_t done = 0;

	while (done < n) {
		size_t part = n - done < sizeof own ? n - done : sizeof own;

		frame_bytes(frame, at + done, own, part);
		if (memcmp(own, p + done, part) != 0) {
			size_t i = 0;

			while (own[i] == p[done + i])
				i++;
			return done + i;
		}
		done += part;
	}
	return done;
}
