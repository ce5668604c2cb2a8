/* A frame's bytes are the same from whatever offset they are asked for, and
 * comparing finds the first wrong one. */
#include "pair/frame.h"
#include "unit_seed.h"

#define MOST 5000

static uint8_t whole[MOST + 256], piece[MOST + 256];

static void
some_frame(struct frame *frame, enum pair_mode mode)
{
	struct pair_key key = {unit_random(UINT32_MAX), mode, 3};
	struct token token = {
	    .sid = unit_random(UINT32_MAX),
	    .exchange = (uint32_t)unit_random(64),
	    .tenant = 3,
	};

	frame_make(frame, &key, unit_random(2) ? PAIR_UP : PAIR_DOWN, &token,
	    unit_random(unit_random(2) ? 50 : MOST));
}

static bool
is_same_in_pieces(const struct frame *frame, size_t size)
{
	size_t at = 0;

	while (at < size) {
		size_t n = 1 + unit_random(size - at < 40 ? size - at : 40);

		frame_bytes(frame, at, piece + at, n);
		at += n;
	}
	return memcmp(whole, piece, size) == 0;
}

static bool
is_compared(const struct frame *frame, size_t size)
{
	size_t from = unit_random(size), n = size - from;
	size_t bad = from + unit_random(n);
	bool good = frame_compare(frame, from, whole + from, n) == n;

	whole[bad] ^= (uint8_t)(1 + unit_random(255));
	return good &&
	       frame_compare(frame, from, whole + from, n) == bad - from;
}

int
main(void)
{
	plan(N_PAIR_MODES * 2);
	for (enum pair_mode mode = 0; mode < N_PAIR_MODES; mode++) {
		int same = 0, compared = 0;
		struct frame frame = {0};

		for (int i = 0; i < 2000; i++) {
			size_t size;

			some_frame(&frame, mode);
			size = (size_t)frame_size(&frame);
			frame_bytes(&frame, 0, whole, size);
			same += is_same_in_pieces(&frame, size);
			compared += is_compared(&frame, size);
		}
		is_int(same, 2000, "%s: pieces make the whole",
		    pair_mode_word(mode));
		is_int(compared, 2000, "and the first wrong byte is found");
	}
	return done();
}
