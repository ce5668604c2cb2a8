/* A token with any one byte changed is no token at all, and a sound one is
 * found at any place. */
#include "pair/frame.h"
#include "unit_seed.h"

static const struct pair_key key = {0x5eed, PAIR_OPAQUE, 7};

static void
make(uint8_t *bytes, struct token *token)
{
	struct frame frame;

	*token = (struct token){
	    .sid = unit_random(1ULL << 53) << 11 | unit_random(1 << 11),
	    .exchange = (uint32_t)unit_random(1 << 12),
	    .tenant = (uint8_t)unit_random(256),
	};
	frame_make(&frame, &key, PAIR_UP, token, 0);
	memcpy(bytes, frame.head, FRAME_TOKEN_BYTES);
}

static bool
is_same(const struct token *a, const struct token *b)
{
	return a->sid == b->sid && a->exchange == b->exchange &&
	       a->tenant == b->tenant;
}

/* Every other value of every byte. */
static int
count_accepted(uint8_t *bytes)
{
	struct token token;
	int n = 0;

	for (int i = 0; i < FRAME_TOKEN_BYTES; i++) {
		uint8_t right = bytes[i];

		for (int wrong = 0; wrong < 256; wrong++) {
			bytes[i] = (uint8_t)wrong;
			n += wrong != right &&
			     token_find(bytes, FRAME_TOKEN_BYTES, &token);
		}
		bytes[i] = right;
	}
	return n;
}

static bool
is_found_at(size_t place, const uint8_t *bytes, const struct token *token)
{
	uint8_t text[128];
	struct token found;

	memset(text, '~', sizeof text);
	memcpy(text + place, bytes, FRAME_TOKEN_BYTES);
	return token_find(text, sizeof text, &found) &&
	       is_same(&found, token) &&
	       !token_find(text, place + FRAME_TOKEN_BYTES - 1, &found);
}

int
main(void)
{
	uint8_t bytes[FRAME_TOKEN_BYTES];
	struct token token, found;
	int right = 0, wrong = 0, placed = 0;

	plan(3);
	for (int i = 0; i < 100; i++) {
		make(bytes, &token);
		right += token_find(bytes, sizeof bytes, &found) &&
			 is_same(&found, &token);
		wrong += count_accepted(bytes);
		placed += is_found_at((size_t)i, bytes, &token);
	}
	is_int(right, 100, "each token is read as it was written");
	is_int(wrong, 0, "none with a byte changed is accepted");
	is_int(placed, 100, "each is found where it is, and not before");
	return done();
}
