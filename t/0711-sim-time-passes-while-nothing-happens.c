/*
 * Goal: the clock stands nearly still while there is something to do, and
 * goes where the next thing happens when there is not; and who waits again
 * and again without doing anything is counted.
 */
#include "unit_sim.h"

#define MS 1000000

static int64_t next;
static int steps;

static int64_t
step(int64_t now_ns)
{
	steps++;
	if (now_ns < next)
		return next;
	unit_far_send(1);
	next = INT64_MAX;
	return next;
}

/* Milliseconds that a wait takes, rounded down. */
static int64_t
slept(int ms)
{
	int64_t from = sys_now_ns();

	unit_wait(ms);
	return (sys_now_ns() - from) / MS;
}

int
main(void)
{
	static const struct sim_world world = {.step = step};

	plan(13);
	next = INT64_MAX;
	unit_open((struct sim_knobs){0}, &world);
	is_int(sys_now_ns() / 1000000000, 1000, "it begins at 1,000 s");
	unit_accept(false);
	is_int(slept(100), 0, "there is an event");
	is_int(slept(100), 100, "there is none");
	is_int(slept(0), 0, "nobody asked to wait");
	next = sys_now_ns() + 70 * MS;
	is_int(slept(100), 70, "the world moves first");
	ok(steps >= 5, "it is asked in each wait");
	ok(sys_wall_ns() > sys_now_ns() * 2, "the wall has its own clock");
	is_int(sys_cpu_ns(), sim_calls() * 1000, "so has the processor");
	unit_accept(false);
	sim_arrive(unit.listener);
	sys_epoll_add(unit.epoll, unit.listener, EPOLLIN, NULL);
	is_int(sim_idle_waits(), 0, "something was done");
	for (int i = 0; i < 50; i++)
		unit_wait(100);
	is_int(sim_idle_waits(), 50, "then fifty times nothing");
	sys_accept(unit.listener);
	is_int(sim_idle_waits(), 0, "until a call succeeds");
	unit_far_send(1);
	unit_wait(100);
	is_int(sim_idle_waits(), 1, "once more nothing was done");
	unit_wait(100);
	is_int(sim_idle_waits(), 0, "until there was nothing to do");
	return done();
}
