/*
 * Goal: clients that wait already when the loop turns first are all accepted,
 * whichever its first turn is: the quota of accepts begins at one, not at 0.
 */
#include "unit_peer.h"
#include "unit_world.h"

#include "listener.h"
#include "log.h"

#define N 40
#define TEXT                                                                   \
	"workers 1\nmax-sessions 100\n"                                        \
	"upstream u {\nserver 127.0.0.1:%u\npool off\nborrow-at first-byte\n"  \
	"%s}\nlistener l {\naddress 127.0.0.1:0\nupstream u\n}\n"

static struct listeners listeners;
static struct listener place;

static int
client(void)
{
	struct sockaddr_in relay = {0};
	socklen_t n = sizeof(relay);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	getsockname(peer_fd, (struct sockaddr *)&relay, &n);
	must(connect(fd, (struct sockaddr *)&relay, sizeof(relay)) == 0);
	return fd;
}

static void
ended(struct sessions *sessions, struct service *service)
{
	(void)sessions;
	(void)service;
}

static void
check(uint64_t turns)
{
	int fds[N];

	peer_listen();
	world_open(TEXT, peer_port, "");
	world.sessions.ended = ended;
	listeners_init(&listeners, &world.sessions, &place, 1);
	listeners_add(&listeners, &world.service, peer_fd, false, 0);
	listeners_start(&listeners);
	world.loop.turns = turns;
	for (int i = 0; i < N; i++)
		fds[i] = client();
	for (int i = 0; i < 2 * N && world.sessions.n < N; i++)
		loop_turn(&world.loop, 5);
	is_int(world.sessions.n, N, "all are accepted from turn %u on",
	    (unsigned)turns);
	sessions_abort(&world.sessions, REASON_drain);
	world_close();
	for (int i = 0; i < N; i++)
		close(fds[i]);
}

int
main(void)
{
	plan(3);
	for (uint64_t turns = 0; turns < 3; turns++)
		check(turns);
	return done();
}
