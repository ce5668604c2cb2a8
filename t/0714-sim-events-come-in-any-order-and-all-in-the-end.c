/*
 * Goal: a wait reports some of what is ready, in any order; each edge comes
 * once in the end; what was closed is in no later wait, though its number is
 * somebody else's by then.
 */
#include "unit_sim.h"

#define MANY 12

static int seen[MANY], fds[MANY];

/* Wait until nothing is left.  Returns how many waits it took; order: the
 * first that was reported. */
static int
drain(int max, void **order)
{
	struct epoll_event events[MANY];
	int waits = 0, n;

	*order = NULL;
	while ((n = sys_epoll_wait(unit.epoll, events, max, 1)) > 0) {
		waits++;
		for (int i = 0; i < n; i++)
			seen[(int *)events[i].data.ptr - fds]++;
		if (*order == NULL)
			*order = events[0].data.ptr;
		if (n > max)
			exit(1);
	}
	return waits;
}

static bool
all_seen(int times)
{
	for (int i = 0; i < MANY; i++)
		if (seen[i] != times)
			return false;
	return true;
}

int
main(void)
{
	struct wire *wires[MANY];
	int waits[100] = {0}, firsts[MANY] = {0}, kinds = 0, n_firsts = 0, n;
	void *first;

	plan(6);
	unit_open((struct sim_knobs){0}, NULL);
	unit.listener = sim_listen(false);
	for (int i = 0; i < MANY; i++) {
		wires[i] = sim_arrive(unit.listener);
		unit_steady(wires[i], 1000);
		fds[i] = sys_accept(unit.listener);
		sys_epoll_add(unit.epoll, fds[i], UNIT_ALL, &fds[i]);
	}
	drain(MANY, &first);
	for (int round = 1; round <= 99; round++) {
		for (int i = 0; i < MANY; i++)
			far_send(wires[i], "x", 1);
		n = drain(MANY, &first);
		kinds += waits[n] == 0;
		waits[n]++;
		n_firsts += firsts[(int *)first - fds] == 0;
		firsts[(int *)first - fds]++;
	}
	ok(all_seen(100), "each once for each time that something came");
	ok(waits[1] > 20 && kinds >= 3, "in one wait, or in some");
	is_int(n_firsts, MANY, "each was the first");
	for (int i = 0; i < MANY; i++)
		far_send(wires[i], "x", 1);
	ok(drain(1, &first) == MANY, "one by one, if asked");
	far_send(wires[3], "x", 1);
	sys_recv(fds[3], &(char){0}, 1);
	sys_close(fds[3]);
	wires[3] = sim_arrive(unit.listener);
	is_int(sys_accept(unit.listener), fds[3], "the number of another");
	is_int(drain(MANY, &first), 0, "has not its edge");
	return done();
}
