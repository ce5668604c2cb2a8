/*
 * Goal: giving back what the slab never gave, or more often than it gave,
 * ends the process with a word.
 */
#include "slab.h"
#include "unit_bug.h"

static struct slab slab;
static char *first;

static void
give(void *object)
{
	slab_give(&slab, object);
}

static void
give_twice(void *object)
{
	slab_give(&slab, object);
	slab_give(&slab, object);
}

int
main(void)
{
	char foreign[64];

	plan(6);
	slab_init(&slab, 64, 10);
	first = slab_take(&slab);
	ok(unit_is_bug(give, foreign), "an object of another's");
	ok(unit_is_bug(give, first + 16), "the middle of an object");
	ok(unit_is_bug(give, first + 64), "one that was never taken");
	ok(unit_is_bug(give, NULL), "none");
	ok(unit_is_bug(give_twice, first), "the only one taken, twice");
	ok(!unit_is_bug(give, first), "the right one is none");
	return done();
}
