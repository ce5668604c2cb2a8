/*
 * Goal: a server that closed three unused ones, in a row and apart, gets no
 * more ahead; those of one second count as one, and a borrow as a new start.
 */
#include "unit_world.h"
#include "warm.h"

static struct server *const server = &world.servers[0];

static void
close_one(int64_t after_ms)
{
	world.loop.now_ms += after_ms;
	warm_note_unused(server, REASON_server_eof);
}

int
main(void)
{
	plan(8);
	world_open("workers 1\nmax-sessions 100\n"
		   "upstream u {\nserver 127.0.0.1:1\npool preconnect\n"
		   "min-idle 5\n}\n"
		   "listener l {\naddress 127.0.0.1:0\nupstream u\n}\n");
	log_set_level(LOG_LEVEL_ERROR);
	for (int i = 0; i < 10; i++)
		close_one(10);
	ok(!server->ahead_stopped, "ten at once tell of a restart");
	close_one(2000);
	ok(!server->ahead_stopped, "two times");
	warm_note_borrow(server, true);
	close_one(2000);
	close_one(2000);
	ok(!server->ahead_stopped, "a warm one was used: counted anew");
	warm_note_borrow(server, false);
	close_one(2000);
	ok(server->ahead_stopped, "three times; a fresh one says nothing");
	is_int(server->stats->preconnect_stopped[0], 1, "which is shown");
	warm_note_borrow(server, true);
	is_int(warm_missing(server), 0, "and none is made ahead");
	server->ahead_stopped = false;
	server->closings = 0;
	for (int i = 0; i < 9; i++) {
		world.loop.now_ms += 2000;
		warm_note_unused(server, REASON_age);
	}
	ok(!server->ahead_stopped, "our own closings do not count");
	warm_note_borrow(server, true);
	ok(warm_missing(server) > 0, "and it goes on");
	world_close();
	return done();
}
