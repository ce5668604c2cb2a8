/*
 * answerer_parts - what the two halves of an answerer have in common:
 * answerer_take.c hears requests, answerer.c does the rest
 */
#ifndef RELAY_PAIR_ANSWERER_PARTS_H
#define RELAY_PAIR_ANSWERER_PARTS_H

#include "answerer.h"

static inline const struct pair_key *
key_of(const struct answerer *answerer)
{
	return answerer->env->key;
}

static inline struct tally *
tally_of(const struct answerer *answerer)
{
	return answerer->env->tally;
}

static inline struct stream
stream_of(const struct answerer *answerer, enum pair_dir dir)
{
	return (struct stream){key_of(answerer), answerer->sid, dir};
}

/* One read and what follows from it; false: there was nothing. */
bool answerer_take(struct answerer *answerer, int64_t now_us);

/* Name the bytes collected as strange, and leave. */
void answerer_judge(struct answerer *answerer);

/* The connection was reset: count it, unless the plan has that. */
void answerer_lose(struct answerer *answerer);

/* Close the connection, or reset it. */
void answerer_leave(struct answerer *answerer, bool reset);

/*
 * From when on the relay must know that it must not lend this connection:
 * that the server spoke unasked, or ended.  At once, if the client waits for
 * it (awaited), as by plan it does unless something breaks it off.
 */
void answerer_spoil(struct answerer *answerer, bool awaited, int64_t now_us);

#endif /* RELAY_PAIR_ANSWERER_PARTS_H */
