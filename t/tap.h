/*
 * tap - what a unit test says, in the Test Anything Protocol
 *
 * plan() first (0: done() prints the count), one of ok(), is_int(), is_str()
 * for each statement, and main() returns done().  A failed one tells the line
 * and both values on a "#" line and the test goes on.
 */
#ifndef RELAY_TAP_H
#define RELAY_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TAP_UNUSED __attribute__((unused))
#define TAP_PRINTF(f, a) __attribute__((format(printf, f, a)))

static int tap_planned, tap_run, tap_failed;

/* Announce n statements; 0 if the count is known only at the end. */
TAP_UNUSED static void
plan(int n)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	tap_planned = n;
	if (n > 0)
		printf("1..%d\n", n);
}

/* The whole file makes no sense here: say why, and end with success. */
TAP_UNUSED TAP_PRINTF(1, 2) _Noreturn static void skip_all(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	printf("1..0 # SKIP ");
	vprintf(fmt, ap);
	printf("\n");
	va_end(ap);
	exit(0);
}

TAP_UNUSED TAP_PRINTF(3, 4) static bool tap_ok(
    bool good, int line, const char *fmt, ...)
{
	va_list ap;

	printf("%sok %d - ", good ? "" : "not ", ++tap_run);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
	if (!good)
		printf("# failed in line %d\n", line);
	tap_failed += !good;
	return good;
}

TAP_UNUSED static bool
tap_is_str(const char *got, const char *want)
{
	bool same = got == want || (got && want && strcmp(got, want) == 0);

	if (!same)
		printf("#  got \"%s\"\n# want \"%s\"\n", got ? got : "(null)",
		    want ? want : "(null)");
	return same;
}

TAP_UNUSED static bool
tap_is_int(long long got, long long want)
{
	if (got != want)
		printf("#  got %lld\n# want %lld\n", got, want);
	return got == want;
}

/* ok(condition, "statement", ...): returns the condition. */
#define ok(cond, ...) tap_ok((cond), __LINE__, __VA_ARGS__)
#define is_int(got, want, ...)                                                 \
	tap_ok(tap_is_int((long long)(got), (long long)(want)), __LINE__,      \
	    __VA_ARGS__)
#define is_str(got, want, ...)                                                 \
	tap_ok(tap_is_str((got), (want)), __LINE__, __VA_ARGS__)

/* The exit status of the test: 0 if all that was planned ran and held. */
TAP_UNUSED static int
done(void)
{
	if (tap_planned == 0)
		printf("1..%d\n", tap_run);
	return tap_failed > 0 || (tap_planned > 0 && tap_planned != tap_run);
}

#endif /* RELAY_TAP_H */
