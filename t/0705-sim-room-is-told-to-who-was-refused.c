/*
 * Goal: a full buffer takes no byte; who was refused hears of room when a
 * third of it is free, over AF_UNIX three quarters, and not before.
 */
#include "unit_sim.h"

static void
begin(bool local)
{
	unit_open((struct sim_knobs){0}, NULL);
	unit_accept(local);
	unit_steady(unit.wire, 90);
	unit_wait(5);
}

int
main(void)
{
	plan(15);
	begin(false);
	is_int(unit_send(200), 90, "as much as fits");
	is_int(unit_wait(5), EPOLLOUT, "the wire takes it");
	is_int(unit_send(200), 90, "as much again, for the peer reads none");
	is_int(unit_wait(5), 0, "no room");
	is_int(unit_send(1), -EAGAIN, "not for one");
	unit_far_recv(29);
	is_int(unit_wait(5), 0, "less than a third is no news");
	is_int(unit_send(1), 1, "though it is room");
	unit_far_recv(2);
	is_int(unit_wait(5), EPOLLOUT, "a third is");
	is_int(unit_wait(5), 0, "once");
	begin(true);
	is_int(unit_send(50) + unit_send(60), 90, "AF_UNIX, two messages");
	is_int(unit_send(1), -EAGAIN, "no room");
	unit_far_recv(50);
	is_int(unit_wait(5), 0, "half is free: no news");
	is_int(unit_send(1), 1, "though it is room");
	unit_far_recv(39);
	is_int(unit_wait(5), 0, "a message that is not all read is no room");
	unit_far_recv(1);
	is_int(unit_wait(5), EPOLLOUT, "now there is");
	return done();
}
