/*
 * Goal: a worker whose supervisor has gone, and none comes, serves on for a
 * minute, and then no longer accepts and ends with its last session.
 */
#include <sys/syscall.h>
#include <time.h>

#include "synth.h"
#include "unit_worker_talk.h"

#define TEXT                                                                   \
	"workers 1\nmax-sessions 100\n"                                        \
	"upstream u {\nserver 127.0.0.1:%u\npool off\n}\n"                     \
	"listener l {\naddress 127.0.0.1:0\nupstream u\n}\n"

/* Seconds by which the clock of the worker is ahead; shared with it. */
static volatile int64_t *ahead;

int
clock_gettime(clockid_t clock, struct timespec *ts)
{
	int rc = (int)syscall(SYS_clock_gettime, clock, ts);

	if (ahead != NULL)
		ts->tv_sec += *ahead;
	return rc;
}

/* Whether it accepts, asked until the answer is as wanted; who asks breaks
 * off, so that no session is left of it. */
static bool
accepts_still(bool wanted)
{
	struct linger reset = {.l_onoff = 1};
	bool accepts = !wanted;
	int client;

	for (int i = 0; i < 2000 && accepts != wanted; i++) {
		client = worker_client();
		accepts = client != -1;
		setsockopt(
		    client, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
		close(client);
		poll(NULL, 0, 5);
	}
	return accepts;
}

/* Move the clock, and wait until the worker has looked about since. */
static void
let_it_be(int64_t seconds)
{
	const uint64_t *beats = unit_worker.page->worker.heartbeat;

	*ahead = seconds;
	for (int looks = 0; looks < 2; looks++) {
		uint64_t before = __atomic_load_n(beats, __ATOMIC_RELAXED);

		for (int i = 0; i < 2000 && __atomic_load_n(beats,
						__ATOMIC_RELAXED) == before;
		     i++)
			poll(NULL, 0, 5);
	}
}

static int hold[2];

static void
wait_for_release(void)
{
	char byte;

	if (read(hold[0], &byte, 1) != 1)
		perror("read");
}

/* Its supervisor goes before it could say a thing: it never accepts. */
static void
check_unheard(const char *text)
{
	if (pipe(hold) == -1)
		exit(1);
	worker_begin(text, wait_for_release);
	close(unit_worker.channel);
	unit_worker.channel = -1;
	if (write(hold[1], "x", 1) != 1)
		perror("write");
	ok(peer_wait(unit_worker.log, POLLIN), "nobody hears that it is there");
	let_it_be(*ahead); /* until it has seen who has gone */
	*ahead += 65;
	is_int(worker_end(), 0, "it ends after a minute as well");
	ok(worker_said("channel: send: Broken pipe"), "and said why");
	is_int(stats_listener(unit_worker.page, 0)->accepted[0], 0,
	    "it never accepted");
}

int
main(void)
{
	char text[400], bytes[16];
	int client, server;

	plan(13);
	ahead = mmap(NULL, sizeof(*ahead), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	synth_open(1);
	unit_worker.segment = synth;
	peer_listen();
	snprintf(text, sizeof(text), TEXT, peer_port);
	worker_begin(text, NULL);
	is_int(worker_says(), CHANNEL_PREPARED, "it is prepared");
	worker_tell((struct channel_message){.kind = CHANNEL_COMMIT}, -1);
	worker_says();
	client = worker_client();
	server = peer_accept();
	ok(client != -1 && server != -1, "it serves");
	close(unit_worker.channel);
	ok(peer_wait(unit_worker.log, POLLIN), "its supervisor goes");
	let_it_be(55);
	ok(accepts_still(true), "it goes on without its supervisor");
	send(client, "hello", 5, 0);
	ok(peer_wait(server, POLLIN) &&
		recv(server, bytes, sizeof(bytes), 0) == 5,
	    "with what is open too");
	*ahead = 65;
	ok(!accepts_still(false), "after a minute it accepts no more");
	send(server, "world", 5, 0);
	ok(peer_wait(client, POLLIN) &&
		recv(client, bytes, sizeof(bytes), 0) == 5,
	    "what is open goes on");
	close(client);
	close(server);
	is_int(worker_end(), 0, "then it ends");
	ok(worker_said("supervisor: gone: going on without it"), "as it said");
	check_unheard(text);
	return done();
}
