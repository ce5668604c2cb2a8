/*
 * Goal: every timer fires exactly once, in the first run at or after its
 * millisecond, earlier ones first: as a sorted list says.
 */
#include "timer.h"
#include "unit_seed.h"

#define N 3000

struct shot {
	struct timer timer;
	int64_t deadline_ms;
	int fired;
};

static struct timers timers;
static struct shot shots[N];
static int64_t sorted[N], start_ms = 1234567, last_ms;
static int n_fired, out_of_order, early;

static void
fire(struct timer *timer)
{
	struct shot *shot = container_of(timer, struct shot, timer);

	shot->fired++;
	n_fired++;
	out_of_order += shot->deadline_ms < last_ms;
	early += shot->deadline_ms > timers.now_ms;
	last_ms = shot->deadline_ms;
}

static int
by_time(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* Deadlines near and far alike: 6 to 30 bits ahead. */
static void
load(void)
{
	timers_init(&timers, start_ms);
	for (int i = 0; i < N; i++) {
		uint64_t span = (uint64_t)1 << (6 + unit_random(25));
		struct shot *shot = &shots[i];

		shot->deadline_ms = start_ms + 1 + (int64_t)unit_random(span);
		shot->fired = 0;
		sorted[i] = shot->deadline_ms;
		timer_init(&shot->timer, fire);
		timer_start(&timers, &shot->timer, shot->deadline_ms);
	}
	qsort(sorted, N, sizeof(sorted[0]), by_time);
	n_fired = out_of_order = early = 0;
}

/* Run in steps of up to 2^bits; the runs after which the count was wrong. */
static int
run(unsigned bits)
{
	int due = 0, wrong = 0;
	int64_t now_ms = start_ms;

	while (due < N) {
		/* From one gap to the next, or the last would take years. */
		if (sorted[due] - now_ms > (int64_t)1 << (bits + 6))
			now_ms = sorted[due] - (int64_t)unit_random(3);
		now_ms += 1 + (int64_t)unit_random((uint64_t)1 << bits);
		while (due < N && sorted[due] <= now_ms)
			due++;
		last_ms = 0;
		timers_run(&timers, now_ms);
		wrong += n_fired != due;
	}
	return wrong;
}

int
main(void)
{
	plan(4 * 4);
	for (unsigned bits = 0; bits <= 24; bits += 8) {
		int not_once = 0;

		load();
		is_int(run(bits), 0, "steps of %u bits: on time", bits);
		for (int i = 0; i < N; i++)
			not_once += shots[i].fired != 1;
		is_int(not_once, 0, "each of them once");
		is_int(early, 0, "none early");
		is_int(out_of_order, 0, "in order");
	}
	return done();
}
