/*
 * Goal: a callback may stop, move and start any timer, its own too, and none
 * fires that was stopped, twice, or again in the same run.
 */
#include "tap.h"
#include "timer.h"

static struct timers timers;
static struct timer self, victim, moved, other, twice;
static int n_self, n_victim, n_moved, n_other, was_started;

static void
on_self(struct timer *timer)
{
	was_started += timer_is_started(timer);
	n_self++;
	timer_start(&timers, timer, timers.now_ms);
	timer_stop(&victim);
	timer_start(&timers, &moved, timers.now_ms + 100);
	timer_start(&timers, &other, 1);
}

static void
count(struct timer *timer)
{
	n_victim += timer == &victim;
	n_moved += timer == &moved;
	n_other += timer == &other;
}

int
main(void)
{
	plan(14);
	timers_init(&timers, 1000);
	timer_init(&self, on_self);
	timer_init(&victim, count);
	timer_init(&moved, count);
	timer_init(&other, count);
	timer_init(&twice, count);
	ok(!timer_is_started(&self), "a new timer is not started");
	timer_stop(&self);
	timer_start(&timers, &self, 1010);
	timer_start(&timers, &victim, 1010);
	timer_start(&timers, &moved, 1010);
	ok(timer_is_started(&victim), "a started one is");
	timers_run(&timers, 1009);
	is_int(n_self, 0, "not yet");
	timers_run(&timers, 1010);
	is_int(n_self, 1, "now, and its restart for now waits for the next");
	is_int(was_started, 0, "it is stopped when it is called");
	is_int(n_victim, 0, "one of the same run was stopped");
	is_int(n_moved, 0, "another was moved away");
	is_int(n_other, 0, "one started for the past waits too");
	is_int(timers_wait_ms(&timers, 60000), 0, "but not long");
	timer_stop(&self);
	timers_run(&timers, 1010);
	is_int(n_other, 1, "it comes with the next run");
	is_int(n_self, 1, "that one was stopped outside of a run");
	timers_run(&timers, 1109);
	is_int(n_moved, 0, "the moved one is not early");
	timers_run(&timers, 1110);
	is_int(n_moved, 1, "nor late");
	timers_run(&timers, 100000);
	is_int(n_victim + n_moved + n_other, 2, "nothing fires again");
	return done();
}
