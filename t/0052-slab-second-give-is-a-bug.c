/*
 * Goal: an object given back twice, though others are still taken, ends the
 * process with a word, before anybody could get it twice.
 */
#include "slab.h"
#include "unit_bug.h"

static struct slab slab;
static void *objects[4];

static void
give_twice(void *arg)
{
	(void)arg;
	slab_give(&slab, objects[1]);
	slab_give(&slab, objects[1]);
}

static void
give_between(void *arg)
{
	(void)arg;
	slab_give(&slab, objects[1]);
	slab_give(&slab, objects[2]);
	slab_give(&slab, objects[1]);
}

static void
give_taken_again(void *arg)
{
	(void)arg;
	slab_give(&slab, objects[1]);
	slab_give(&slab, slab_take(&slab));
}

int
main(void)
{
	plan(3);
	slab_init(&slab, 64, 10);
	for (int i = 0; i < 4; i++)
		objects[i] = slab_take(&slab);
	ok(unit_is_bug(give_twice, NULL), "at once");
	ok(unit_is_bug(give_between, NULL), "with another between");
	ok(!unit_is_bug(give_taken_again, NULL), "not when taken between");
	return done();
}
