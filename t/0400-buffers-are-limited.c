/*
 * Goal: no more buffers are out than may be resident, though more addresses
 * are reserved; each has its own bytes, and one given back comes again.
 */
#include "buffers.h"
#include "tap.h"

#define CAPACITY 50
#define MOST 12

static struct buffers buffers;
static struct buffer *held[CAPACITY];

static int
take_all(void)
{
	int n = 0;

	while (n < CAPACITY && (held[n] = buffers_take(&buffers)) != NULL) {
		memset(held[n]->data, n + 1, BUFFER_BYTES);
		held[n]->n = 17;
		n++;
	}
	return n;
}

static int
damaged(int n)
{
	int bad = 0;

	for (int i = 0; i < n; i++)
		for (int k = 0; k < BUFFER_BYTES; k++)
			bad += held[i]->data[k] != i + 1;
	return bad;
}

int
main(void)
{
	struct buffer *again;

	plan(9);
	is_int(buffers_init(&buffers, CAPACITY, MOST), 0, "made");
	is_int(take_all(), MOST, "as many as may be resident");
	is_int(damaged(MOST), 0, "each with bytes of its own");
	is_int(buffers.resident, MOST, "which are counted");
	ok(buffers_take(&buffers) == NULL, "not one more");
	buffers_give(&buffers, held[5], 1000);
	again = buffers_take(&buffers);
	ok(again == held[5], "one given back comes again");
	ok(again != NULL && again->n == 0 && again->start == 0, "empty");
	for (int i = 0; i < MOST; i++)
		buffers_give(&buffers, held[i], 1000);
	buffers_cool(&buffers, 1000 + BUFFER_COLD_MS);
	is_int(buffers.resident, 0, "all may go cold");
	is_int(take_all(), MOST, "and then the limit is the same");
	buffers_fini(&buffers);
	return done();
}
