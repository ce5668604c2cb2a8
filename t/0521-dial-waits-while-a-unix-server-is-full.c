/*
 * Goal: a Unix server whose queue is full is asked again in a while, and not
 * in every turn of the loop; who waits is served when it accepts.
 */
#include <sys/un.h>

#include "unit_pool.h"

#define TEXT                                                                   \
	"workers 1\nmax-sessions 100\n"                                        \
	"upstream u {\nserver unix:%s\n%s}\n"                                  \
	"listener l {\naddress 127.0.0.1:0\nupstream u\n}\n"
#define TURNS 50

static struct sockaddr_un server = {.sun_family = AF_UNIX};

/* Listen with the shortest queue, and fill it; returns the listening one. */
static int
full_server(void)
{
	const struct sockaddr *sa = (const void *)&server;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), client;

	snprintf(server.sun_path, sizeof(server.sun_path), "/tmp/t0521-%d",
	    getpid());
	if (bind(fd, sa, sizeof(server)) == -1 || listen(fd, 0) == -1)
		perror("listen");
	do {
		client = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	} while (connect(client, sa, sizeof(server)) == 0);
	close(client);
	return fd;
}

int
main(void)
{
	struct asker asker;
	int fd = full_server();
	unsigned busy = 0;

	plan(5);
	world_open(TEXT, server.sun_path, "");
	pool_quiet();
	pool_ask(&asker, false);
	for (int i = 0; i < TURNS; i++) {
		loop_turn(&world.loop, 0);
		busy += !list_is_empty(&world.loop.ready);
	}
	ok(!asker.done && world.up.n_waiters == 1, "it waits");
	ok(busy <= TURNS / 2, "%u of %d turns had something to do", busy,
	    TURNS);
	is_int(world.up.stats->fresh_dials[DIAL_OK] +
		   world.up.stats->fresh_dials[DIAL_UNREACHABLE],
	    0, "no dial is counted, for none was begun");
	is_int(world.servers[0].fails, 0, "and no failure");
	while (accept4(fd, NULL, NULL, SOCK_CLOEXEC) != -1 && !asker.done)
		for (int i = 0; i < 20 && !asker.done; i++)
			loop_turn(&world.loop, 5);
	ok(asker.conn != NULL, "it is served when the server accepts");
	unlink(server.sun_path);
	world_close();
	return done();
}
