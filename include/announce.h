/*
 * announce - telling whoever started us how the start went
 *
 * That is the shell that waits for "relayd -d", systemd with its notification
 * socket, and the reader of the pid file.
 */
#ifndef RELAY_ANNOUNCE_H
#define RELAY_ANNOUNCE_H

/*
 * Go on in a child, in a session of its own, while this process waits for the
 * child's verdict and ends with it.  Nothing that does not survive fork (a
 * file lock) may be held yet.  Returns 0 in the child; or -1 and errno.
 */
int announce_detach(void);

/*
 * Say why the start failed: in the log, and on standard error if the log is
 * elsewhere.  Returns -1.
 */
int announce_failure(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));

/* Write the pid file, whole or not at all.  Returns 0; or -1 and errno. */
int announce_pid(const char *path);

/* The service is up: tell systemd, and let the waiting parent end with 0. */
void announce_ready(void);

/* In a worker: the verdict is not its business, nor is, under -d, the
 * terminal of whoever waits for it. */
void announce_leave(void);

/* The service ends. */
void announce_stopping(void);

#endif /* RELAY_ANNOUNCE_H */
