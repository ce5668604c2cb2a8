/*
 * Goal: more buffers or sessions than there are addresses for is an error,
 * and what was had of them is given back; a capacity is never exceeded.
 */
#include <errno.h>

#include "buffers.h"
#include "sessions.h"
#include "tap.h"

/* The size of this process, in pages. */
static long
size_now(void)
{
	FILE *file = fopen("/proc/self/statm", "r");
	long n = -1;

	if (fscanf(file, "%ld", &n) != 1)
		perror("statm");
	fclose(file);
	return n;
}

int
main(void)
{
	struct buffers buffers;
	struct sessions sessions;
	struct buffer *first, *second;
	struct loop loop;
	long before;

	plan(12);
	before = size_now();
	errno = 0;
	is_int(buffers_init(&buffers, (size_t)1 << 40, 2), -1,
	    "a heap of buffers");
	is_int(errno, ENOMEM, "the reason is told");
	ok(buffers.head == NULL && buffers.data == NULL, "there is none");
	ok(size_now() - before < 1 << 20, "and no address is kept");

	is_int(
	    buffers_init(&buffers, 2, 9), 0, "two, of which nine may be used");
	first = buffers_take(&buffers);
	second = buffers_take(&buffers);
	ok(first != NULL && second != NULL, "two can be had");
	ok(buffers_take(&buffers) == NULL, "a third cannot");
	buffers_give(&buffers, first, 0);
	ok(buffers_take(&buffers) == first, "until one is given back");
	buffers_fini(&buffers);

	errno = 0;
	is_int(sessions_init(&sessions, &loop, UINT32_MAX, 1 << 20), -1,
	    "a heap of sessions");
	is_int(errno, ENOMEM, "the reason is told");
	slab_fini(&sessions.slab);
	is_int(
	    sessions_init(&sessions, &loop, 4, 0), 0, "memory for no buffer");
	is_int(sessions.memory.buffers.most, 2, "two there must be");
	return done();
}
