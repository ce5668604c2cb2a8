// SPDX-License-Identifier: BSD-2-Clause
#include "proto_line.h"

#include <string.h>

/* Count the line ends in a piece; *partial: bytes follow the last one. */
static uint64_t
count_lines(const uint8_t *p, size_t n, bool *partial)
{
	const uint8_t *end = p + n;
	const uint8_t *eol;
	uint64_t lines = 0;

	while (p < end && (eol = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		lines++;
		p = eol + 1;
		*partial = false;
	}
	if (p < end)
		*partial = true;
	return lines;
}

static void
sent(struct framing *framing, const uint8_t *p, size_t n)
{
	framing->owed += count_lines(p, n, &framing->partial_request);
}

static void
received(struct framing *framing, const uint8_t *p, size_t n)
{
	uint64_t lines = count_lines(p, n, &framing->partial_reply);

	if (lines + framing->partial_reply > framing->owed)
		framing->unsolicited = true;
	if (lines > framing->owed)
		lines = framing->owed;
	framing->owed -= lines;
	framing->answered += lines;
}

const struct proto proto_line = {.sent = sent, .received = received};
