/*
 * tally - what a run has seen, and its one line
 */
#ifndef RELAY_PAIR_TALLY_H
#define RELAY_PAIR_TALLY_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "plan.h"

enum violation {
	V_CROSS_TALK, /* bytes of another session, tenant or direction */
	V_CORRUPT,    /* bytes that are nobody's */
	V_LOST,       /* a part is missing: what comes is from further on */
	V_REPEATED,   /* a part came before: doubled, or out of order */
	V_TRUNCATED,  /* FIN before the whole stream */
	V_FALSE_FIN,  /* FIN where the other end sent RST */
	V_SHARED,     /* a connection changed clients before all was answered */
	V_UNSERVED,   /* a calm session did not end whole */
	V_STUCK,      /* nothing came for too long, and nothing said why */
	N_VIOLATIONS
};
extern const char *const violation_words[N_VIOLATIONS];

struct tally {
	uint64_t sessions, exchanges, bytes; /* exchanges: answered whole */
	uint64_t ends[N_CLIENT_ENDS];        /* carried out, by kind */
	uint64_t acts[N_SERVER_ACTS];
	/* How sessions ended that their plan did not: RST; FIN between two
	 * exchanges; no connection at all.  No violation where faults are. */
	uint64_t resets, closed, refused;
	uint64_t idle_closes, blurts; /* of a server, see answerer.h */
	/* Blurts that met another client: no relay can rule it out, since it
	 * may have asked when they were on their way; but few will do so. */
	uint64_t strays;
	uint64_t violations[N_VIOLATIONS];
	/* Workers are killed, calls fail, or servers have habits: also where
	 * no fault is planned a session may be reset, or end before the first
	 * byte of a reply. */
	bool tolerant;
	FILE *report; /* a line a violation, the first 100; NULL: none */
};

uint64_t tally_violations(const struct tally *tally);

/* Count a violation and report it: session, where, and what was found. */
void tally_violate(struct tally *tally, enum violation violation, uint64_t sid,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* Add what another has counted; and print all as words of one line without
 * its newline: "sessions=1 exchanges=2 ... fault-rst-up=3 ... violations=0". */
void tally_add(struct tally *to, const struct tally *from);
void tally_print(const struct tally *tally, FILE *out);

#endif /* RELAY_PAIR_TALLY_H */
