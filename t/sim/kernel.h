/*
 * kernel - a kernel that one thread plays: sockets, epoll, a clock, failures
 *
 * Behind sys.h for a worker's real code; this is the door for the world around
 * it.  A wire is a connection: its near side is the worker's, its far side
 * belongs to a peer of the world.  What Linux promises is kept to the letter;
 * where it promises nothing a generator decides: how much a buffer takes, when
 * bytes arrive, which events are reported, and how many that say nothing new.
 */
#ifndef RELAY_SIM_KERNEL_H
#define RELAY_SIM_KERNEL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>

#include "channel.h"
#include "sites.h"

/* How rough this kernel is.  Rates are of 1,000.  (Faults: sites.h) */
struct sim_knobs {
	uint64_t seed;
	uint32_t buffer_most;   /* bytes a socket buffer takes, drawn */
	uint32_t buffer_least;  /* from this on; 0: from 1 */
	uint32_t delay_most_us; /* until bytes, FIN or RST arrive */
	uint32_t spurious;      /* events that say nothing new, a wait */
	uint32_t failing;       /* calls that fail with an error of theirs */
	uint32_t fd_most;       /* numbers are below it, else EMFILE; 0: all */
};

struct wire {
	uint32_t id; /* 1, 2 ...: never used twice */
	bool client; /* the far side is a client, else a server */
	void *peer;  /* the world's own */
};

enum sim_fate { SIM_ACCEPTED, SIM_REFUSED, SIM_UNANSWERED, SIM_QUEUE_FULL };

/* What the world does for the kernel; what is NULL is not told. */
struct sim_world {
	/* In each wait: move the peers a little.  Returns when they want to
	 * move next, in ns; INT64_MAX if only the worker can move them. */
	int64_t (*step)(int64_t now_ns);
	/* The worker dials.  Accepted: the peer is the world's now. */
	enum sim_fate (*dialed)(
	    struct wire *, const struct sockaddr *sa, socklen_t len);
	/* The far side has something to read, or room, or its end. */
	void (*ready)(struct wire *wire);
	/* The worker wrote, read, closed: the far side lives on. */
	void (*wrote)(struct wire *wire, const uint8_t *p, size_t n);
	void (*read)(struct wire *wire, size_t n);
	void (*closed)(struct wire *wire, bool reset);
	/* The worker spoke on its channel; wrote a line to its log. */
	void (*told)(const struct channel_message *message);
	void (*logged)(const char *line, size_t n);
};

void sim_open(const struct sim_knobs *knobs, const struct sim_world *world);
void sim_set_fault(struct sim_fault *fault); /* NULL: none */
void sim_set_failing(bool failing);          /* at random; false at first */

/* A listening socket of the worker, its number that stays when it is passed
 * on; a client that connects to it.  NULL: the queue is full, or closed. */
int sim_listen(bool unix_socket);
int sim_listener_id(int listener);
struct wire *sim_arrive(int listener);
struct wire *sim_arrive_at(int listener_id);

/* The worker's end of its channel; speak to it (pass: a descriptor that goes
 * with it, or -1); be gone. */
int sim_channel(void);
void sim_tell(const struct channel_message *message, int pass);
void sim_hang_up(void);
int sim_log_file(void); /* to be passed */

/* The far side of a wire, as pair_io of t/pair/asker.h wants it. */
ssize_t far_recv(void *wire, void *buf, size_t n);
ssize_t far_send(void *wire, const void *buf, size_t n);
void far_finish(void *wire);
void far_close(void *wire);
void far_reset(void *wire);

int64_t sim_now_ns(void);
/* Calls made, descriptors open, bytes that the worker has moved; the number
 * of waits since the worker last did anything else that succeeded. */
uint64_t sim_calls(void);
uint32_t sim_open_fds(void);
uint64_t sim_bytes(void);
uint64_t sim_idle_waits(void);

#endif /* RELAY_SIM_KERNEL_H */
