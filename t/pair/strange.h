/*
 * strange - bytes that are not the ones that should come: collected, since
 * they may come one by one, and then called by their name
 */
#ifndef RELAY_PAIR_STRANGE_H
#define RELAY_PAIR_STRANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "cursor.h"
#include "tally.h"

#define STRANGE_BYTES 192
#define STRANGE_WAIT_US 200000

struct strange {
	uint8_t bytes[STRANGE_BYTES];
	uint32_t n; /* 0: nothing is strange */
	int64_t since_us;
};

/* Collect; true: there is enough to judge. */
bool strange_add(
    struct strange *strange, const uint8_t *p, size_t n, int64_t now_us);

struct finding {
	enum violation violation;
	bool has_token; /* a sound one, of another session */
	struct token token;
	/* The frame of that token begins at this place of the frame that
	 * should have come; UINT64_MAX: not before the strange bytes do. */
	uint64_t begins;
};

/* What came at the cursor instead of what should have.  In the stream of
 * nobody (sid 0) it is damage: nothing is known that it could be. */
void strange_judge(struct finding *finding, const struct strange *strange,
    const struct stream *stream, const struct cursor *cursor);

/* The bytes as text for a report: printable ones, others as dots. */
#define STRANGE_TEXT 49
void strange_text(const struct strange *strange, char text[STRANGE_TEXT]);

#endif /* RELAY_PAIR_STRANGE_H */
