/*
 * Goal: a new descriptor has the lowest free number from 3 on, at once after
 * its close; and none is given beyond the limit, not even to find no client.
 */
#include "unit_sim.h"

int
main(void)
{
	char text[64] = "";
	int a, b, c;

	plan(15);
	unit_open((struct sim_knobs){.fd_most = 7}, NULL);
	is_int(unit.epoll, 3, "the first number");
	a = sim_listen(false);
	b = sys_socket(AF_UNIX);
	c = sys_open("/proc/self/statm");
	is_int(a * 100 + b * 10 + c, 456, "and on");
	ok(sys_pread(c, text, sizeof(text), 0) > 0, "statm");
	ok(strncmp(text, "1000 500 ", 9) == 0, "has its second field");
	is_int(sim_open_fds(), 4, "four are open");
	is_int(sys_socket(AF_INET), -1, "no number is left");
	is_int(errno, EMFILE, "which is what it says");
	ok(sys_accept(a) == -1 && errno == EMFILE,
	    "before it looks whether a client is there");
	sys_close(b);
	ok(sys_accept(a) == -1 && errno == EAGAIN, "with a number it looks");
	sim_arrive(a);
	is_int(sys_accept(a), b, "and gives the one that was closed last");
	sys_close(unit.epoll);
	sys_close(b);
	is_int(sys_socket(AF_INET6), 3, "the lowest, not the last");
	ok(sys_close(b) == -1 && errno == EBADF, "one that is free is bad");
	is_int(sys_write(2, "line\n", 5), 5, "the log needs none of them");
	unit_open((struct sim_knobs){0}, NULL);
	while (sim_open_fds() < 1000)
		sys_socket(AF_INET);
	sys_close(700);
	sys_close(99);
	is_int(sys_socket(AF_INET), 99, "the lowest of many");
	is_int(sys_socket(AF_INET), 700, "and the next");
	return done();
}
