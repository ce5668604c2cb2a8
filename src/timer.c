// SPDX-License-Identifier: BSD-2-Clause
#include "timer.h"

#include <stddef.h>

#include "log.h"

#define BITS 6
/* 139 years of uptime: no deadline is beyond. */
#define HORIZON ((int64_t)1 << (BITS * TIMER_LEVELS))

void
timers_init(struct timers *timers, int64_t now_ms)
{
	must(now_ms > 0);
	timers->now_ms = now_ms;
	list_init(&timers->due);
	for (int level = 0; level < TIMER_LEVELS; level++) {
		timers->used[level] = 0;
		for (int slot = 0; slot < TIMER_SLOTS; slot++)
			list_init(&timers->slots[level][slot]);
	}
}

void
timer_init(struct timer *timer, void (*fn)(struct timer *))
{
	list_init(&timer->link);
	timer->deadline_ms = 0;
	timer->fn = fn;
}

static int
digit(int64_t ms, int level)
{
	return (int)(ms >> (BITS * level)) & (TIMER_SLOTS - 1);
}

/* The highest digit in which the two differ. */
static int
level_of(int64_t a, int64_t b)
{
	return (63 - __builtin_clzll((uint64_t)(a ^ b))) / BITS;
}

static void
place(struct timers *timers, struct timer *timer)
{
	int64_t at = timer->deadline_ms;

	if (at <= timers->now_ms) {
		list_append(&timers->due, &timer->link);
		return;
	}
	if (at >= HORIZON)
		at = HORIZON - 1;
	int level = level_of(at, timers->now_ms);

	list_append(&timers->slots[level][digit(at, level)], &timer->link);
	timers->used[level] |= (uint64_t)1 << digit(at, level);
}

void
timer_start(struct timers *timers, struct timer *timer, int64_t deadline_ms)
{
	timer_stop(timer);
	timer->deadline_ms = deadline_ms > 0 ? deadline_ms : 1;
	place(timers, timer);
}

/*
 * The bit of a slot that this empties stays: to find the slot empty, once,
 * costs less than to know here which one it was.
 */
void
timer_stop(struct timer *timer)
{
	list_del(&timer->link);
	timer->deadline_ms = 0;
}

/* When the earliest slot in use begins; -1 if none is. */
static int64_t
next_slot(const struct timers *timers, int *level_p, int *slot_p)
{
	for (int level = 0; level < TIMER_LEVELS; level++) {
		if (timers->used[level] == 0)
			continue;
		int slot = __builtin_ctzll(timers->used[level]);
		int64_t width = (int64_t)1 << (BITS * level);
		int64_t block = timers->now_ms & ~(width * TIMER_SLOTS - 1);

		*level_p = level;
		*slot_p = slot;
		return block + width * slot;
	}
	return -1;
}

/* Spread a slot that the present has reached over the levels below. */
static void
cascade(struct timers *timers, int level, int slot)
{
	struct list *from = &timers->slots[level][slot];
	struct list *link;

	timers->used[level] &= ~((uint64_t)1 << slot);
	while ((link = list_first(from)) != NULL) {
		list_del(link);
		place(timers, container_of(link, struct timer, link));
	}
}

void
timers_run(struct timers *timers, int64_t now_ms)
{
	struct list *link;
	int level = 0, slot = 0;
	int64_t at;

	while ((at = next_slot(timers, &level, &slot)) != -1 && at <= now_ms) {
		timers->now_ms = at;
		cascade(timers, level, slot);
	}
	if (now_ms > timers->now_ms)
		timers->now_ms = now_ms;

	/* What fn starts for the present or the past waits for the next run. */
	struct list due;

	list_init(&due);
	while ((link = list_first(&timers->due)) != NULL) {
		list_del(link);
		list_append(&due, link);
	}
	while ((link = list_first(&due)) != NULL) {
		struct timer *timer = container_of(link, struct timer, link);

		list_del(link);
		timer->deadline_ms = 0;
		timer->fn(timer);
	}
}

int
timers_wait_ms(const struct timers *timers, int max)
{
	int level, slot;
	int64_t at = next_slot(timers, &level, &slot);

	if (!list_is_empty(&timers->due))
		return 0;
	if (at == -1 || at - timers->now_ms > max)
		return max;
	return (int)(at - timers->now_ms);
}
