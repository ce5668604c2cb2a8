/*
 * instance - all that a start takes, and a clean stop leaves no trace of
 *
 * The instance's name and shared memory, its addresses, the workers' account,
 * the limits, the pid file.
 */
#ifndef RELAY_INSTANCE_H
#define RELAY_INSTANCE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "bind.h"
#include "config.h"
#include "privilege.h"
#include "segment.h"

struct instance {
	struct config *config; /* not the instance's to close */
	struct segment *segment;
	struct bind_set sockets;
	struct account account;
	uint64_t generation;
	uint64_t max_fds; /* RLIMIT_NOFILE */
	bool has_pid_file;
};

/*
 * Raise the descriptor limit, and where the file left max-sessions to us,
 * make it what the limit allows.
 * Returns the limit; or 0, announced, where a written number does not fit.
 */
uint64_t instance_limits(struct config *config);

/* Write what the statistics will take, as a comment line for -T. */
void instance_print_memory(const struct config *config, FILE *out);

/*
 * Take everything but clients.  config: host names in it become addresses.
 * Returns 0; or -1, announced, and nothing is left behind.
 */
int instance_open(struct instance *instance, struct config *config);

/* All workers accept: log where, and tell everyone. */
void instance_ready(struct instance *instance);

/* Give everything back. */
void instance_close(struct instance *instance);

#endif /* RELAY_INSTANCE_H */
