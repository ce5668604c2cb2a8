/*
 * peer_io - a connection of peer_server, read and written to its end
 */
#ifndef RELAY_PEER_IO_H
#define RELAY_PEER_IO_H

#include "peer_stream.h"

struct client {
	int fd;
	unsigned id;
	uint64_t got;
	enum peer_end end; /* END_NONE: we ended it */
};

/* Returns false, and why in c->end, when the other side has ended. */
PEER_FN bool
read_some(struct client *c, char *buf, size_t max, size_t *n)
{
	ssize_t got = recv(c->fd, buf, max, 0);

	if (got <= 0) {
		if (got == 0)
			c->end = END_FIN;
		else
			c->end = errno == EAGAIN ? END_LATE : END_RST;
		return false;
	}
	c->got += (uint64_t)got;
	*n = (size_t)got;
	return true;
}

PEER_FN bool
write_all(struct client *c, const char *from, size_t n)
{
	while (n > 0) {
		ssize_t sent = send(c->fd, from, n, MSG_NOSIGNAL);

		if (sent == -1) {
			c->end = END_RST;
			return false;
		}
		from += sent;
		n -= (size_t)sent;
	}
	return true;
}

#endif /* RELAY_PEER_IO_H */
