/*
 * Goal: an edge-triggered descriptor is reported once for each thing that
 * happens, a listener as long as somebody waits; with what is true just then.
 */
#include "unit_sim.h"

static int
add(int fd)
{
	return sys_epoll_add(unit.epoll, fd, EPOLLIN, NULL) == -1 ? -errno : 0;
}

static int
del(int fd)
{
	return sys_epoll_del(unit.epoll, fd) == -1 ? -errno : 0;
}

int
main(void)
{
	plan(21);
	unit_open((struct sim_knobs){0}, NULL);
	unit_accept(false);
	is_int(unit_wait(0), EPOLLOUT, "what is true when it is added");
	is_int(unit_wait(5), 0, "is said once");
	unit_far_send(5);
	is_int(unit_wait(5), EPOLLIN | EPOLLOUT, "bytes");
	is_int(unit_wait(5), 0, "once, though nobody read them");
	unit_far_send(5);
	is_int(unit_wait(5), EPOLLIN | EPOLLOUT, "and more bytes");
	is_int(unit_recv(4), 4, "some are read");
	is_int(unit_wait(5), 0, "but no rest is announced");
	is_int(unit_recv(100), 6, "the rest is there");
	is_int(unit_recv(100), -EAGAIN, "and that was all");
	unit_far_send(5);
	unit_wait(0);
	is_int(unit_recv(9), 5, "the next are read");
	far_finish(unit.wire);
	is_int(unit_wait(5), EPOLLIN | EPOLLOUT | EPOLLRDHUP, "FIN");
	is_int(unit_wait(5), 0, "once");
	is_int(unit_recv(9), 0, "is the end");
	is_int(add(unit.fd), -EEXIST, "it is watched already");
	is_int(del(unit.fd) + del(unit.fd), -ENOENT, "and then no more");
	is_int(add(77), -EBADF, "who is not there cannot be");
	is_int(add(unit.listener), 0, "a listener");
	sim_arrive(unit.listener);
	is_int(unit_wait(5), EPOLLIN, "with a client");
	is_int(unit_wait(5), EPOLLIN, "says so as long as he waits");
	is_int(sys_accept(unit.listener), unit.fd + 1, "until he is accepted");
	sys_close(unit.fd + 1);
	is_int(unit_wait(5), 0, "then no more");
	return done();
}
