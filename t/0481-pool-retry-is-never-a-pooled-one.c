/*
 * Goal: who asks for a fresh connection gets one dialled from then on, though
 * idle and warm ones are at hand, and though one comes back meanwhile.
 */
#include "unit_pool.h"

int
main(void)
{
	struct conn *lent, *spare, *fresh;
	struct asker asker;

	plan(9);
	peer_listen();
	world_open(POOL_TEXT, peer_port, POOL_REUSED "min-idle 3\n");
	world_until(world.up.n[CONN_WARM] == 3);
	is_int(world.up.n[CONN_WARM], 3, "three are warm");
	lent = pool_get(false);
	is_int(conn_source(lent), SOURCE_WARM, "one is lent");
	spare = pool_get(false);
	pool_return(&spare);
	pool_ask(&asker, true);
	ok(!asker.done, "a fresh one is not at hand");
	pool_return(&lent);
	is_int(world.up.n[CONN_IDLE], 2, "two are idle");
	world_until(asker.done);
	fresh = asker.conn;
	if (!ok(fresh != NULL, "it comes"))
		return done();
	is_int(conn_source(fresh), SOURCE_FRESH, "dialled for it");
	is_int(fresh->uses, 1, "and used by nobody before");
	is_int(world.up.n[CONN_IDLE], 2, "the idle ones are as they were");
	is_int(world.up.stats->fresh_dials[DIAL_OK], 1, "one fresh dial");
	pool_return(&fresh);
	world_close();
	return done();
}
