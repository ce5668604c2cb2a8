/*
 * Goal: each fate of a dial, over TCP later and with an event, over AF_UNIX
 * at once; what a server says before the worker knows of it is not lost.
 */
#include "unit_sim.h"

#define REFUSED (EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLHUP | EPOLLERR)

static enum sim_fate fate;
static struct sockaddr to = {.sa_family = AF_INET};
static bool greets;

static enum sim_fate
on_dialed(struct wire *wire, const struct sockaddr *sa, socklen_t len)
{
	unit.wire = wire;
	if (wire->client || sa != &to || len != sizeof(to))
		exit(1);
	if (greets)
		far_send(wire, "hello", 5);
	return fate;
}

/* Returns what connect says. */
static int
dial(bool local, enum sim_fate how)
{
	static const struct sim_world world = {.dialed = on_dialed};
	int result;

	fate = how;
	unit_open((struct sim_knobs){.delay_most_us = 1000}, &world);
	unit.fd = sys_socket(local ? AF_UNIX : AF_INET);
	result = sys_connect(unit.fd, &to, sizeof(to)) == -1 ? errno : 0;
	sys_epoll_add(unit.epoll, unit.fd, UNIT_ALL, NULL);
	return result;
}

int
main(void)
{
	plan(20);
	is_int(dial(false, SIM_ACCEPTED), EINPROGRESS, "TCP takes time");
	is_int(unit_send(1), -EAGAIN, "nothing can be sent meanwhile");
	is_int(unit_wait(5), EPOLLOUT, "it is accepted");
	is_int(sys_socket_error(unit.fd), 0, "no error");
	is_int(unit_send(1), 1, "and can be used");
	is_int(dial(false, SIM_REFUSED), EINPROGRESS, "it may be refused");
	is_int(unit_wait(5), REFUSED, "which is an event");
	is_int(sys_socket_error(unit.fd), ECONNREFUSED, "with its error");
	is_int(sys_socket_error(unit.fd), 0, "taken once");
	is_int(dial(false, SIM_UNANSWERED), EINPROGRESS, "or unanswered");
	is_int(unit_wait(100000), 0, "so it stays");
	is_int(sys_close(unit.fd), 0, "until it is closed");
	is_int(dial(true, SIM_ACCEPTED), 0, "AF_UNIX at once");
	is_int(unit_wait(5), EPOLLOUT, "and it can be used");
	is_int(dial(true, SIM_REFUSED), ECONNREFUSED, "refused at once");
	is_int(unit_wait(5), EPOLLOUT | EPOLLHUP, "unconnected");
	is_int(dial(true, SIM_QUEUE_FULL), EAGAIN, "there is a queue");
	greets = true;
	dial(false, SIM_ACCEPTED);
	ok((unit_wait(5) & EPOLLIN) || (unit_wait(5) & EPOLLIN), "a greeting");
	is_int(unit_recv(9), 5, "arrives");
	dial(false, SIM_ACCEPTED);
	sys_close(unit.fd);
	sys_epoll_wait(unit.epoll, &(struct epoll_event){0}, 1, 9);
	is_int(unit_far_recv(1), -ECONNRESET, "who gives up resets");
	return done();
}
