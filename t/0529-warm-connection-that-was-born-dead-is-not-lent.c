/*
 * Goal: a server that closes a connection before its dial was even noticed
 * leaves one that is warm and dead; the borrow finds that without a session
 * being harmed.
 */
#include <sys/un.h>

#include "unit_pool.h"

#define TEXT                                                                   \
	"workers 1\nmax-sessions 100\n"                                        \
	"upstream u {\nserver unix:%s\npool preconnect\nmin-idle 1\n}\n"       \
	"listener l {\naddress 127.0.0.1:0\nupstream u\n}\n"

int
main(void)
{
	struct sockaddr_un server = {.sun_family = AF_UNIX};
	int listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct conn *dead, *conn;

	plan(6);
	snprintf(server.sun_path, sizeof(server.sun_path), "/tmp/t0529-%d",
	    getpid());
	if (bind(listening, (struct sockaddr *)&server, sizeof(server)) == -1 ||
	    listen(listening, 8) == -1)
		perror("listen");
	world_open(TEXT, server.sun_path);
	world_until(world.up.n[CONN_DIALING] == 1);
	pool_quiet();
	dead = container_of(
	    list_first(&world.servers[0].in[CONN_DIALING]), struct conn, link);
	close(accept(listening, NULL, NULL));
	world_until(dead->state != CONN_DIALING);
	is_int(dead->state, CONN_WARM, "it is warm");
	conn = pool_get(false);
	ok(conn != NULL && conn != dead, "another is lent");
	is_int(conn_source(conn), SOURCE_FRESH, "dialled for it");
	is_int(pool_invalid(AT_BORROW, REASON_server_reset), 1,
	    "the dead one is counted where it was found");
	is_int(dead->state, CONN_FREE, "and closed");
	is_int(world.up.n[CONN_LENT], 1, "there is the one");
	unlink(server.sun_path);
	world_close();
	return done();
}
