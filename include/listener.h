/*
 * listener - accepts clients, and rests when there is no room for more
 *
 *	IDLE --start--> WATCHED --full, or out of descriptors--> PAUSED
 *	                   ^------- a session ended, or 100 ms ------/
 *
 * Nothing is accepted in order to be refused: who finds no room waits in the
 * kernel's queue.  A socket shared with other workers is the exception, by a
 * few: the wake-up for whom waits there came to this worker, and no other
 * would know.
 */
#ifndef RELAY_LISTENER_H
#define RELAY_LISTENER_H

#include <stdbool.h>
#include <stdint.h>

#include "loop.h"
#include "sessions.h"

struct listener {
	struct watch watch; /* .fd -1: the place is free */
	struct listeners *set;
	struct service *service;
	struct timer rest;
	uint64_t turn, quota; /* when it accepted last, and how many at most */
	uint32_t slot;        /* whose socket it is */
	uint32_t skipped;     /* accepts that failed, since one did not */
	bool shared, unix_socket, watched, paused;
	bool said; /* that it pauses */
};

struct listeners {
	struct loop *loop;
	struct sessions *sessions;
	struct listener *v; /* n of them in use, room for capacity */
	uint32_t n, capacity;
	bool started;
	/* Asked for a descriptor when there is none left. */
	bool (*shed)(struct listeners *);
};

/* Make an empty set with room for capacity listeners, stored at v. */
void listeners_init(struct listeners *set, struct sessions *sessions,
    struct listener *v, uint32_t capacity);

/* Add a listening socket, the set's now; watched once the set is started.
 * Returns 0; or -1 and errno ENOSPC: fd stays yours. */
int listeners_add(struct listeners *set, struct service *service, int fd,
    bool shared, uint32_t slot);

/* Begin to accept. */
void listeners_start(struct listeners *set);

/* Those that rest for want of room may go on: a session has ended. */
void listeners_wake(struct listeners *set);

/* Accept once more whoever waits, then close all sockets for good. */
void listeners_stop(struct listeners *set);

/* Close the sockets of a slot that has a worker of its own again. */
void listeners_drop(struct listeners *set, uint32_t slot);

#endif /* RELAY_LISTENER_H */
