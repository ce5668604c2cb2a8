/*
 * Goal: a close ends in FIN behind all that was sent; in RST, if it lingers
 * not at all, or if bytes are unread; and it is told so.
 */
#include "unit_sim.h"

static int closed, reset;

static void
on_closed(struct wire *wire, bool by_reset)
{
	(void)wire;
	closed++;
	reset += by_reset;
}

static void
begin(bool linger)
{
	static const struct sim_world world = {.closed = on_closed};
	struct linger off = {0};

	unit_open((struct sim_knobs){0}, &world);
	unit_accept(false);
	if (!linger)
		sys_setsockopt(
		    unit.fd, SOL_SOCKET, SO_LINGER, &off, sizeof(off));
	closed = reset = 0;
}

static void
end(void)
{
	sys_close(unit.fd);
	sys_epoll_wait(unit.epoll, &(struct epoll_event){0}, 1, 1);
}

int
main(void)
{
	plan(14);
	begin(false);
	unit_send(10);
	end();
	ok(closed == 1 && reset == 0, "a close that is none by reset");
	is_int(unit_far_recv(4), 4, "what was sent");
	is_int(unit_far_recv(9), 6, "comes all");
	is_int(unit_far_recv(9), 0, "before the FIN");
	is_int(unit_far_send(9), 9, "to send to it works");
	sys_epoll_wait(unit.epoll, &(struct epoll_event){0}, 1, 1);
	is_int(unit_far_send(9), -EPIPE, "until it was answered by RST");
	begin(true);
	end();
	ok(closed == 1 && reset == 1, "who does not linger resets");
	is_int(unit_far_recv(9), -ECONNRESET, "that is what the peer sees");
	is_int(unit_far_recv(9), 0, "once");
	begin(false);
	unit_far_send(1);
	unit_wait(5);
	end();
	ok(reset == 1, "so does who has unread bytes");
	begin(true);
	sys_shutdown_write(unit.fd);
	unit_wait(5);
	is_int(unit_far_recv(9), 0, "one FIN");
	far_finish(unit.wire);
	unit_wait(5);
	end();
	ok(closed == 1 && reset == 0, "after both FINs there is no RST");
	is_int(unit_far_send(1), -EPIPE, "none at all");
	begin(true);
	sys_shutdown_write(unit.fd);
	end();
	is_int(reset, 1, "after one FIN there is");
	return done();
}
