/*
 * nearest - the known word that a mistyped one was meant to be
 *
 * Letters left out, added, changed or swapped count one each, '_' for '-' and
 * capitals nothing; a third of the letters may be wrong.
 */
#ifndef RELAY_NEAREST_H
#define RELAY_NEAREST_H

#include <stddef.h>

struct nearest {
	const char *word; /* as it was typed */
	const char *best; /* NULL: nothing is near */
	size_t distance;  /* of best */
};

/* Offer a known word, which stays the caller's. */
void nearest_offer(struct nearest *nearest, const char *known);

/* "; did you mean BEST?", or "".  Written to buf of NEAREST_MAX; returns it. */
#define NEAREST_MAX 96
const char *nearest_hint(const struct nearest *nearest, char *buf);

#endif /* RELAY_NEAREST_H */
