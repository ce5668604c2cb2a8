/*
 * Goal: what happens to a connection is the same on this machine's kernel and
 * on the simulated one, whatever both ends do: results, errors and edges.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <unistd.h>

#define RELAY_SIM_INSIDE
#include "sim/cable.h"
#include "tap.h"

#define SCRIPTS 6000
#define STEPS 14

enum act {
	SEND,
	RECV,
	PEEK,
	FINISH,
	TAKE_ERROR,
	LINGER_OFF,
	CLOSE,
	FAR_SEND,
	FAR_RECV,
	FAR_FINISH,
	FAR_CLOSE,
	FAR_RESET,
	N_ACTS
};
static const char *const words[] = {"send", "recv", "peek", "finish",
    "take-error", "linger-off", "close", "far-send", "far-recv", "far-finish",
    "far-close", "far-reset"};
static const uint32_t weights[] = {4, 4, 1, 1, 1, 1, 1, 4, 4, 1, 1, 1};

struct step {
	enum act act;
	size_t n;
};

/* One of the two kernels; far is a descriptor or a wire. */
struct host {
	bool real, local;
	int epoll, near, far;
	struct wire *wire;
	bool near_closed, far_closed;
};

static uint8_t buf[4096];

static ssize_t
again(ssize_t result)
{
	return result == -1 ? -errno : result;
}

static ssize_t
near_io(struct host *host, enum act act, size_t n)
{
	if (act == SEND)
		return again(host->real ? send(host->near, buf, n, MSG_NOSIGNAL)
					: sys_send(host->near, buf, n));
	if (act == PEEK)
		return again(host->real ? recv(host->near, buf, n, MSG_PEEK)
					: sys_peek(host->near, buf, n));
	return again(host->real ? recv(host->near, buf, n, 0)
				: sys_recv(host->near, buf, n));
}

static ssize_t
far_io(struct host *host, enum act act, size_t n)
{
	if (act == FAR_SEND)
		return again(host->real ? send(host->far, buf, n, MSG_NOSIGNAL)
					: far_send(host->wire, buf, n));
	return again(host->real ? recv(host->far, buf, n, 0)
				: far_recv(host->wire, buf, n));
}

/* Whatever events there are now, together; the connection's. */
static uint32_t
look(struct host *host, int timeout)
{
	struct epoll_event events[4];
	uint32_t mask = 0;
	int n;

	do {
		n = host->real ? epoll_wait(host->epoll, events, 4, timeout)
			       : sys_epoll_wait(host->epoll, events, 4, 1);
		for (int i = 0; i < n; i++)
			mask |= events[i].events;
	} while (n > 0);
	return mask;
}

/* Short ones are repeated: where they stop is chance on one of the two. */
static long
all_of(struct host *host, struct step step,
    ssize_t (*io)(struct host *, enum act, size_t), uint32_t *mask, int timeout)
{
	size_t done = 0;
	ssize_t got;

	while ((got = io(host, step.act, step.n - done)) > 0) {
		done += (size_t)got;
		if (done == step.n || step.act == PEEK)
			break;
		*mask |= look(host, timeout);
	}
	return (long)done * 1000 + (got < 0 ? -got : got > 0);
}

static void
set_linger(struct host *host, int fd, bool on)
{
	struct linger linger = {.l_onoff = on};

	if (host->real)
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	else
		sys_setsockopt(
		    fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
}

static long
take_error(struct host *host)
{
	int error = 0;
	socklen_t len = sizeof(error);

	if (!host->real)
		return sys_socket_error(host->near);
	getsockopt(host->near, SOL_SOCKET, SO_ERROR, &error, &len);
	return error;
}

static long
near_end(struct host *host, enum act act)
{
	host->near_closed = act == CLOSE;
	if (act == CLOSE)
		return host->real ? close(host->near) : sys_close(host->near);
	return again(host->real ? shutdown(host->near, SHUT_WR)
				: sys_shutdown_write(host->near));
}

static long
far_end(struct host *host, enum act act)
{
	host->far_closed = act != FAR_FINISH;
	if (!host->real) {
		if (act == FAR_FINISH)
			far_finish(host->wire);
		else
			(act == FAR_CLOSE ? far_close : far_reset)(host->wire);
		return 0;
	}
	if (act == FAR_FINISH)
		return 0 * shutdown(host->far, SHUT_WR);
	if (act == FAR_RESET)
		set_linger(host, host->far, true);
	return close(host->far);
}

static long
play(struct host *host, struct step step, uint32_t *mask, int timeout)
{
	if (step.act < FAR_SEND ? host->near_closed : host->far_closed)
		return 0;
	switch (step.act) {
	case SEND:
	case RECV:
	case PEEK:
		return all_of(host, step, near_io, mask, timeout);
	case FAR_SEND:
	case FAR_RECV:
		return all_of(host, step, far_io, mask, timeout);
	case TAKE_ERROR:
		return take_error(host);
	case LINGER_OFF:
		set_linger(host, host->near, false);
		return 0;
	case FINISH:
	case CLOSE:
		return near_end(host, step.act);
	default:
		return far_end(host, step.act);
	}
}

static void
connect_real(struct host *host)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	socklen_t len = sizeof(in);
	int fds[2], listener, type = SOCK_STREAM | SOCK_NONBLOCK, on = 1;

	host->epoll = epoll_create1(0);
	if (host->local) {
		if (socketpair(AF_UNIX, type, 0, fds) == -1)
			exit(1);
		host->near = fds[0];
		host->far = fds[1];
		return;
	}
	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	listener = socket(AF_INET, SOCK_STREAM, 0);
	host->far = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(listener, (struct sockaddr *)&in, len) == -1 ||
	    listen(listener, 1) == -1 ||
	    getsockname(listener, (struct sockaddr *)&in, &len) == -1 ||
	    connect(host->far, (struct sockaddr *)&in, len) == -1)
		exit(1);
	fcntl(host->far, F_SETFL, O_NONBLOCK);
	host->near = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
	close(listener);
	set_linger(host, host->near, true);
	setsockopt(host->near, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	setsockopt(host->far, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

/* With buffers that are never full, and no chance in how much is taken: that
 * is each kernel's own. */
static void
connect_simulated(struct host *host, uint64_t seed)
{
	struct sim_knobs knobs = {.seed = seed, .buffer_most = 1};
	struct sim_world world = {0};
	struct cable *cable;
	int listener;

	sim_open(&knobs, &world);
	host->epoll = sys_epoll_create();
	listener = sim_listen(host->local);
	host->wire = sim_arrive(listener);
	cable = (struct cable *)(void *)host->wire;
	for (int i = 0; i < 2; i++) {
		cable->way[i].send_most = cable->way[i].queue_most = 65536;
		cable->way[i].fuzzy = false;
	}
	host->near = sys_accept(listener);
}

/* Play a script; what came of it, two numbers a step. */
static void
run(struct host *host, const struct step *steps, uint64_t seed, int timeout,
    long *results)
{
	uint32_t all = EPOLLIN | EPOLLOUT | EPOLLPRI | EPOLLRDHUP | EPOLLET;
	struct epoll_event event = {.events = all};

	host->near_closed = host->far_closed = false;
	if (host->real) {
		connect_real(host);
		epoll_ctl(host->epoll, EPOLL_CTL_ADD, host->near, &event);
	} else {
		connect_simulated(host, seed);
		sys_epoll_add(host->epoll, host->near, all, NULL);
	}
	look(host, timeout);
	for (int i = 0; i < STEPS; i++) {
		uint32_t mask = 0;

		results[2 * i] = play(host, steps[i], &mask, timeout);
		mask |= look(host, timeout);
		results[2 * i + 1] = (long)mask;
	}
	if (!host->real)
		return;
	if (!host->near_closed)
		close(host->near);
	if (!host->far_closed)
		close(host->far);
	close(host->epoll);
}

static void
write_script(struct step *steps, uint64_t seed)
{
	struct prf prf = {seed, 0};

	for (int i = 0; i < STEPS; i++) {
		uint64_t at = prf_below(&prf, 24);
		uint32_t act = 0;

		while (at >= weights[act])
			at -= weights[act++];
		steps[i] = (struct step){act, 1 + prf_below(&prf, 40)};
	}
}

static bool
agree(bool local, uint64_t seed)
{
	struct host real = {.real = true, .local = local};
	struct host simulated = {.local = local};
	struct step steps[STEPS];
	long have[2 * STEPS], want[2 * STEPS];

	write_script(steps, seed);
	run(&simulated, steps, seed, 0, have);
	/* Who is slow to see what came is given time. */
	for (int timeout = 0; timeout <= 20; timeout += 10) {
		run(&real, steps, seed, timeout, want);
		if (memcmp(have, want, sizeof(have)) == 0)
			return true;
	}
	for (int i = 0; i < STEPS; i++)
		printf("# %-10s %2zu: %ld events %lx, Linux: %ld events %lx\n",
		    words[steps[i].act], steps[i].n, have[2 * i],
		    (unsigned long)have[2 * i + 1], want[2 * i],
		    (unsigned long)want[2 * i + 1]);
	return false;
}

int
main(void)
{
	int differ[2] = {0};

	plan(2);
	for (int local = 0; local < 2; local++)
		for (uint64_t seed = 1; seed <= SCRIPTS; seed++)
			if (differ[local] < 3 && !agree(local, seed))
				differ[local]++;
	is_int(differ[0], 0, "%d scripts, TCP", SCRIPTS);
	is_int(differ[1], 0, "%d scripts, AF_UNIX", SCRIPTS);
	return done();
}
