/*
 * bind - the listening sockets of an instance, by address and slot
 *
 * A TCP address has a SO_REUSEPORT socket for each slot, opened in the order
 * of the slots; a Unix one has a single socket, shared by all.  They carry the
 * options that accepted sockets inherit.  The supervisor keeps them all, so
 * that the end of a worker never closes a queue.
 *
 *	bind_open: the addresses are taken --> bind_listen: clients may come
 */
#ifndef RELAY_BIND_H
#define RELAY_BIND_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "config.h"
#include "worker.h"

struct bound {
	const struct config_listener *listener;
	const struct config_address *address;
	uint32_t listener_i;
	bool shared;
	struct addr addr; /* as it was bound: with the port the kernel chose */
	dev_t dev;        /* of a Unix socket's file, to unlink no other's */
	ino_t ino;
	int *fds; /* one a slot, or one if shared; -1: not open */
	uint32_t n_fds;
};

struct bind_set {
	struct bound *bounds; /* one an address, in the configuration's order */
	uint32_t n_bounds, n_slots;
};

/*
 * Open and bind all sockets of the configuration.  An address that a stranger
 * holds is an error, also where sharing the port would work; with orphans,
 * workers of this instance that a killed supervisor left, it may be theirs.
 * Returns 0; or -1, announced, and nothing is left behind.
 */
int bind_open(struct bind_set *set, const struct config *config, bool orphans);

/* Let clients come.  Returns 0; or -1, announced. */
int bind_listen(struct bind_set *set);

/* The sockets of a slot: set->n_bounds of them, still owned by the set. */
void bind_sockets(
    const struct bind_set *set, uint32_t slot, struct worker_socket *sockets);

/* Close all, and unlink the Unix sockets' files that are still ours. */
void bind_close(struct bind_set *set);

#endif /* RELAY_BIND_H */
