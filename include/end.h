/*
 * end - one end of a session: a connected socket and what its edges said
 *
 * The socket is watched edge-triggered for its whole life, so each edge is
 * kept here until a call proves it used up.  A short read does that on TCP,
 * unless urgent data was ever seen: a read stops there with more behind it.
 * On a Unix socket a read stops where descriptors were passed, so it is read
 * until EAGAIN.
 */
#ifndef RELAY_END_H
#define RELAY_END_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "loop.h"

struct end {
	struct watch watch; /* .fd */
	bool readable;      /* there may be bytes, EOF or an error */
	bool writable;      /* a send may be accepted */
	bool eof_near;      /* FIN is in the queue behind the bytes */
	bool at_eof;        /* and the bytes are all read */
	bool broken;        /* both directions have ended, or an error */
	bool error;         /* reset, or another error */
	bool exhaustive; /* read until EAGAIN: a Unix socket, or urgent data */
};

/* Make it the end with this connected socket, nothing known yet. */
void end_init(struct end *end, int fd, bool unix_socket,
    void (*fn)(struct watch *, uint32_t));

/* Remember what epoll said. */
void end_note(struct end *end, uint32_t events);

/*
 * Read at most n bytes into buf.
 * Returns their number; 0 at EOF; or -1 and errno, EAGAIN: not readable now.
 */
ssize_t end_read(struct end *end, void *buf, size_t n);

/* Write; as send(2), and -1 with EAGAIN: not writable now. */
ssize_t end_write(struct end *end, const void *buf, size_t n);

#endif /* RELAY_END_H */
