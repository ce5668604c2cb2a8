// SPDX-License-Identifier: BSD-2-Clause
#include "harm.h"

#include <string.h>

static const char *const words[N_HARMS] = {
    [HARM_NONE] = "none",
    [HARM_CORRUPT] = "corrupt",
    [HARM_DROP] = "drop",
    [HARM_DUPLICATE] = "duplicate",
    [HARM_REORDER] = "reorder",
    [HARM_CUT] = "cut",
    [HARM_SWAP] = "swap",
    [HARM_FIN_FOR_RST] = "fin-for-rst",
    [HARM_CROSS_UPSTREAM] = "cross-upstream",
};

enum harm
harm_of(const char *word)
{
	enum harm harm = 0;

	while (harm < N_HARMS && strcmp(words[harm], word) != 0)
		harm++;
	return harm;
}

const char *
harm_word(enum harm harm)
{
	return words[harm];
}

static void
drop(struct prf *chance, uint8_t *p, size_t *n)
{
	size_t part = 1 + (size_t)prf_below(chance, *n - HARM_BEHIND);

	memmove(p, p + part, *n - part);
	*n -= part;
}

static void
duplicate(struct prf *chance, uint8_t *p, size_t *n)
{
	size_t part = 1 + (size_t)prf_below(chance, *n - HARM_BEHIND);

	memmove(p + part, p, *n);
	*n += part;
}

/* All but the last byte is turned round by a part of it. */
static bool
reorder(struct prf *chance, uint8_t *p, size_t n)
{
	uint8_t copy[HARM_BLOCK];
	size_t whole = n - 1;
	size_t first = 1 + (size_t)prf_below(chance, whole - 1);

	memcpy(copy, p, whole);
	memcpy(p, copy + first, whole - first);
	memcpy(p + whole - first, copy, first);
	return memcmp(copy, p, whole) != 0;
}

bool
harm_block(enum harm harm, struct prf *chance, size_t at, uint8_t *p, size_t *n)
{
	size_t left;
	bool done = true;

	if (harm == HARM_CORRUPT) {
		if (at >= *n)
			return false;
		p[at] ^= (uint8_t)(1 + prf_below(chance, 255));
		return true;
	}
	if (*n <= HARM_BEHIND || *n > HARM_BLOCK)
		return false;
	if (at > *n - HARM_BEHIND - 1)
		at = *n - HARM_BEHIND - 1;
	left = *n - at;
	if (harm == HARM_DROP)
		drop(chance, p + at, &left);
	else if (harm == HARM_DUPLICATE)
		duplicate(chance, p + at, &left);
	else
		done = reorder(chance, p + at, left);
	*n = at + left;
	return done;
}
