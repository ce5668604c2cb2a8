/*
 * Goal: a worker that has no descriptor left closes an idle connection for a
 * client; of the sockets lent to it, it takes what it can; and it still obeys,
 * and accepts who waited when there are descriptors again.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>

#include "unit_worker_talk.h"

#define TEXT                                                                   \
	"workers 8\nmax-sessions 800\n"                                        \
	"upstream u {\nserver 127.0.0.1:%u\nprotocol line\nstateless yes\n"    \
	"pool reuse\n}\n"                                                      \
	"listener l {\naddress 127.0.0.1:0\nupstream u\n}\n"
#define LIMIT 100
#define FREE 9  /* for epoll, statm, the spare one, and these: */
#define QUIET 4 /* clients beside an idle connection and a warm one */
#define LENT 3

static void
leave_few_descriptors(void)
{
	struct rlimit limit;
	int fd, last = -1;

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = LIMIT;
	setrlimit(RLIMIT_NOFILE, &limit);
	while ((fd = open("/dev/null", O_RDONLY)) != -1)
		last = fd;
	for (int i = 0; i < FREE; i++)
		close(last - i);
}

static bool
becomes(const uint64_t *cell, uint64_t value)
{
	for (int i = 0; i < 2000; i++) {
		if (__atomic_load_n(cell, __ATOMIC_RELAXED) == value)
			return true;
		poll(NULL, 0, 5);
	}
	printf("#  got %u\n# want %u\n", (unsigned)*cell, (unsigned)value);
	return false;
}

/* One exchange, whose connection then idles; another is dialled ahead. */
static void
exchange(void)
{
	struct stats_upstream *stats = stats_upstream(unit_worker.page, 0);
	char text[8];
	int client = worker_client(), server;

	send(client, "PING\n", 5, 0);
	server = peer_accept();
	peer_wait(server, POLLIN);
	send(server, "PONG\n", recv(server, text, 5, 0) == 5 ? 5 : 0, 0);
	ok(recv(client, text, 5, MSG_WAITALL) == 5, "an exchange");
	close(client);
	ok(becomes(&stats->connections[CONN_IDLE], 1), "its connection idles");
	ok(becomes(&stats->connections[CONN_WARM], 1), "another is warm");
}

/* Lend so many at once, and a log; how many sockets the worker keeps. */
static int
lend(void)
{
	int ends[LENT][2], kept = 0;
	char byte;

	kill(unit_worker.pid, SIGSTOP);
	for (int i = 0; i < LENT; i++) {
		if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends[i]) == -1)
			exit(1);
		worker_tell(
		    (struct channel_message){.kind = CHANNEL_LEND, .slot = 1},
		    ends[i][1]);
		close(ends[i][1]);
		if (i == 0)
			worker_tell(
			    (struct channel_message){.kind = CHANNEL_LOG}, 2);
	}
	kill(unit_worker.pid, SIGCONT);
	peer_wait(ends[LENT - 1][0], POLLIN);
	for (int i = 0; i < LENT; i++)
		kept += recv(ends[i][0], &byte, 1, MSG_DONTWAIT) == -1;
	return kept;
}

int
main(void)
{
	struct stats_listener *listener;
	struct rlimit limit;
	char text[400];

	plan(13);
	peer_listen();
	snprintf(text, sizeof(text), TEXT, peer_port);
	worker_begin(text, leave_few_descriptors);
	listener = stats_listener(unit_worker.page, 0);
	is_int(worker_says(), CHANNEL_PREPARED, "it is prepared");
	worker_tell((struct channel_message){.kind = CHANNEL_COMMIT}, -1);
	worker_says();
	exchange();
	for (int i = 0; i < QUIET; i++)
		worker_client();
	ok(becomes(listener->accepted, 1 + QUIET), "it is full");
	worker_client();
	ok(becomes(listener->accepted, 2 + QUIET), "the idle one's");
	worker_client();
	for (int i = 0;
	     i < 2000 && listener->accept_paused[PAUSE_DESCRIPTORS] == 0; i++)
		poll(NULL, 0, 5);
	ok(listener->accept_paused[PAUSE_DESCRIPTORS] > 0,
	    "the next one waits");
	is_int(lend(), 1, "of sockets that are lent it takes one");
	prlimit(unit_worker.pid, RLIMIT_NOFILE, NULL, &limit);
	limit.rlim_cur = limit.rlim_max;
	prlimit(unit_worker.pid, RLIMIT_NOFILE, &limit, NULL);
	ok(becomes(listener->accepted, 3 + QUIET), "who waited is accepted");
	worker_tell(
	    (struct channel_message){.kind = CHANNEL_DRAIN, .ms = 1}, -1);
	is_int(worker_end(), 0, "it obeys to the end");
	is_int(stats_upstream(unit_worker.page, 0)
		   ->invalidations[AT_IDLE * N_REASONS + REASON_evicted],
	    1, "one connection was given up");
	ok(worker_said("log: reopen: no descriptors left"),
	    "it said what else");
	ok(strstr(unit_worker.said, "gone") == NULL, "it never was an orphan");
	return done();
}
