/*
 * sessions - all sessions of a worker: opened, moved, timed, ended
 */
#ifndef RELAY_SESSIONS_H
#define RELAY_SESSIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "session.h"

/* A listener that is shared may have to take this many above the limit. */
#define SESSIONS_OVER 16

/* Room for `most` sessions and memory for their buffers, of buffer_bytes.
 * Returns 0; or -1 and errno ENOMEM. */
int sessions_init(struct sessions *sessions, struct loop *loop, uint32_t most,
    uint64_t buffer_bytes);

/*
 * Begin a session with an accepted socket, which is the session's now.
 * Returns 0; or -1 and errno, and the socket is closed: no session began.
 */
int sessions_open(struct sessions *sessions, struct service *service, int fd,
    bool unix_socket);

/* End those that idle between two exchanges longer than drain_idle_ms. */
void sessions_drain(struct sessions *sessions);

/* End all with RST. */
void sessions_abort(struct sessions *sessions, enum reason reason);

#endif /* RELAY_SESSIONS_H */
