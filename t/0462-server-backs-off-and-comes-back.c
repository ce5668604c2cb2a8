/*
 * Goal: after max-fails failed dials in a row a server is left alone for
 * fail-timeout, up to a quarter more or less; one success mends it; and what
 * this host lacks is not the server's fault.
 */
#include "unit_world.h"

static struct server *const server = &world.servers[0];

static void
fail(enum dial_result result, int times)
{
	for (int i = 0; i < times; i++)
		server_failed(server, result);
}

/* How long it is left alone: by sessions, and by dials ahead of need. */
static int64_t
down_ms(void)
{
	return server->down_until_ms == 0
		   ? 0
		   : server->down_until_ms - world.loop.now_ms;
}

static bool
is_about(int64_t ms, int64_t want)
{
	return ms >= want * 3 / 4 && ms <= want * 5 / 4;
}

int
main(void)
{
	int64_t ahead_ms = 100;
	int near = 0, same = 0;

	plan(13);
	world_open("workers 1\nmax-sessions 100\nupstream u {\n"
		   "server 127.0.0.1:1\nmax-fails 4\nfail-timeout 8s\n}\n"
		   "listener l {\naddress 127.0.0.1:0\nupstream u\n}\n");
	log_set_level(LOG_LEVEL_ERROR);
	fail(DIAL_REFUSED, 3);
	is_int(down_ms(), 0, "three failures are none too many");
	fail(DIAL_NO_PORT, 9);
	fail(DIAL_NO_FD, 9);
	is_int(down_ms(), 0, "what this host lacks does not count");
	is_int(server->stats->up[0], 1, "up");
	fail(DIAL_TIMEOUT, 1);
	ok(is_about(down_ms(), 8000), "the fourth does");
	is_int(server->stats->up[0], 0, "not up");
	is_int(server->stats->backoff[0], down_ms(), "for so long");
	server_succeeded(server);
	is_int(down_ms(), 0, "one success mends it");
	is_int(server->stats->up[0], 1, "up again");
	ok(server->fails == 0 && server->ahead_after_ms == 0, "all is forgot");
	for (int i = 0; i < 12; i++) {
		ahead_ms = ahead_ms * 2 < 8000 ? ahead_ms * 2 : 8000;
		fail(DIAL_REFUSED, 1);
		near += is_about(
		    server->ahead_after_ms - world.loop.now_ms, ahead_ms);
	}
	is_int(near, 12, "dials ahead wait twice as long each time");
	for (int i = 0; i < 50; i++) {
		int64_t before = down_ms();

		fail(DIAL_REFUSED, 1);
		near += is_about(down_ms(), 8000);
		same += down_ms() == before;
	}
	is_int(near, 62, "never far from fail-timeout");
	ok(same < 10, "and mostly another time");
	world_close();
	world_open("workers 1\nmax-sessions 100\nupstream u {\n"
		   "server 127.0.0.1:1\nmax-fails 0\n}\n"
		   "listener l {\naddress 127.0.0.1:0\nupstream u\n}\n");
	fail(DIAL_REFUSED, 100);
	is_int(down_ms(), 0, "max-fails 0 is never");
	world_close();
	return done();
}
