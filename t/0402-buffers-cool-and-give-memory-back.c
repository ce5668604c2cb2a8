/*
 * Goal: memory that nobody used for a while goes back to the system, the
 * youngest stays, what is held stays, and it all can be used again.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "buffers.h"
#include "tap.h"

#define N 8

static struct buffers buffers;
static struct buffer *held[N];

/* How many of the buffers have memory. */
static int
resident(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	unsigned char map[BUFFER_BYTES / 1024 + 1];
	int n = 0;

	for (int i = 0; i < N; i++) {
		uintptr_t at = (uintptr_t)held[i]->data + page - 1;

		mincore((void *)(at & ~(page - 1)), page, map);
		n += map[0] & 1;
	}
	return n;
}

int
main(void)
{
	struct buffer *again;
	int zeros = 0;

	plan(9);
	buffers_init(&buffers, N, N);
	for (int i = 0; i < N; i++) {
		held[i] = buffers_take(&buffers);
		memset(held[i]->data, 0xee, BUFFER_BYTES);
	}
	is_int(resident(), N, "all have memory");
	for (int i = 0; i < 4; i++)
		buffers_give(&buffers, held[i], 5000 + i * 1000);
	buffers_cool(&buffers, 5000 + BUFFER_COLD_MS - 1);
	is_int(resident(), N, "not a moment too soon");
	buffers_cool(&buffers, 6000 + BUFFER_COLD_MS);
	is_int(resident(), N - 2, "the two oldest have cooled");
	is_int(buffers.resident, N - 2, "as it is counted");
	buffers_cool(&buffers, 60000);
	is_int(resident(), N - 4, "what is held never cools");
	is_int(held[7]->data[99], 0xee, "and keeps its bytes");
	again = buffers_take(&buffers);
	for (int i = 0; i < BUFFER_BYTES; i++)
		zeros += again->data[i] == 0;
	is_int(zeros, BUFFER_BYTES, "a cold one is taken, and is empty");
	buffers_give(&buffers, again, 70000);
	ok(buffers_take(&buffers) == again, "a warm one goes before cold ones");
	is_int(buffers.resident, N - 3, "the count is right");
	buffers_fini(&buffers);
	return done();
}
