/*
 * Goal: a shared listener that reaches its limit takes those whose wake-up
 * came to this worker, 16 at most; the others wait until there is room.
 */
#include <sys/un.h>

#include "listener.h"
#include "unit_world.h"

#define LIMIT 4
#define CLIENTS 60
#define TEXT                                                                   \
	"workers 1\nmax-sessions 100\nupstream u {\nserver 127.0.0.1:1\n"      \
	"pool off\nborrow-at first-byte\n}\n"                                  \
	"listener l {\naddress 127.0.0.1:0\nupstream u\n}\n"

static struct sockaddr_un address = {.sun_family = AF_UNIX};
static struct listeners listeners;
static struct listener place;
static int clients[CLIENTS];

static void
ended(struct sessions *sessions, struct service *service)
{
	(void)sessions;
	(void)service;
	listeners_wake(&listeners);
}

static void
open_listener(bool shared, uint32_t limit, int n_clients)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

	world_open("%s", TEXT);
	world.sessions.ended = ended;
	world.service.limit = limit;
	snprintf(address.sun_path, sizeof(address.sun_path), "/tmp/t0515-%d",
	    getpid());
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) == -1 ||
	    listen(fd, CLIENTS) == -1)
		perror("listen");
	listeners_init(&listeners, &world.sessions, &place, 1);
	listeners_add(&listeners, &world.service, fd, shared, 0);
	listeners_start(&listeners);
	for (int i = 0; i < n_clients; i++) {
		clients[i] = socket(AF_UNIX, SOCK_STREAM, 0);
		if (connect(clients[i], (struct sockaddr *)&address,
			sizeof(address)) == -1)
			perror("connect");
	}
}

/* Turn until nothing is accepted any more; returns the sessions that are. */
static uint32_t
accepted(void)
{
	for (int i = 0; i < CLIENTS; i++)
		loop_turn(&world.loop, 0);
	return world.service.n_sessions;
}

static void
close_listener(int n_clients)
{
	listeners_drop(&listeners, 0);
	unlink(address.sun_path);
	for (int i = 0; i < n_clients; i++)
		close(clients[i]);
	world_close();
}

static void
check(bool shared, uint32_t most, const char *what)
{
	const uint64_t *pauses;

	open_listener(shared, LIMIT, CLIENTS);
	pauses = world.service.stats->accept_paused;
	is_int(accepted(), most, "%s: so many are accepted", what);
	is_int(pauses[PAUSE_SESSIONS], 1, "it paused once");
	sessions_abort(&world.sessions, REASON_drain);
	is_int(accepted(), most, "as many more when those have ended");
	is_int(world.service.stats->accepted[0], 2 * most, "and no others");
	close_listener(CLIENTS);
}

/* When just the limit has come, who comes next should wake another worker. */
static void
check_full(bool shared, int n_clients)
{
	open_listener(shared, (uint32_t)n_clients, n_clients);
	is_int(accepted(), n_clients, "all of %d", n_clients);
	is_int(place.watched, !shared, "listens on: %s", shared ? "no" : "yes");
	close_listener(n_clients);
}

int
main(void)
{
	plan(18);
	log_set_level(LOG_LEVEL_ERROR);
	check(false, LIMIT, "its own");
	check(true, LIMIT + SESSIONS_OVER, "shared");
	for (int n = 1; n <= 3; n += 2) { /* whole quotas: 1, 1 + 2 */
		check_full(false, n);
		check_full(true, n);
	}
	open_listener(true, LIMIT, LIMIT + 3);
	is_int(accepted(), LIMIT + 3, "three above the limit");
	is_int(place.watched, 0, "and no more");
	close_listener(LIMIT + 3);
	return done();
}
