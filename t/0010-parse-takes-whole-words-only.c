/*
 * Goal: each kind of number is read from a whole word or not at all, and errno
 * tells a wrong form (EINVAL) from a value that does not fit (ERANGE).
 */
#include <errno.h>

#include "parse.h"
#include "tap.h"

static const struct {
	int (*parse)(const char *word, uint64_t *value);
	const char *kind, *word;
	uint64_t value; /* if code is 0 */
	int code;
} cases[] = {
#define COUNT parse_count, "count"
    {COUNT, "0", 0, 0},
    {COUNT, "007", 7, 0},
    {COUNT, "18446744073709551615", UINT64_MAX, 0},
    {COUNT, "18446744073709551616", 0, ERANGE},
    {COUNT, "", 0, EINVAL},
    {COUNT, "-1", 0, EINVAL},
    {COUNT, "+1", 0, EINVAL},
    {COUNT, " 1", 0, EINVAL},
    {COUNT, "1 ", 0, EINVAL},
    {COUNT, "0x10", 0, EINVAL},
    {COUNT, "99999999999999999999x", 0, EINVAL},
#define DURATION parse_duration, "duration"
    {DURATION, "0", 0, 0},
    {DURATION, "0s", 0, 0},
    {DURATION, "250ms", 250, 0},
    {DURATION, "5s", 5000, 0},
    {DURATION, "10m", 600000, 0},
    {DURATION, "1h", 3600000, 0},
    {DURATION, "365d", 31536000000, 0},
    {DURATION, "18446744073709551615ms", UINT64_MAX, 0},
    {DURATION, "18446744073709551615s", 0, ERANGE},
    {DURATION, "99999999999999999999s", 0, ERANGE},
    {DURATION, "5", 0, EINVAL},
    {DURATION, "00", 0, EINVAL},
    {DURATION, "s", 0, EINVAL},
    {DURATION, "1.5s", 0, EINVAL},
    {DURATION, "1h30m", 0, EINVAL},
    {DURATION, "5S", 0, EINVAL},
#define SIZE parse_size, "size"
    {SIZE, "0", 0, 0},
    {SIZE, "4096", 4096, 0},
    {SIZE, "16k", 16384, 0},
    {SIZE, "1m", 1 << 20, 0},
    {SIZE, "2g", 2147483648, 0},
    {SIZE, "17179869183g", 18446744072635809792u, 0},
    {SIZE, "17179869184g", 0, ERANGE},
    {SIZE, "1kb", 0, EINVAL},
    {SIZE, "k", 0, EINVAL},
};
#define N_CASES (sizeof cases / sizeof *cases)

int
main(void)
{
	plan(0);
	for (size_t i = 0; i < N_CASES; i++) {
		uint64_t value = 0;
		int status = cases[i].parse(cases[i].word, &value);
		int code = status == 0 ? 0 : errno;

		is_int(code, cases[i].code, "%s \"%s\"", cases[i].kind,
		    cases[i].word);
		if (code == 0)
			is_int(value, cases[i].value, "is that much");
	}
	return done();
}
