/*
 * shuttle_number - numbers on the shuttle's command line; one that is wrong
 * ends the program with a line that says why
 */
#ifndef RELAY_SHUTTLE_NUMBER_H
#define RELAY_SHUTTLE_NUMBER_H

#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A decimal from 0 to max at *text, in units of 1/scale; moves *text on. */
static inline uint64_t
take_number(int letter, const char **text, double max, double scale)
{
	char *end;
	double value;

	if (strspn(*text, "0123456789.") == 0)
		errx(2, "-%c %s: not a number", letter, *text);
	value = strtod(*text, &end);
	if (!(value >= 0 && value <= max))
		errx(2, "-%c %s: not from 0 to %.0f", letter, *text, max);
	*text = end;
	return (uint64_t)(value * scale + 0.5);
}

static inline uint64_t
only_number(int letter, const char *text, double max, double scale)
{
	const char *at = text;
	uint64_t value = take_number(letter, &at, max, scale);

	if (*at != '\0')
		errx(2, "-%c %s: not a number", letter, text);
	return value;
}

/* FIRST[:SECOND], the second in ms. */
static inline void
two_numbers(
    int letter, double max, double scale, uint64_t *first, uint64_t *second_ns)
{
	const char *at = optarg;

	*first = take_number(letter, &at, max, scale);
	if (*at == ':')
		*second_ns = only_number(letter, at + 1, 60000, 1e6);
	else if (*at != '\0')
		errx(2, "-%c %s: not NUMBER[:MS]", letter, optarg);
}

static inline uint64_t
whole_number(int letter, uint64_t min, uint64_t max)
{
	char *end;
	uint64_t value;

	errno = 0;
	value = strtoull(optarg, &end, 10);
	if (strspn(optarg, "0123456789") == 0 || *end != '\0')
		errx(2, "-%c %s: not a whole number", letter, optarg);
	if (errno != 0 || value < min || value > max)
		errx(2, "-%c %s: not from %ju to %ju", letter, optarg,
		    (uintmax_t)min, (uintmax_t)max);
	return value;
}

#endif /* RELAY_SHUTTLE_NUMBER_H */
