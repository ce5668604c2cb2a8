/*
 * A directory cut short anywhere is an error, not a crash and not numbers.
 */
#include "hostile.h"

int
main(void)
{
	unsigned wrong = 0;

	plan(4);
	hostile_open();
	is_int(hostile_read(hostile_size), SNAPSHOT_DEAD, "whole it is read");
	for (size_t n = 0; n < hostile_size; n += n < 1024 ? 1 : 97)
		wrong += hostile_read(n) != SNAPSHOT_FORMAT;
	is_int(wrong, 0, "cut short it is refused, wherever");
	is_int(hostile_read(hostile_size - 1), SNAPSHOT_FORMAT,
	    "a byte too few is too few");
	is_int(
	    hostile_statuses[SNAPSHOT_DEAD], 1, "only the whole one is read");
	return done();
}
