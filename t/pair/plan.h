/*
 * plan - what a session does, at both ends, drawn from key and session id
 *
 * The two ends share nothing but the key: each draws the other's plan too, so
 * a server knows where its client means to reset, and a client that a FIN in
 * the middle of a reply was its server's own doing, or was not.  The low bytes
 * of a sid say how rough and how large its session may be, so that a server
 * needs no options to play its part.
 */
#ifndef RELAY_PAIR_PLAN_H
#define RELAY_PAIR_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "frame.h"

enum client_end {
	CLIENT_FIN_LAST,  /* all answered; FIN, and wait for the server's */
	CLIENT_CLOSE,     /* all answered; close at once */
	CLIENT_FIN_FIRST, /* FIN with the last request, replies still come */
	CLIENT_FIN_UP,   /* FIN in the middle, after end_at bytes of requests */
	CLIENT_RST_UP,   /* RST after end_at bytes of requests */
	CLIENT_RST_DOWN, /* RST after end_at bytes of replies: cancelled */
	CLIENT_CLOSE_DOWN, /* close() there, replies unread */
	CLIENT_TIMEOUT,    /* RST if a reply takes longer than patience_us */
	N_CLIENT_ENDS
};

enum server_act {
	SERVER_ANSWER,
	SERVER_EARLY, /* before the whole request is there */
	SERVER_TWICE, /* the reply again, marked as unasked */
	SERVER_CLOSE, /* answers, FIN, close */
	SERVER_RST,   /* RST after act_at bytes of the reply */
	SERVER_CUT,   /* FIN there: a reply that its server cut short */
	SERVER_MUTE,  /* nothing more until the client has gone */
	SERVER_SLOW,  /* after pause_us */
	N_SERVER_ACTS
};

/* Roughness, and the largest body as a power of two: bytes of the sid. */
#define PLAN_CALM 0  /* no fault at all */
#define PLAN_ROUGH 1 /* a fault in about 1 of 8 sessions */
#define PLAN_WILD 2  /* in about every second one, in some at both ends */
#define PLAN_EXCHANGES 64

struct plan {
	uint32_t n_exchanges; /* 1 to 64; opaque: 1 */
	uint32_t pipeline;    /* requests unanswered at once, 1 to 64 */
	enum client_end end;
	uint64_t end_at;
	uint32_t
	    patience_us; /* of CLIENT_TIMEOUT, or for certain servers; or 0 */
	bool faulty;     /* else it must end whole */
	/* Each end's habits: the most it writes or reads at once, and after
	 * how many such steps (0: never) it pauses for how long. */
	struct habit {
		uint32_t write_most, read_most, steps, pause_us;
	} client, server;
};

struct plan_exchange {
	uint64_t n_request, n_reply; /* bodies */
	enum server_act act;
	uint64_t act_at;
	uint32_t pause_us;
};

/* A sid: chance makes it this session's alone. */
uint64_t plan_sid(uint64_t chance, uint8_t roughness, uint8_t size_bits);

/* Draw the plan of a session; of its exchange number e. */
void plan_make(struct plan *plan, const struct pair_key *key, uint64_t sid);
void plan_exchange(struct plan_exchange *exchange, const struct pair_key *key,
    uint64_t sid, uint32_t e);

/* Whether the sid says that its session has no fault of either end.  (That it
 * has one of those that it may have, only plan->faulty says.) */
int plan_is_calm(uint64_t sid);

/* The words for reports. */
extern const char *const client_end_words[N_CLIENT_ENDS];
extern const char *const server_act_words[N_SERVER_ACTS];

#endif /* RELAY_PAIR_PLAN_H */
