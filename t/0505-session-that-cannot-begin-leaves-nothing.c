/*
 * Goal: a client for whom there is no memory, or whom the loop cannot watch,
 * is reset: its descriptor is closed and nothing of it is counted.
 */
#include "unit_session.h"

static void
check(int fd, int error, const char *what)
{
	size_t n_taken = world.sessions.slab.n_taken;

	errno = 0;
	is_int(sessions_open(&world.sessions, &world.service, fd, false), -1,
	    "%s", what);
	is_int(errno, error, "the reason is told");
	is_int(fcntl(fd, F_GETFD), -1, "the descriptor is closed");
	is_int(world.sessions.n, 0, "there is no session");
	is_int(world.sessions.slab.n_taken, n_taken, "nor memory of one");
	is_int(world.service.stats->accepted[0], 0, "nor a count");
}

int
main(void)
{
	struct linger reset = {.l_onoff = 1};
	int ends[2];

	plan(14);
	peer_listen();
	world_open(POOL_TEXT, peer_port, "");
	pool_quiet();
	check(open("/dev/null", O_RDONLY), EPERM, "what epoll refuses");

	/* As an accepted socket is, from its listener. */
	peer_pair(ends);
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	setsockopt(ends[1], SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
	while (slab_take(&world.sessions.slab) != NULL)
		;
	check(ends[1], ENOMEM, "no memory");
	is_str(session_arrives(ends[0]), "RESET", "the client is told");
	ok(list_is_empty(&world.sessions.all), "nothing is in any list");
	world_close();
	return done();
}
