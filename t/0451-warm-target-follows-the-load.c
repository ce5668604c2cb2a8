/*
 * Goal: as many are kept ready as sessions borrow in twice the time of a dial,
 * rounded up, within min-idle and max-idle; the rate rises at once and falls
 * by halves; and what is idle or being dialled counts as there.
 */
#include "unit_world.h"
#include "warm.h"

static struct server *const server = &world.servers[0];

static uint32_t
target(double rate, double dial_s)
{
	server->rate = rate;
	server->dial_s = dial_s;
	return warm_target(server);
}

static void
check_missing(void)
{
	target(10, 0.5);
	server->borrows = 0;
	is_int(warm_missing(server), 10, "all are missing");
	server->n[CONN_IDLE] = 3;
	server->n[CONN_WARM] = 2;
	server->n[CONN_DIALING] = 4;
	server->n_claimed = 3;
	is_int(warm_missing(server), 4, "but not what is idle, warm, dialled");
	server->tokens = 5;
	is_int(warm_missing(server), 2, "nor more than tokens are left");
	server->ahead_after_ms = world.loop.now_ms + 1;
	is_int(warm_missing(server), 0, "none while dials fail");
	server->ahead_after_ms = 0;
	world.up.draining = true;
	is_int(warm_missing(server), 0, "none while it drains");
}

int
main(void)
{
	plan(18);
	world_open("workers 1\nmax-sessions 100\n"
		   "upstream u {\nserver 127.0.0.1:1\npool preconnect\n"
		   "min-idle 2\nmax-idle 20\n}\n"
		   "listener l {\naddress 127.0.0.1:0\nupstream u\n}\n");
	is_int(target(10, 0.5), 10, "10 a second, half a second a dial");
	is_int(target(10.1, 0.5), 11, "rounded up");
	is_int(target(1000, 0.5), 20, "max-idle at most");
	is_int(target(0, 0.5), 2, "min-idle at least");
	world.up.min_idle = 0;
	is_int(target(0, 0.5), 0, "or none");
	server->borrows = 1;
	is_int(target(0, 0), 1, "one after a first borrow");
	server->borrows = 100;
	server->rate = 0;
	warm_look(server, 2000);
	ok(server->rate > 49.9 && server->rate < 50.1, "50 a second");
	is_int(server->borrows, 0, "counted anew");
	warm_look(server, 1000);
	ok(server->rate > 24.9 && server->rate < 25.1, "then half");
	for (int i = 0; i < 20; i++)
		warm_look(server, 1000);
	ok(server->rate <= 0, "and none in the end");
	server->dial_s = 0;
	warm_note_dial(server, 8000000);
	ok(server->dial_s > 0.0079 && server->dial_s < 0.0081, "8 ms");
	warm_note_dial(server, 16000000);
	ok(server->dial_s > 0.0089 && server->dial_s < 0.0091, "an average");
	for (int i = 0; i < 100; i++)
		warm_note_borrow(server, false);
	is_int(server->tokens, 20, "a long life earns max-idle at most");
	check_missing();
	world_close();
	return done();
}
