/*
 * channel - what supervisor and worker tell each other
 *
 * A SOCK_SEQPACKET pair a worker, messages of one fixed size, at most one
 * descriptor in a message and only towards the worker.  Each end treats what
 * comes from the other as hostile: a message of another size or kind is an
 * error, and a descriptor that nobody asked for is closed.
 *
 *	worker                 supervisor
 *	  | ---- PREPARED ----> |      all is set up, nothing is accepted yet
 *	  | <--- COMMIT ------- |
 *	  | ---- ACCEPTING ---> |      from now on sessions come in
 *	  | <--- LEND --------- |      a neighbour's listening socket, by fd
 *	  | <--- UNLEND ------- |      close all sockets of that slot again
 *	  | <--- LOG ---------- |      the log was reopened, by fd
 *	  | <--- DRAIN -------- |      stop accepting, end when empty
 */
#ifndef RELAY_CHANNEL_H
#define RELAY_CHANNEL_H

#include <stdint.h>

enum channel_kind {
	CHANNEL_PREPARED = 1,
	CHANNEL_ACCEPTING,
	CHANNEL_COMMIT,
	CHANNEL_LEND,
	CHANNEL_UNLEND,
	CHANNEL_LOG,
	CHANNEL_DRAIN,
};

struct channel_message {
	uint32_t kind;
	uint32_t slot;     /* LEND, UNLEND: whose socket; else the worker's */
	uint32_t socket;   /* LEND: index into the plan's sockets */
	uint32_t reserved; /* 0 */
	uint64_t ms;       /* DRAIN: the time it may take; 0: any */
};

/* Make a pair, non-blocking and close-on-exec.  Returns 0; or -1 and errno. */
int channel_open(int ends[2]);

/*
 * Send a message, with a copy of descriptor pass unless it is -1.
 * Returns 0; or -1 and errno: EAGAIN when the other end does not read, EPIPE
 * when it is gone.
 */
int channel_send(int fd, const struct channel_message *message, int pass);

/*
 * Take the next message; *passed is its descriptor, yours to close, or -1: it
 * brings none, or this process has no room for one.
 * Returns 1; 0 when the other end is gone; or -1 and errno: EAGAIN when there
 * is none, EPROTO when it is of another size or kind (it is gone then).
 */
int channel_recv(int fd, struct channel_message *message, int *passed);

#endif /* RELAY_CHANNEL_H */
