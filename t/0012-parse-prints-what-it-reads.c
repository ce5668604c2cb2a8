/*
 * Goal: a duration and a size are printed as the shortest word, and that reads
 * back to the same value.
 */
#include "parse.h"
#include "tap.h"

static const struct {
	uint64_t value;
	const char *duration, *size;
} cases[] = {
    {0, "0", "0"},
    {1, "1ms", "1"},
    {1000, "1s", "1000"},
    {1024, "1024ms", "1k"},
    {1500, "1500ms", "1500"},
    {60000, "1m", "60000"},
    {90000, "90s", "90000"},
    {3600000, "1h", "3600000"},
    {86400000, "1d", "84375k"},
    {1 << 20, "1048576ms", "1m"},
    {3221225472, "3221225472ms", "3g"},
    {UINT64_MAX, "18446744073709551615ms", "18446744073709551615"},
};
#define N_CASES (sizeof cases / sizeof *cases)

int
main(void)
{
	char buf[PARSE_WORD_MAX];
	uint64_t back;

	plan(4 * N_CASES);
	for (size_t i = 0; i < N_CASES; i++) {
		is_str(parse_print_duration(cases[i].value, buf),
		    cases[i].duration, "duration");
		ok(parse_duration(buf, &back) == 0 && back == cases[i].value,
		    "reads back");
		is_str(parse_print_size(cases[i].value, buf), cases[i].size,
		    "size");
		ok(parse_size(buf, &back) == 0 && back == cases[i].value,
		    "reads back");
	}
	return done();
}
