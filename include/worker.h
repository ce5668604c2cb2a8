/*
 * worker - one slot: its event loop, listeners, pools and sessions
 *
 *	start --COMMIT--> accepting --DRAIN--> draining --empty--> exit 0
 *	                     |                    ^
 *	                channel EOF --> orphan --successor, or 60 s
 */
#ifndef RELAY_WORKER_H
#define RELAY_WORKER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "config.h"
#include "segment.h"
#include "stats.h"

/* A listening socket that a worker accepts from. */
struct worker_socket {
	uint32_t listener; /* index in the configuration */
	bool shared;       /* with other workers: a Unix socket */
	int fd;            /* the worker's to close */
};

struct worker_plan {
	const struct config *config;
	const struct segment *segment;
	struct stats_page *page;
	const struct worker_socket *sockets;
	uint32_t n_sockets;
	uint32_t slot;
	uint64_t generation;
	int channel;
	uint64_t max_fds; /* RLIMIT_NOFILE */
};

/*
 * Serve until told to stop.  All memory is taken before PREPARED is sent.
 * Returns the exit status: 0 after a drain; 1 if it could not start, after a
 * line in the log.
 */
int worker_run(const struct worker_plan *plan);

/* Descriptors a worker has open beside two a session. */
uint64_t worker_reserved_fds(const struct config *config, uint32_t n_sockets);

/* Write what a worker's memory will be, as comment lines for -T. */
void worker_print_memory(const struct config *config, FILE *out);

#endif /* RELAY_WORKER_H */
