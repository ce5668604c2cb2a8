/*
 * Goal: who sleeps as long as timers_wait_ms() says misses no deadline by a
 * millisecond, and does not wake much more often than there are deadlines.
 */
#include "timer.h"
#include "unit_seed.h"

#define N 500
#define MAX 100000

struct shot {
	struct timer timer;
	int64_t deadline_ms;
};

static struct timers timers;
static struct shot shots[N];
static int n_fired, n_late;

static void
fire(struct timer *timer)
{
	struct shot *shot = container_of(timer, struct shot, timer);

	n_fired++;
	n_late += timers.now_ms != shot->deadline_ms;
}

/* One timer, every limit about as far: too long waits. */
static int
check_limits(void)
{
	int bad = 0;

	for (int ahead_ms = 1; ahead_ms < 300; ahead_ms += 7)
		for (int max = 1; max < 300; max++) {
			int wait_ms;

			timers_init(&timers, 77777);
			timer_start(
			    &timers, &shots[0].timer, timers.now_ms + ahead_ms);
			wait_ms = timers_wait_ms(&timers, max);
			bad += wait_ms > ahead_ms || wait_ms > max;
			timer_stop(&shots[0].timer);
		}
	return bad;
}

int
main(void)
{
	int64_t now_ms = 777777;
	int runs = 0, too_long = 0;

	plan(7);
	timers_init(&timers, now_ms);
	is_int(timers_wait_ms(&timers, MAX), MAX, "nothing: the longest");
	for (int i = 0; i < N; i++) {
		shots[i].deadline_ms =
		    now_ms + 1 + (int64_t)unit_random(1 << 24);
		timer_init(&shots[i].timer, fire);
		timer_start(&timers, &shots[i].timer, shots[i].deadline_ms);
	}
	while (n_fired < N && runs < 100 * N) {
		int wait_ms = timers_wait_ms(&timers, MAX);

		too_long += wait_ms > MAX || wait_ms <= 0;
		now_ms += wait_ms;
		timers_run(&timers, now_ms);
		runs++;
	}
	is_int(n_fired, N, "all have fired");
	is_int(n_late, 0, "each in its millisecond");
	is_int(too_long, 0, "every wait was above 0 and within the limit");
	ok(runs < TIMER_LEVELS * N, "%d runs for %d timers", runs, N);
	timer_start(&timers, &shots[0].timer, now_ms - 5);
	is_int(timers_wait_ms(&timers, MAX), 0, "the past is due at once");
	timer_stop(&shots[0].timer);
	is_int(check_limits(), 0, "nor is it past any limit");
	return done();
}
