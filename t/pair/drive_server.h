/*
 * drive_server - a server of any number of connections, in one thread
 */
#ifndef RELAY_PAIR_DRIVE_SERVER_H
#define RELAY_PAIR_DRIVE_SERVER_H

#include "answerer.h"

struct server_order {
	struct pair_key key;
	struct server_habits habits;
	const char *address;
	int buffers; /* the kernel's, in bytes; 0: its choice */
	bool tolerant;
};

struct server_result {
	struct tally tally;
	uint64_t connections;
	uint64_t bad; /* connections with a violation */
	double seconds;
};

/* Listen, say where on standard output, and serve until TERM or INT; then
 * connections end by RST.  -1 with errno if it cannot. */
int drive_server(
    const struct server_order *order, struct server_result *result);

#endif /* RELAY_PAIR_DRIVE_SERVER_H */
