/*
 * Goal: an input that could not be unwatched is not lost when it is to be
 * watched again: that is no error, and the loop tells of it once a turn.
 */
#include <sys/eventfd.h>

#include "loop.h"
#include "tap.h"

static int told;

static void
tell(struct watch *watch, uint32_t events)
{
	(void)watch;
	(void)events;
	told++;
}

int
main(void)
{
	static struct loop loop;
	struct watch watch = {.fd = eventfd(1, EFD_CLOEXEC), .fn = tell};

	plan(3);
	loop_init(&loop);
	is_int(loop_watch_input(&loop, &watch, false), 0, "watched");
	is_int(loop_watch_input(&loop, &watch, false), 0, "and again");
	loop_turn(&loop, 1000);
	is_int(told, 1, "told of it once a turn");
	loop_fini(&loop);
	return done();
}
