/*
 * timer - deadlines of one thread, a hierarchical wheel
 *
 * Starting and stopping are O(1) and make no system call; a deadline fires in
 * the first timers_run() at or after its millisecond.  Level l has 64 slots
 * of 64^l ms; a timer stands at the level of the highest digit (base 64) in
 * which its deadline differs from the present, so no slot ever wraps, and
 * moves down when the present reaches its slot.
 *
 * Source: the scheme is W. Ahern's timeout.c, 25th Street Software.
 */
#ifndef RELAY_TIMER_H
#define RELAY_TIMER_H

#include <stdbool.h>
#include <stdint.h>

#include "list.h"

#define TIMER_LEVELS 7
#define TIMER_SLOTS 64

struct timer {
	struct list link;
	int64_t deadline_ms; /* 0: not started */
	void (*fn)(struct timer *);
};

struct timers {
	int64_t now_ms;              /* the present, as the last run set it */
	uint64_t used[TIMER_LEVELS]; /* a bit a slot that holds a timer */
	struct list slots[TIMER_LEVELS][TIMER_SLOTS];
	struct list due; /* to fire in this run */
};

/* Make a wheel whose present is now_ms, at least 1. */
void timers_init(struct timers *timers, int64_t now_ms);

/* Make a timer that calls fn, in timers_run() alone; it is not started. */
void timer_init(struct timer *timer, void (*fn)(struct timer *));

/*
 * Start it, or move it, to fire at deadline_ms; one in the past fires in the
 * next run.  It is stopped when fn is called.
 */
void timer_start(
    struct timers *timers, struct timer *timer, int64_t deadline_ms);

/* Stop it, if it is started. */
void timer_stop(struct timer *timer);

/* Make now_ms the present and fire what is due, in order of slots. */
void timers_run(struct timers *timers, int64_t now_ms);

/*
 * Milliseconds from the present until something may be due: 0 to max.  May be
 * early by the width of a slot, never late.
 */
int timers_wait_ms(const struct timers *timers, int max);

static inline bool
timer_is_started(const struct timer *timer)
{
	return timer->deadline_ms != 0;
}

#endif /* RELAY_TIMER_H */
