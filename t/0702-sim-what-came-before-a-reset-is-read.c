/*
 * Goal: a RST leaves what had arrived to be read, then fails one call, no
 * matter which, and after that it is an end like any other.
 */
#include "unit_sim.h"

#define DEAD (EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLHUP)

static void
begin(void)
{
	unit_open((struct sim_knobs){0}, NULL);
	unit_accept(false);
	unit_far_send(10);
	unit_wait(5);
	far_reset(unit.wire);
	unit_wait(0);
}

int
main(void)
{
	plan(15);
	begin();
	is_int(unit_recv(4), 4, "what had arrived");
	is_int(unit_recv(100), 6, "all of it");
	is_int(unit_recv(100), -ECONNRESET, "then the error");
	is_int(unit_recv(100), 0, "once");
	is_int(unit_send(1), -EPIPE, "and nothing can be said");
	begin();
	is_int(unit_send(1), -ECONNRESET, "who sends takes the error");
	is_int(unit_send(1), -EPIPE, "once");
	is_int(unit_recv(100), 10, "and may read what had arrived");
	is_int(unit_recv(100), 0, "to an end");
	begin();
	is_int(sys_socket_error(unit.fd), ECONNRESET, "so does who asks");
	is_int(sys_socket_error(unit.fd), 0, "once");
	unit_open((struct sim_knobs){0}, NULL);
	unit_accept(false);
	far_reset(unit.wire);
	is_int(unit_wait(5), DEAD | EPOLLERR, "its event");
	far_finish((unit_accept(false), unit.wire));
	unit_wait(5);
	far_reset(unit.wire);
	unit_wait(5);
	is_int(unit_recv(1), 0, "after a FIN the end remains an end");
	is_int(unit_send(1), -EPIPE, "and the error is another one");
	is_int(sys_shutdown_write(unit.fd) * errno, -ENOTCONN, "no FIN");
	return done();
}
