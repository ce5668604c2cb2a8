/* Frames are what their protocols allow: read here by the rules of each, and
 * not by those of frame.c. */
#include "pair/frame.h"
#include "unit_seed.h"

static char text[300000];
static size_t size, at;

static bool
skip(const char *word)
{
	size_t n = strlen(word);

	if (size - at < n || memcmp(text + at, word, n) != 0)
		return false;
	at += n;
	return true;
}

static bool
skip_any(size_t n)
{
	at += n;
	return at <= size;
}

/* A number and what must follow it; SIZE_MAX: there is none. */
static size_t
number(const char *end)
{
	size_t n = 0, from = at;

	while (at < size && text[at] >= '0' && text[at] <= '9')
		n = n * 10 + (size_t)(text[at++] - '0');
	return at > from && skip(end) ? n : SIZE_MAX;
}

static bool
is_bulk(void)
{
	size_t n = skip("$") ? number("\r\n") : SIZE_MAX;

	return n < SIZE_MAX && skip_any(n) && skip("\r\n");
}

static bool
is_resp_array(void)
{
	size_t n = skip("*") ? number("\r\n") : SIZE_MAX;

	while (n < SIZE_MAX && n > 0 && is_bulk())
		n--;
	return n == 0;
}

static bool
is_resp_reply(void)
{
	const char *end;

	if (text[at] == '*')
		return is_resp_array();
	if (text[at] == '$')
		return is_bulk();
	end = memmem(text, size, "\r\n", 2);
	return text[0] == '+' && end != NULL &&
	       skip_any((size_t)(end + 2 - text));
}

static bool
is_key(void)
{
	size_t from = at;

	while (at < size && text[at] > ' ' && text[at] <= '~')
		at++;
	return at > from && at - from <= 250;
}

static bool
is_memcached_request(void)
{
	size_t n;

	if (skip("get "))
		return is_key() && skip("\r\n");
	if (!skip("ms ") || !is_key() || !skip(" "))
		return false;
	n = number(" k\r\n");
	return n < SIZE_MAX && skip_any(n) && skip("\r\n");
}

static bool
is_memcached_reply(void)
{
	size_t n;

	if (skip("HD k"))
		return is_key() && skip("\r\n");
	if (!skip("VALUE ") || !is_key() || !skip(" 0 "))
		return false;
	n = number("\r\n");
	return n < SIZE_MAX && skip_any(n) && skip("\r\nEND\r\n");
}

static bool
is_valid(enum pair_mode mode, enum pair_dir dir)
{
	const uint8_t *p = (const uint8_t *)text;
	uint32_t n = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
		     (uint32_t)p[2] << 8 | p[3];

	switch (mode) {
	case PAIR_LINE:
		return memchr(text, '\n', size) == text + size - 1;
	case PAIR_LENGTH:
		return n == size - 4;
	case PAIR_REDIS:
		return (dir == PAIR_UP ? is_resp_array() : is_resp_reply()) &&
		       at == size;
	case PAIR_MEMCACHED:
		return (dir == PAIR_UP ? is_memcached_request()
				       : is_memcached_reply()) &&
		       at == size;
	default:
		return true;
	}
}

/* Whether the token is found, where a server looks for it. */
static bool
has_token(enum pair_mode mode, enum pair_dir dir, uint32_t exchange)
{
	size_t n =
	    dir == PAIR_UP ? frame_token_within(mode) : FRAME_TOKEN_WITHIN;
	struct token token;

	return (dir == PAIR_DOWN || size >= n) &&
	       token_find((uint8_t *)text, n < size ? n : size, &token) &&
	       token.exchange == exchange;
}

int
main(void)
{
	struct frame frame;

	plan(N_PAIR_MODES * 2);
	for (enum pair_mode mode = 0; mode < N_PAIR_MODES; mode++) {
		struct pair_key key = {42, mode, 200};
		int valid = 0, tokens = 0;

		for (uint32_t i = 0; i < 4000; i++) {
			enum pair_dir dir = i % 2 ? PAIR_UP : PAIR_DOWN;
			struct token token = {
			    .sid = unit_random(UINT32_MAX),
			    .exchange = i / 2 % 64,
			    .tenant = 200,
			};

			frame_make(&frame, &key, dir, &token,
			    unit_random(1ULL << unit_random(19)));
			size = (size_t)frame_size(&frame);
			frame_bytes(&frame, 0, (uint8_t *)text, size);
			at = 0;
			valid += is_valid(mode, dir);
			tokens += has_token(mode, dir, token.exchange);
		}
		is_int(valid, 4000, "%s: all are valid", pair_mode_word(mode));
		is_int(tokens, 4000, "with the token where it is looked for");
	}
	return done();
}
