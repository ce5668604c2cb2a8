/*
 * Goal: the slots' shares of a number make exactly that number, and none is
 * larger than another by more than 1.
 */
#include "config.h"
#include "tap.h"

static void
check(uint64_t total, uint32_t n)
{
	uint64_t sum = 0, least = UINT64_MAX, most = 0;

	for (uint32_t slot = 0; slot < n; slot++) {
		uint64_t share = config_share(total, slot, n);

		sum += share;
		least = share < least ? share : least;
		most = share > most ? share : most;
	}
	ok(sum == total && most - least <= 1, "%llu among %u",
	    (unsigned long long)total, n);
}

int
main(void)
{
	plan(0);
	for (uint32_t n = 1; n <= 256; n += 17)
		for (uint64_t total = 0; total < 600; total += 59)
			check(total, n);
	check(UINT64_MAX, 256);
	check(UINT64_MAX, 7);
	return done();
}
