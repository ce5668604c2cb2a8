/*
 * Goal: an error that says that a connection is dead makes it so, for both
 * ends; one that says nothing of the kind changes nothing, and a refusal that
 * an edge must follow is followed by one; as a short read is.
 */
#include "unit_sim.h"

static struct sim_site site __attribute__((section("sim_sites"), used));
static struct sim_fault fault;

/* The next such call fails so. */
static void
strike(enum sim_call call, int error)
{
	unit_open((struct sim_knobs){0}, NULL);
	unit_accept(false);
	unit_wait(5);
	site.call = call;
	fault = (struct sim_fault){.site = &site, .error = error, .nth = 1};
	sim_set_fault(&fault);
	unit_far_send(9);
	unit_wait(5);
	sim_site = &site;
}

int
main(void)
{
	plan(22);
	strike(SIM_recv, ETIMEDOUT);
	is_int(unit_recv(99), -ETIMEDOUT, "the connection is dead");
	is_int(unit_recv(99), 0, "and was told so");
	is_int(unit_send(1), -EPIPE, "in both directions");
	ok(unit_wait(5) & EPOLLHUP, "which is an event");
	is_int(unit_far_recv(1), -ECONNRESET, "the peer sees a RST");
	is_int(fault.fired, 1, "by order");
	strike(SIM_send, EPIPE);
	is_int(unit_send(1), -EPIPE, "a send may find it out");
	is_int(unit_recv(99), 0, "it is dead for reads");
	strike(SIM_recv, ENOMEM);
	is_int(unit_recv(99), -ENOMEM, "no memory");
	is_int(unit_recv(99), 9, "is no end");
	strike(SIM_recv, EAGAIN);
	is_int(unit_recv(99), -EAGAIN, "nothing there, it says");
	is_int(unit_wait(5), EPOLLIN | EPOLLOUT, "so it has to tell");
	is_int(unit_recv(99), 9, "when there is");
	strike(SIM_socket_error, EHOSTUNREACH);
	is_int(sys_socket_error(unit.fd), EHOSTUNREACH, "by SO_ERROR");
	is_int(unit_send(1), -EPIPE, "it is dead");
	strike(SIM_shutdown_write, ENOTCONN);
	is_int(sys_shutdown_write(unit.fd), -1, "no FIN for a dead one");
	strike(SIM_close, EIO);
	ok(sys_close(unit.fd) == -1 && errno == EIO, "a close may complain");
	is_int(sys_socket(AF_INET), unit.fd, "but it closes");
	strike(SIM_recv, SIM_SHORT);
	is_int(unit_recv(99), 1, "a read may be short");
	is_int(unit_wait(5), EPOLLIN | EPOLLOUT, "if more came after it");
	strike(SIM_recv, SIM_SHORT);
	sim_site = NULL;
	far_finish(unit.wire);
	is_int(unit_wait(5), EPOLLIN | EPOLLOUT | EPOLLRDHUP, "but a FIN");
	sim_site = &site;
	is_int(unit_recv(99), 9, "is behind all there is to read");
	sim_set_fault(NULL);
	return done();
}
