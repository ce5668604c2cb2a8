/*
 * ends - both ends of the simulated sessions, and what is known of their wires
 */
#ifndef RELAY_SIM_ENDS_H
#define RELAY_SIM_ENDS_H

#include <stdbool.h>
#include <stdint.h>

#include "actors.h"
#include "kernel.h"
#include "pair/answerer.h"
#include "pair/asker.h"
#include "wiretap.h"

struct client {
	struct actor actor;
	struct asker asker;
	struct reply_tap tap;
	const struct pair_key *key;
	uint64_t sid;
	int64_t moved_us;
	/* Bytes that the worker took from it, wrote to a server for it, and
	 * wrote to it. */
	uint64_t taken, passed, given;
	/* excused: it met what nobody could have prevented. */
	bool unix_socket, excused, near_closed, over, harmed;
};

struct backend {
	struct actor actor;
	struct answerer answerer;
	struct request_tap tap;
	struct client *client; /* whose request came last */
	uint32_t server;
	bool used;
	/* Bytes: written by the worker, read by the server; sent by it, read
	 * by the worker; and so when the client began. */
	uint64_t wrote, read, said, heard, heard_before;
	uint64_t replies; /* whole ones, said */
	/* At the first byte of this request: nothing was left; or there was,
	 * and the worker could not know. */
	bool clean, excusable;
	/* Where the reset script is in what the worker wrote; what is still to
	 * be answered (NULL: nothing), and how the last answer was. */
	uint64_t script_from, script_to;
	const char *answer;
	enum { RESET_RIGHT, RESET_WRONG, RESET_AND_MORE } reset;
	/* Something was sent that nobody had asked for: when last.  Once a
	 * client could not be saved from it, the connection is poisoned. */
	bool blurted, poisoned;
	uint64_t blurted_step, heard_step;
};

/* A client comes to a listening socket; NULL: it is refused. */
struct client *client_arrive(uint32_t socket, uint64_t sid);
/* Who has this sid, NULL: nobody. */
struct client *client_find(uint64_t sid);
/* No longer look at what it gets. */
void client_excuse(struct client *client);
/* The first that has not moved for so long, NULL: none. */
struct client *client_stuck(int64_t for_us);

/* A server accepts; NULL: it has no room. */
struct backend *backend_accept(uint32_t server, struct wire *wire);
extern const struct pair_io backend_io;
/* All connections of a server are reset. */
void backend_restart(uint32_t server);

#endif /* RELAY_SIM_ENDS_H */
