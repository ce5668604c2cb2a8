/*
 * Goal: a listening socket that has somebody for ever and fails each time it
 * accepts (as where a security policy forbids it) is left alone for a while:
 * neither a turn nor the end of accepting lasts for ever.
 */
#include "listener.h"
#include "unit_session.h"

static struct listeners listeners;
static struct listener places[2];
static struct sockaddr_in here;

static void
ended(struct sessions *sessions, struct service *service)
{
	(void)sessions;
	(void)service;
	listeners_wake(&listeners);
}

/* What waits here is no client, and accept4() says so with EOPNOTSUPP. */
static int
datagrams(void)
{
	socklen_t n = sizeof(here);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	here.sin_family = AF_INET;
	here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(fd, (struct sockaddr *)&here, n) == -1 ||
	    getsockname(fd, (struct sockaddr *)&here, &n) == -1 ||
	    sendto(fd, "?", 1, 0, (struct sockaddr *)&here, n) != 1)
		perror("datagram");
	return fd;
}

int
main(void)
{
	const uint64_t *pauses;
	int fd = datagrams();

	plan(6);
	alarm(30); /* it may be for ever */
	peer_listen();
	world_open(POOL_TEXT, peer_port, "borrow-at first-byte\n");
	log_set_level(LOG_LEVEL_ERROR);
	pool_quiet();
	world.sessions.ended = ended;
	listeners_init(&listeners, &world.sessions, places, 2);
	listeners_add(&listeners, &world.service, fd, false, 0);
	listeners_start(&listeners);
	pauses = world.service.stats->accept_paused;

	world_until(pauses[PAUSE_MEMORY] > 0);
	is_int(pauses[PAUSE_MEMORY], 1, "it pauses");
	ok(places[0].paused && !places[0].watched, "and is not asked");
	is_int(world.service.stats->accepted[0], 0, "nobody was accepted");
	world_until(pauses[PAUSE_MEMORY] > 1);
	is_int(pauses[PAUSE_MEMORY], 2, "it is tried again, and rests again");

	world.sessions.most = 0;
	listeners_add(
	    &listeners, &world.service, fcntl(fd, F_DUPFD_CLOEXEC, 3), true, 0);
	world_until(pauses[PAUSE_SESSIONS] > 0);
	is_int(pauses[PAUSE_SESSIONS], 1, "a shared one pauses at its limit");
	listeners_stop(&listeners);
	ok(places[0].watch.fd == -1, "and accepting comes to an end");
	return done();
}
