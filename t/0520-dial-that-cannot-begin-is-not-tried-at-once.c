/*
 * Goal: where no descriptor is left, dials ahead are tried again in a while,
 * and not in every turn of the loop; once there are some they are made.
 */
#include <sys/resource.h>

#include "unit_pool.h"

#define TURNS 50

/* Let this process open no more than it has; or as many as it likes. */
static void
allow_descriptors(bool allowed)
{
	int next = dup(0);
	struct rlimit limit;

	close(next);
	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = allowed ? limit.rlim_max : (rlim_t)next;
	setrlimit(RLIMIT_NOFILE, &limit);
}

int
main(void)
{
	const uint64_t *dials;
	uint64_t tried;

	plan(5);
	peer_listen();
	world_open(POOL_TEXT, peer_port, "pool preconnect\nmin-idle 4\n");
	dials = world.up.stats->preconnect_dials;
	log_set_level(LOG_LEVEL_ERROR);
	allow_descriptors(false);
	world_until(dials[DIAL_NO_FD] > 0);
	ok(dials[DIAL_NO_FD] > 0, "a dial finds no descriptor");
	tried = dials[DIAL_NO_FD];
	for (int i = 0; i < TURNS; i++)
		loop_turn(&world.loop, 0);
	ok(dials[DIAL_NO_FD] <= tried + 1, "%d turns later %u more were tried",
	    TURNS, (unsigned)(dials[DIAL_NO_FD] - tried));
	ok(list_is_empty(&world.loop.ready), "and the loop may sleep");
	is_int(world.servers[0].fails, 0, "it is not the server's fault");
	allow_descriptors(true);
	world_until(world.up.n[CONN_WARM] == 4);
	is_int(world.up.n[CONN_WARM], 4, "with descriptors all are made");
	world_close();
	return done();
}
