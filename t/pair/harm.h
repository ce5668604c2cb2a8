/*
 * harm - what a relay can do to bytes on their way, on purpose
 */
#ifndef RELAY_PAIR_HARM_H
#define RELAY_PAIR_HARM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "prf.h"

enum harm {
	HARM_NONE,
	HARM_CORRUPT,   /* one bit or more of one byte */
	HARM_DROP,      /* a part is left out */
	HARM_DUPLICATE, /* a part comes twice */
	HARM_REORDER,   /* two parts change places */
	HARM_CUT,       /* FIN in the middle */
	HARM_SWAP,      /* two sessions' blocks change places */
	HARM_FIN_FOR_RST,
	HARM_CROSS_UPSTREAM, /* the session goes to another's server */
	N_HARMS
};

/* The harm of a word ("corrupt", ...), N_HARMS if there is none; and back. */
enum harm harm_of(const char *word);
const char *harm_word(enum harm harm);

/* So many bytes of a block stay behind those that were harmed, so that who
 * receives them need not wait for more to see it. */
#define HARM_BEHIND 64
#define HARM_BLOCK 8192 /* the most */

/*
 * Harm a block of *n bytes at about offset at, by one of the first four kinds;
 * it has room for twice as many.  False: it is too small, and unchanged.
 */
bool harm_block(
    enum harm harm, struct prf *chance, size_t at, uint8_t *p, size_t *n);

#endif /* RELAY_PAIR_HARM_H */
