/*
 * unit_clock - a clock that stands still until the test moves it
 *
 * In the place of libc's, so every module has the same one.
 */
#ifndef RELAY_UNIT_CLOCK_H
#define RELAY_UNIT_CLOCK_H

#include <stdint.h>
#include <time.h>

#include "tap.h"

static int64_t unit_now_ns = 1000000000000;

int
clock_gettime(clockid_t clock, struct timespec *ts)
{
	(void)clock;
	ts->tv_sec = unit_now_ns / 1000000000;
	ts->tv_nsec = unit_now_ns % 1000000000;
	return 0;
}

TAP_UNUSED static void
unit_pass_ms(int64_t ms)
{
	unit_now_ns += ms * 1000000;
}

#endif /* RELAY_UNIT_CLOCK_H */
