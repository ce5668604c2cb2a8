/*
 * sock - what the relay does to sockets, and what their errors mean
 *
 * Every abnormal end is a RST: a session's sockets linger {1,0} all their
 * life (accepted ones inherit it), so that even the kernel's cleaning up after
 * kill -9 cannot look like a complete stream; sock_close_clean() clears it.
 */
#ifndef RELAY_SOCK_H
#define RELAY_SOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "addr.h"
#include "stats.h"

struct keepalive { /* idle_ms 0: off */
	int64_t idle_ms, interval_ms;
	uint64_t probes;
};

/* What failed accept(2) says about the next one. */
enum accept_error {
	ACCEPT_NONE_WAITING, /* EAGAIN */
	ACCEPT_SKIP,         /* that client is gone: try the next */
	ACCEPT_DESCRIPTORS,  /* none left: pause */
	ACCEPT_MEMORY,       /* none left: pause */
};
enum accept_error sock_accept_error(int error);

/*
 * Begin to connect to addr, from source unless its len is 0.
 * Returns the socket, yours, its connect done or in progress; or -1 and errno.
 */
int sock_dial(const struct addr *addr, const struct addr *source);

/*
 * What came of a dial to addr, now that its socket had an event: 0, or an
 * errno.  A socket that met itself was refused by whoever should listen there:
 * the kernel may give a dial to this host the very port that it goes to.
 */
int sock_dialled(int fd, const struct addr *addr);

/* What a failed dial's errno means. */
enum dial_result sock_dial_result(int error);

/*
 * Set what a connection needs only if it lives longer than one exchange:
 * TCP_NODELAY, keepalive, TCP_USER_TIMEOUT.  A refused option is no error.
 */
void sock_tune(int fd, const struct keepalive *keepalive, int64_t user_ms);

/* Close with FIN after what was sent; or at once with RST (TCP alone). */
void sock_close_clean(int fd);
void sock_close_reset(int fd);

#endif /* RELAY_SOCK_H */
