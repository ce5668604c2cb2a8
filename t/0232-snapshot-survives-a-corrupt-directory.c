/*
 * No byte of the directory, whatever it is changed to, makes a reader crash.
 */
#include "hostile.h"

static void
try_byte(size_t at, unsigned char value)
{
	hostile_bytes[at] = value;
	hostile_read(hostile_size);
	hostile_bytes[at] = hostile_good[at];
}

/* Numbers that sizes and offsets are not prepared for, at 8 aligned bytes. */
static void
try_number(size_t at, uint64_t value)
{
	memcpy(hostile_bytes + at, &value, sizeof(value));
	hostile_read(hostile_size);
	memcpy(hostile_bytes + at, hostile_good + at, sizeof(value));
}

int
main(void)
{
	static const uint64_t numbers[] = {0, 1, 7, 0xfff, 1 << 16, 1 << 24,
	    1u << 30, UINT32_MAX, 1ull << 32, 1ull << 48, INT64_MAX,
	    UINT64_MAX - 7, UINT64_MAX};
	size_t head = sizeof(struct directory);
	uint64_t seed = 1;

	plan(3);
	hostile_open();
	for (size_t at = 0; at < head; at++)
		try_byte(at, (unsigned char)~hostile_good[at]);
	ok(true, "every byte of the head");
	for (size_t at = 0; at + 8 <= head; at += 8)
		for (size_t i = 0; i < sizeof(numbers) / 8; i++)
			try_number(at, numbers[i]);
	ok(true, "every number of it");
	for (int i = 0; i < 1000; i++) {
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		try_byte(head + (seed >> 33) % (hostile_size - head),
		    (unsigned char)"\0\t\n|=;\xff"
				   "09\x1b"[(seed >> 20) % 10]);
	}
	ok(hostile_statuses[SNAPSHOT_DEAD] > 100 &&
		hostile_statuses[SNAPSHOT_FORMAT] > 100,
	    "%u were read and %u refused", hostile_statuses[SNAPSHOT_DEAD],
	    hostile_statuses[SNAPSHOT_FORMAT]);
	return done();
}
