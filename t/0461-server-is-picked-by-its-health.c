/*
 * Goal: a server marked down is never picked, a backup only when no other is
 * up, one that backs off only when nothing else is left, and one tried or full
 * not at all.
 */
#include "unit_world.h"

enum { PLAIN, OTHER, BACKUP, DOWN };

/* Which servers 40 picks chose, a letter each; or what was said instead. */
static const char *
picked(uint64_t tried)
{
	static char text[5];
	struct server *server;
	bool seen[4] = {false};
	enum pick pick = PICK_OK;

	for (int i = 0; i < 40 && pick == PICK_OK; i++) {
		pick = server_pick(&world.up, tried, &server);
		if (pick == PICK_OK)
			seen[server->index] = true;
	}
	if (pick != PICK_OK)
		return pick == PICK_FULL ? "full" : "none";
	text[0] = '\0';
	for (int i = 0; i < 4; i++)
		if (seen[i])
			strcat(text, (const char *[]){"p", "o", "b", "d"}[i]);
	return text;
}

/* The first so many back off. */
static void
back_off(int n)
{
	for (int i = 0; i < 4; i++)
		world.servers[i].down_until_ms =
		    i < n ? world.loop.now_ms + 1000 : 0;
}

int
main(void)
{
	struct server *servers = world.servers;

	plan(14);
	world_open("workers 1\nmax-sessions 100\nupstream u {\n"
		   "server 127.0.0.1:1 max-connections 1\n"
		   "server 127.0.0.1:2 weight 3 max-connections 1\n"
		   "server 127.0.0.1:3 backup\n"
		   "server 127.0.0.1:4 weight 9 down\n}\n"
		   "listener l {\naddress 127.0.0.1:0\nupstream u\n}\n");
	is_str(picked(0), "po", "those that are up");
	back_off(1);
	is_str(picked(0), "o", "not the one that backs off");
	back_off(2);
	is_str(picked(0), "b", "the backup when both do");
	back_off(3);
	is_str(picked(0), "pob", "all that back off when it does too");
	world.loop.now_ms += 1000;
	is_str(picked(0), "po", "until their time has come");
	back_off(0);
	is_str(picked(server_bit(&servers[PLAIN])), "o", "not one tried");
	is_str(picked(3), "b", "the backup when both were tried");
	is_str(picked(7), "none", "then nothing: down stays down");
	servers[PLAIN].n[CONN_LENT] = 1;
	is_str(picked(0), "o", "not one at its limit");
	servers[OTHER].n[CONN_LENT] = 1;
	is_str(picked(0), "full", "both are: wait, and leave the backup be");
	is_str(picked(server_bit(&servers[PLAIN])), "full", "or one of them");
	servers[OTHER].n[CONN_LENT] = 0;
	servers[OTHER].n[CONN_IDLE] = 1;
	is_str(picked(0), "o", "what is idle there can be had");
	servers[OTHER].n[CONN_IDLE] = 0;
	servers[OTHER].n[CONN_DIALING] = 1;
	is_str(picked(0), "full", "what is being dialled can not");
	is_str(picked(3), "b", "full ones that were tried do not count");
	world_close();
	return done();
}
