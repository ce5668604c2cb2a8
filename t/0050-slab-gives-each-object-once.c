/*
 * Goal: all objects are apart from each other, none is given out twice, those
 * given back come again, and there are never more than were asked for.
 */
#include <errno.h>
#include <stdint.h>

#include "slab.h"
#include "unit_seed.h"

#define CAPACITY 300
#define SIZE 40

static unsigned char *taken[CAPACITY];
static int n_taken;
static struct slab slab;

/* Whether each object still holds what only it was filled with. */
static int
damaged(void)
{
	int n = 0;

	for (int i = 0; i < n_taken; i++)
		for (int k = 1; k < SIZE; k++)
			n += taken[i][k] != taken[i][0];
	return n;
}

static bool
take(void)
{
	static unsigned char fill;
	unsigned char *object = slab_take(&slab);

	if (object == NULL)
		return false;
	memset(object, ++fill, SIZE);
	taken[n_taken++] = object;
	return true;
}

static void
give(void)
{
	uint64_t i = unit_random((uint64_t)n_taken);

	slab_give(&slab, taken[i]);
	taken[i] = taken[--n_taken];
}

int
main(void)
{
	int wrong = 0;

	plan(9);
	is_int(slab_init(&slab, SIZE, CAPACITY), 0, "made");
	is_int(slab.size % 16, 0, "objects are aligned");
	for (int turn = 0; turn < 20000; turn++) {
		size_t before = slab.n_taken;

		if (n_taken == 0 || unit_random(5) < 3)
			wrong += take() != (slab.n_taken > before);
		else
			give();
		wrong += (int)slab.n_taken != n_taken;
	}
	is_int(wrong, 0, "20,000 turns: the count is right in each");
	is_int(damaged(), 0, "nobody wrote into another's object");
	while (take())
		;
	is_int(n_taken, CAPACITY, "all of them can be taken");
	is_int(damaged(), 0, "still apart");
	ok(slab_take(&slab) == NULL, "and not one more");
	while (n_taken > 0)
		give();
	is_int(slab.n_taken, 0, "all are back");
	slab_fini(&slab);
	errno = 0;
	ok(slab_init(&slab, SIZE_MAX / 4, 16) == -1 && errno == ENOMEM,
	    "more than there are addresses is refused");
	return done();
}
