/* unit_harm - a carrier that does one harm at one place of one direction */
#ifndef RELAY_UNIT_HARM_H
#define RELAY_UNIT_HARM_H

#include "unit_pair.h"

enum harm_kind {
	HARM_FLIP,    /* a bit or more of one byte */
	HARM_DROP,    /* a block */
	HARM_DOUBLE,  /* a block comes twice */
	HARM_SWAP,    /* two blocks change places */
	HARM_REPLACE, /* a block comes from elsewhere */
	HARM_CUT,     /* FIN there */
};

static struct {
	enum harm_kind kind;
	enum pair_dir dir;
	size_t at, len;
	const uint8_t *with;
	size_t seen, held;
	uint8_t hold[LANE_BYTES];
} harm;

static void
harm_release(struct lane *to)
{
	const uint8_t *second = harm.hold + harm.len;

	if (harm.kind == HARM_DOUBLE) {
		lane_put(to, harm.hold, harm.len);
		lane_put(to, harm.hold, harm.held);
	} else {
		lane_put(to, second, harm.len);
		if (harm.kind == HARM_SWAP)
			lane_put(to, harm.hold, harm.len);
	}
}

static void
harm_byte(struct lane *to, uint8_t byte)
{
	size_t at = harm.seen++;
	bool within = at >= harm.at && at < harm.at + harm.len;

	if (harm.kind == HARM_CUT && at >= harm.at) {
		to->fin = true;
		return;
	}
	if (harm.kind >= HARM_DROP && harm.kind <= HARM_SWAP && at >= harm.at &&
	    at < harm.at + 2 * harm.len) {
		harm.hold[harm.held++] = byte;
		if (harm.held == 2 * harm.len)
			harm_release(to);
		return;
	}
	if (harm.kind == HARM_FLIP && at == harm.at)
		byte ^= (uint8_t)(1 + unit_random(255));
	if (harm.kind == HARM_REPLACE && within)
		byte = harm.with[at - harm.at];
	lane_put(to, &byte, 1);
}

static void
harm_bytes(struct lane *to, enum pair_dir dir, const uint8_t *p, size_t n)
{
	if (dir != harm.dir)
		lane_put(to, p, n);
	for (size_t i = 0; dir == harm.dir && i < n; i++)
		harm_byte(to, p[i]);
}

/* The next session suffers this. */
static void
harm_set(enum harm_kind kind, enum pair_dir dir, size_t at, size_t len)
{
	harm.kind = kind;
	harm.dir = dir;
	harm.at = at;
	harm.len = len;
	harm.seen = harm.held = 0;
	carrier.bytes = harm_bytes;
}

/* Bytes of a direction before its frame e. */
TAP_UNUSED static size_t
harm_place(uint64_t sid, enum pair_dir dir, uint32_t e)
{
	struct stream stream = {&unit.key, sid, dir};
	struct cursor cursor = {0};
	size_t n = 0;

	for (cursor_set(&cursor, &stream, 0, false); cursor.e < e;
	     cursor_next(&cursor, &stream))
		n += (size_t)frame_size(&cursor.frame);
	return n;
}

#endif /* RELAY_UNIT_HARM_H */
