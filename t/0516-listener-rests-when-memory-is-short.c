/*
 * Goal: when there is no memory for a session, that client is reset, the
 * listener rests for a while without being asked, and then goes on.
 */
#include "listener.h"
#include "unit_session.h"

static struct listeners listeners;
static struct listener place;

static void
ended(struct sessions *sessions, struct service *service)
{
	(void)sessions;
	(void)service;
	listeners_wake(&listeners);
}

static int
come(const struct sockaddr_in *relay)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (connect(fd, (const struct sockaddr *)relay, sizeof(*relay)) == -1)
		perror("connect");
	fcntl(fd, F_SETFL, O_NONBLOCK);
	return fd;
}

int
main(void)
{
	struct linger reset = {.l_onoff = 1};
	struct sockaddr_in relay;
	socklen_t n = sizeof(relay);
	const uint64_t *pauses;
	void *taken[WORLD_MOST + SESSIONS_OVER + 1];
	int n_taken = 0, first, second;

	plan(8);
	peer_listen();
	setsockopt(peer_fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
	getsockname(peer_fd, (struct sockaddr *)&relay, &n);
	world_open(POOL_TEXT, peer_port, "borrow-at first-byte\n");
	log_set_level(LOG_LEVEL_ERROR);
	pool_quiet();
	world.sessions.ended = ended;
	listeners_init(&listeners, &world.sessions, &place, 1);
	listeners_add(&listeners, &world.service, peer_fd, false, 0);
	listeners_start(&listeners);
	pauses = world.service.stats->accept_paused;

	while ((taken[n_taken] = slab_take(&world.sessions.slab)) != NULL)
		n_taken++;
	first = come(&relay);
	world_until(pauses[PAUSE_MEMORY] > 0);
	is_int(pauses[PAUSE_MEMORY], 1, "it pauses");
	ok(place.paused && !place.watched, "and is not asked");
	listeners_wake(&listeners);
	ok(place.paused && !place.watched, "the end of a session is no memory");
	is_str(session_arrives(first), "RESET", "the client is not kept");
	is_int(world.service.stats->accepted[0], 0, "nobody was accepted");

	second = come(&relay);
	while (n_taken > 0)
		slab_give(&world.sessions.slab, taken[--n_taken]);
	world_until(world.sessions.n == 1);
	is_int(world.sessions.n, 1, "with memory the next is accepted");
	ok(place.watched && !place.paused, "and it listens again");
	is_str(session_arrives(second), "", "for it there was no reset");
	return done();
}
