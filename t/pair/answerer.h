/*
 * answerer - a server's side of one connection, lent to one session after the
 * other: checks each request, and answers as the sessions' plans say
 *
 * On the same terms as an asker.  Beside the plans of its sessions it has
 * habits of its own, of a server that treats idle connections badly: between
 * two sessions only, and those that meet such a connection may be reset or
 * closed before their first reply, so the clients' tally must be tolerant.
 */
#ifndef RELAY_PAIR_ANSWERER_H
#define RELAY_PAIR_ANSWERER_H

#include <stdbool.h>
#include <stdint.h>

#include "asker.h"
#include "prf.h"

/* What all connections of a server share. */
struct server_habits {
	int64_t idle_us;        /* close when idle so long; 0: never */
	int64_t idle_around;    /* more or less by up to this */
	uint32_t blurt_of_1000; /* idle: says the last reply again, unasked */
	/* How long bytes may be on their way: who is lent the connection
	 * later than that after a blurt need not have been.  0: 50 ms. */
	int64_t grace_us;
};

/* Which exchange of a session was seen last, by all connections: an older one
 * is a request sent twice.  A place may be taken over: then it is forgotten. */
#define ANSWERER_SEEN 65536
struct seen {
	uint64_t sid;
	uint32_t next;
};

struct answerer_env {
	const struct pair_key *key;
	const struct pair_io *io;
	const struct server_habits *habits;
	struct tally *tally;
	struct seen *seen; /* ANSWERER_SEEN of them */
};

#define ANSWERER_OWED 128 /* more is not read */

struct answerer {
	const struct answerer_env *env;
	void *socket;
	struct prf chance;
	uint64_t sid; /* 0: nobody has asked yet */
	struct plan plan;
	uint32_t next; /* exchange of that session */
	/* The request that is coming: its first bytes until the token. */
	uint8_t head[FRAME_TOKEN_WITHIN];
	uint32_t n_head;
	struct cursor up, down;
	uint32_t n_owed, first_owed; /* exchanges to answer */
	uint32_t steps;
	int64_t resume_us;
	int64_t close_us, blurt_us; /* while idle; INT64_MAX: never */
	int64_t spoilt_us; /* lent to another from then on: a violation */
	struct strange strange;
	bool asking, replying, idle; /* in a request, in a reply, in neither */
	bool up_ended, fin_sent, mute, over;
};

/* Begin on an accepted connection, the chance of which is its own. */
void answerer_init(struct answerer *answerer, const struct answerer_env *env,
    void *socket, uint64_t chance, int64_t now_us);

/* As asker_run(). */
int64_t answerer_run(struct answerer *answerer, int64_t now_us);

#endif /* RELAY_PAIR_ANSWERER_H */
