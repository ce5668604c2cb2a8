/*
 * play - what happens to the worker in a run: a list, so that less of it can
 * be played
 *
 * An entry needs no other: a client's session is decided by its sid, and a
 * disturbance by its own numbers.  So a run that fails is played again with
 * fewer and fewer of them (shrink.h).
 */
#ifndef RELAY_SIM_PLAY_H
#define RELAY_SIM_PLAY_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "scene.h"

enum deed {
	DEED_CLIENT,    /* a client comes to socket number where */
	DEED_RESTART,   /* a server's connections are all reset */
	DEED_REFUSE,    /* a server refuses for for_us */
	DEED_BLACKHOLE, /* a server does not answer dials for for_us */
	DEED_LEND,      /* the neighbour's copy of socket where */
	DEED_UNLEND,    /* and all of them back */
	DEED_LOG,       /* another log; where: a socket */
	DEED_DRAIN,     /* with a deadline of for_us */
	DEED_HANG_UP,   /* the supervisor is gone */
	DEED_NONSENSE,  /* a message that no supervisor sends */
	N_DEEDS
};
extern const char *const deed_words[N_DEEDS];

struct entry {
	int64_t at_us;
	uint64_t sid;   /* of a client */
	uint32_t where; /* modulo as many as there are */
	uint32_t for_us;
	enum deed deed;
};

#define PLAY_MOST 2048

struct play {
	struct entry entries[PLAY_MOST]; /* by time */
	uint32_t n;
	uint8_t left_out[PLAY_MOST]; /* what is not played this time */
};

/* The play of a scene. */
void play_draw(struct play *play, const struct scene *scene);

/* For a play written by hand: an entry more, in any order; then sort. */
void play_add(struct play *play, const struct entry *entry);
void play_sort(struct play *play);

/* How many entries are played; what they are, a line each. */
uint32_t play_length(const struct play *play);
void play_print(const struct play *play, FILE *out);

#endif /* RELAY_SIM_PLAY_H */
