/*
 * Goal: a dial's events and errors, an unconnected socket, and a buffer that
 * fills and empties, are the same here as on this machine's kernel.
 */
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/un.h>
#include <unistd.h>

#include "unit_sim.h"

#define STEPS 12

static int epoll, listener, near, far;
static char buf[1 << 16];

static uint32_t
look(void)
{
	struct epoll_event event = {0};
	uint32_t mask = 0;

	while (epoll_wait(epoll, &event, 1, 20) == 1)
		mask |= event.events;
	return mask;
}

static uint32_t
look_simulated(void)
{
	uint32_t mask = 0, now;

	while ((now = unit_wait(1)) != 0)
		mask |= now;
	return mask;
}

/* A socket that dials, and is watched.  Returns what connect says. */
static int
dial(int family, const void *sa, socklen_t len)
{
	struct epoll_event event = {.events = UNIT_ALL};
	int error;

	near = socket(family, SOCK_STREAM | SOCK_NONBLOCK, 0);
	error = connect(near, sa, len) == -1 ? errno : 0;
	epoll_ctl(epoll, EPOLL_CTL_ADD, near, &event);
	return error;
}

static enum sim_fate fate;

static enum sim_fate
on_dialed(struct wire *wire, const struct sockaddr *sa, socklen_t len)
{
	(void)sa;
	(void)len;
	unit.wire = wire;
	unit_steady(wire, 1000);
	return fate;
}

static int
dial_simulated(int family, enum sim_fate how)
{
	static const struct sim_world world = {.dialed = on_dialed};
	struct sockaddr sa = {0};
	int error;

	fate = how;
	unit_open((struct sim_knobs){0}, &world);
	unit.fd = sys_socket(family);
	error = sys_connect(unit.fd, &sa, sizeof(sa)) == -1 ? errno : 0;
	sys_epoll_add(unit.epoll, unit.fd, UNIT_ALL, NULL);
	return error;
}

static int
real_error(void)
{
	int error;
	socklen_t len = sizeof(error);

	getsockopt(near, SOL_SOCKET, SO_ERROR, &error, &len);
	return error;
}

/* Each step of a full buffer: -EAGAIN, no event, none for a byte of room, one
 * when all is read; and what a second connect says. */
static void
fill_and_empty(const void *sa, socklen_t len, long *said)
{
	ssize_t n;

	said[0] = look();
	said[1] = connect(near, sa, len) == -1 ? errno : 0;
	said[2] = connect(near, sa, len) == -1 ? errno : 0;
	while ((n = send(near, buf, sizeof(buf), MSG_NOSIGNAL)) > 0)
		look();
	said[3] = errno;
	said[4] = look();
	recv(far, buf, 1, 0);
	said[5] = look();
	while (recv(far, buf, sizeof(buf), MSG_DONTWAIT) > 0)
		said[6] |= look();
	said[7] = look();
}

static void
fill_and_empty_simulated(long *said)
{
	struct sockaddr sa = {0};

	said[0] = look_simulated();
	said[1] = sys_connect(unit.fd, &sa, sizeof(sa)) == -1 ? errno : 0;
	said[2] = sys_connect(unit.fd, &sa, sizeof(sa)) == -1 ? errno : 0;
	while (unit_send(sizeof(buf)) > 0)
		look_simulated();
	said[3] = errno;
	said[4] = look_simulated();
	unit_far_recv(1);
	said[5] = look_simulated();
	while (unit_far_recv(sizeof(buf)) > 0)
		said[6] |= look_simulated();
	said[7] = look_simulated();
}

static void
compare(int family, const void *sa, socklen_t len, const char *what)
{
	long want[STEPS] = {0}, have[STEPS] = {0};

	want[8] = dial(family, sa, len);
	far = accept(listener, NULL, NULL);
	fill_and_empty(sa, len, want);
	have[8] = dial_simulated(family, SIM_ACCEPTED);
	fill_and_empty_simulated(have);
	for (int i = 0; i < STEPS; i++)
		if (have[i] != want[i])
			printf("# %d: %lx, Linux: %lx\n", i,
			    (unsigned long)have[i], (unsigned long)want[i]);
	ok(memcmp(have, want, sizeof(have)) == 0, "%s", what);
	close(near);
	close(far);
	close(listener);
	is_int(dial_simulated(family, SIM_REFUSED), dial(family, sa, len),
	    "refused: %s", what);
	is_int(look_simulated(), look(), "its event");
	is_int(sys_socket_error(unit.fd), real_error(), "its error");
	is_int(unit_recv(1), recv(near, buf, 1, 0) == -1 ? -errno : 0, "recv");
	is_int(unit_send(1),
	    send(near, buf, 1, MSG_NOSIGNAL) == -1 ? -errno : 0, "send");
	is_int(sys_shutdown_write(unit.fd) * errno,
	    shutdown(near, SHUT_WR) * errno, "shutdown");
	close(near);
}

int
main(void)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	struct sockaddr_un un = {.sun_family = AF_UNIX};
	socklen_t len = sizeof(in);

	plan(14);
	epoll = epoll_create1(0);
	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	listener = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(listener, (struct sockaddr *)&in, len) == -1 ||
	    listen(listener, 1) == -1 ||
	    getsockname(listener, (struct sockaddr *)&in, &len) == -1)
		return 1;
	compare(AF_INET, &in, len, "TCP");
	len = sizeof(un);
	listener = socket(AF_UNIX, SOCK_STREAM, 0);
	snprintf(un.sun_path + 1, sizeof(un.sun_path) - 1, "relay-%d",
	    (int)getpid());
	if (bind(listener, (struct sockaddr *)&un, len) == -1 ||
	    listen(listener, 1) == -1)
		return 1;
	compare(AF_UNIX, &un, len, "AF_UNIX");
	return done();
}
