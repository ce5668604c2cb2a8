/*
 * drive - real sockets under the ends of a pair: one thread, one epoll set,
 * edge-triggered, and a heap of times
 *
 * A wire is one descriptor and at most one time.  Whatever happens to it is
 * one call; whose wire it is decides what that means.
 */
#ifndef RELAY_PAIR_DRIVE_H
#define RELAY_PAIR_DRIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "asker.h"

struct wire {
	int fd;
	int error;     /* for the next call: what SO_ERROR took away */
	bool lingers;  /* an unplanned end is a RST */
	uint32_t slot; /* in the heap from 1 on; 0: no time */
	int64_t due_us, at_us;
	/* The events of epoll, or 0: its time has come. */
	void (*happen)(struct wire *wire, uint32_t events);
};

struct drive {
	int epoll;
	struct wire **heap;
	uint32_t n, room;
	int64_t now_us; /* when the turn's events were fetched */
};

/* What askers and answerers do with a socket, which is a wire. */
extern const struct pair_io drive_io;

int64_t drive_clock_us(void);

/* -1 with errno; who has closed it wakes and watches nothing any more. */
int drive_open(struct drive *drive);
void drive_close(struct drive *drive);

/* For events of epoll; -1 with errno. */
int drive_watch(struct drive *drive, struct wire *wire, uint32_t events);

/* Call it at due_us, and no more at the time that was said before; a heap
 * without memory ends the program. */
void drive_wake(struct drive *drive, struct wire *wire, int64_t due_us);

/* As an end's run wants, but at least once a second: an end finds out by
 * itself that nothing comes any more. */
void drive_wake_end(struct drive *drive, struct wire *wire, int64_t result);

/* It has no time any more, and may be freed when its descriptor is closed. */
void drive_forget(struct drive *drive, struct wire *wire);

/* Wait, and call whom it concerns; -1 with errno. */
int drive_turn(struct drive *drive);

/* Watch for TERM and INT instead of dying of them; -1 with errno.  When the
 * wire is called, the signal waits to be taken. */
int drive_watch_signals(struct drive *drive, struct wire *wire);
void drive_take_signal(struct wire *wire);

#endif /* RELAY_PAIR_DRIVE_H */
