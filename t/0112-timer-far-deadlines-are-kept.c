/*
 * Goal: a deadline hours or years away fires in its millisecond, in small
 * steps and in one leap; one that never comes does not come.
 */
#include "tap.h"
#include "timer.h"

static struct timers timers;
static struct timer timer, never;
static int n_fired;

static void
fire(struct timer *which)
{
	n_fired += which == &timer ? 1 : 1000;
}

static void
check(int64_t now_ms, int64_t ahead_ms)
{
	int64_t at = now_ms + ahead_ms;

	n_fired = 0;
	timers_init(&timers, now_ms);
	timer_init(&timer, fire);
	timer_init(&never, fire);
	timer_start(&timers, &never, INT64_MAX);
	timer_start(&timers, &timer, at);
	for (int64_t left = ahead_ms; left > 1; left /= 3) {
		timers_run(&timers, at - left);
		if (n_fired > 0)
			break;
	}
	is_int(n_fired, 0, "from %lld, %lld ahead: not before",
	    (long long)now_ms, (long long)ahead_ms);
	timers_run(&timers, at - 1);
	is_int(n_fired, 0, "nor a millisecond before");
	timers_run(&timers, at);
	is_int(n_fired, 1, "but then");

	n_fired = 0;
	timers_init(&timers, now_ms);
	timer_init(&never, fire);
	timer_start(&timers, &never, INT64_MAX);
	timer_start(&timers, &timer, at);
	timers_run(&timers, at + 12345);
	is_int(n_fired, 1, "once in one leap");
}

int
main(void)
{
	static const int64_t starts[] = {1, 63, 64, 4095, 4096, 262143,
	    86400000, ((int64_t)1 << 30) - 1, (int64_t)1 << 36};

	plan(0);
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		for (int bits = 0; bits <= 40; bits += 5)
			check(starts[i], (int64_t)1 << bits);
	return done();
}
