/*
 * Goal: the deadline of a dial ends with the dial, that of a reset script with
 * its answer: long after both the connection is lent and returned as ever.
 */
#include "unit_clock.h"
#include "unit_pool.h"

#define LINES                                                                  \
	"protocol line\npool reuse\nconnect-timeout 1s\nscript-timeout 1s\n"   \
	"reset send \"RESET\\n\" expect \"OK\\n\"\n"

static struct conn *conn;

static void
later(enum conn_state state, const char *what)
{
	ok(!timer_is_started(&conn->timer), "%s: no deadline is on", what);
	unit_pass_ms(5000);
	for (int i = 0; i < 3; i++)
		loop_turn(&world.loop, 0);
	is_int(conn->state, state, "5 s later it still is");
}

int
main(void)
{
	struct conn *copy;
	int server;

	plan(9);
	peer_listen();
	world_open(POOL_TEXT, peer_port, LINES);
	pool_quiet();
	conn = pool_get(false);
	if (!ok(conn != NULL, "one is dialled"))
		return done();
	later(CONN_LENT, "lent");
	server = peer_accept();
	copy = conn;
	pool_return(&copy);
	is_int(conn->state, CONN_RESETTING, "it comes back");
	ok(timer_is_started(&conn->timer), "with a deadline for its answer");
	if (send(server, "OK\n", 3, 0) != 3)
		perror("send");
	peer_wait(conn->end.watch.fd, POLLIN);
	loop_turn(&world.loop, 0);
	later(CONN_IDLE, "idle");
	is_int(world.up.stats->timeouts[TIMEOUT_CONNECT] +
		   world.up.stats->timeouts[TIMEOUT_SCRIPT],
	    0, "nothing was late");
	ok(pool_get(false) == conn, "and is lent again");
	return done();
}
