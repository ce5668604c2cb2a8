/*
 * Goal: a connection that is given back twice, in any way, ends the process
 * with a word, whatever became of it the first time.
 */
#include "unit_bug.h"
#include "unit_pool.h"

enum way { RETURN, DROP, DISCARD };
struct twice {
	struct conn *conn;
	enum way first, second;
};

static void
give(struct conn *conn, enum way way)
{
	if (way == RETURN)
		pool_return(&conn);
	else if (way == DROP)
		pool_drop(&conn, REASON_client_reset);
	else
		conn_discard(conn);
}

static void
once(void *arg)
{
	struct twice *twice = arg;

	give(twice->conn, twice->first);
	loop_turn(&world.loop, 0);
}

static void
both(void *arg)
{
	struct twice *twice = arg;

	once(arg);
	give(twice->conn, twice->second);
}

int
main(void)
{
	static const char *const names[] = {"return", "drop", "discard"};
	struct twice twice;

	plan(3 * 3 + 3 + 1);
	peer_listen();
	world_open(POOL_TEXT, peer_port, POOL_REUSED);
	twice.conn = pool_get(false);
	ok(twice.conn != NULL, "one is lent");
	for (enum way i = RETURN; i <= DISCARD; i++) {
		twice.first = i;
		ok(!unit_is_bug(once, &twice), "%s: once", names[i]);
		for (enum way k = RETURN; k <= DISCARD; k++) {
			twice.second = k;
			ok(unit_is_bug(both, &twice), "%s, then %s: a bug",
			    names[i], names[k]);
		}
	}
	return done();
}
