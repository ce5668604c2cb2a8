/*
 * drive_client - many sessions, so many at once, each on a connection of its
 * own
 */
#ifndef RELAY_PAIR_DRIVE_CLIENT_H
#define RELAY_PAIR_DRIVE_CLIENT_H

#include "drive_addr.h"
#include "frame.h"
#include "tally.h"

struct client_order {
	struct pair_key key;
	const struct drive_addr *addrs; /* in turn */
	uint32_t n_addrs;
	uint64_t sessions; /* 0: any number, until the time is up */
	double seconds;    /* 0: any time */
	uint32_t concurrency;
	uint8_t roughness, size_bits;
	int buffers; /* the kernel's, in bytes; 0: its choice */
	int64_t rest_us, rest_around; /* between two sessions of a seat */
	uint64_t seed;
	bool tolerant; /* nobody has to be served, but what comes is right */
};

struct client_result {
	struct tally tally;
	uint64_t bad; /* sessions with a violation */
	double seconds;
};

/* Run them; -1 with errno if there cannot be a loop of events.  A signal ends
 * it early, but for the sessions under way; a second one at once. */
int drive_client(
    const struct client_order *order, struct client_result *result);

#endif /* RELAY_PAIR_DRIVE_CLIENT_H */
