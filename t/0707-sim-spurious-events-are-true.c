/*
 * Goal: an event that says nothing new says nothing wrong: its bits are what
 * is true of the descriptor, and it is of one that is watched.
 */
#include "unit_sim.h"

#define ROUNDS 20000

int
main(void)
{
	struct epoll_event events[8];
	int n_events = 0, n_wrong = 0, n_quiet = 0;
	uint64_t idle = 0;

	plan(4);
	unit_open((struct sim_knobs){.spurious = 500}, NULL);
	unit_accept(false);
	unit_far_send(100);
	for (int i = 0; i < ROUNDS; i++) {
		int n = sys_epoll_wait(unit.epoll, events, 8, 1);
		bool unread = i < ROUNDS / 2;

		for (int j = 0; j < n; j++)
			n_wrong +=
			    events[j].events !=
			    (unread ? EPOLLIN | EPOLLOUT : (uint32_t)EPOLLOUT);
		n_events += n;
		if (sim_idle_waits() > idle)
			idle = sim_idle_waits();
		if (i == ROUNDS / 2 - 1)
			unit_recv(100);
	}
	/* Half of the looks, and who sees none looks once more. */
	ok(n_events > ROUNDS * 2 / 3 && n_events < ROUNDS * 5 / 6,
	    "waits have one as often as was said: %d", n_events);
	/* The first: the bytes may come after it was added. */
	ok(n_wrong <= 1, "all are true");
	sys_epoll_del(unit.epoll, unit.fd);
	for (int i = 0; i < 100; i++)
		n_quiet += sys_epoll_wait(unit.epoll, events, 8, 0);
	is_int(n_quiet, 0, "none of who is not watched");
	ok(idle <= 1, "and they are not taken for a worker that spins");
	return done();
}
