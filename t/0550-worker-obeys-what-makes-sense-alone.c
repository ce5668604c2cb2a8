/*
 * Goal: a worker closes every descriptor that it has no use for, says what it
 * lacks, and goes on; a message that is not meant for it changes nothing.
 */
#include "unit_worker_talk.h"

#define TEXT                                                                   \
	"workers 2\nmax-sessions 100\n"                                        \
	"upstream u {\nserver 127.0.0.1:1\n}\n"                                \
	"listener l {\naddress 127.0.0.1:0\nupstream u\n}\n"

/* Pass one end of a pair and keep the other, which ends when the worker has
 * closed what it got. */
static int
lend(uint32_t kind, uint32_t slot, uint32_t socket)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == -1)
		exit(1);
	worker_tell(
	    (struct channel_message){
		.kind = kind, .slot = slot, .socket = socket},
	    ends[1]);
	close(ends[1]);
	return ends[0];
}

static bool
is_closed(int fd)
{
	char byte;
	bool eof = peer_wait(fd, POLLIN) && recv(fd, &byte, 1, 0) == 0;

	close(fd);
	return eof;
}

static bool
is_open(int fd)
{
	char byte;

	return recv(fd, &byte, 1, MSG_DONTWAIT) == -1;
}

int
main(void)
{
	int kept, client;

	plan(12);
	worker_begin(TEXT, NULL);
	is_int(worker_says(), CHANNEL_PREPARED, "it is prepared");
	worker_tell((struct channel_message){.kind = CHANNEL_ACCEPTING}, -1);
	worker_tell((struct channel_message){.kind = CHANNEL_COMMIT}, -1);
	is_int(worker_says(), CHANNEL_ACCEPTING, "it accepts when told to");
	ok(is_closed(lend(CHANNEL_LEND, 1, 1)), "a socket of no listener");
	kept = lend(CHANNEL_LEND, 1, 0);
	ok(is_closed(lend(CHANNEL_LEND, 1, 0)),
	    "one more than it has room for");
	ok(is_open(kept), "what it has a place for it keeps");
	worker_tell(
	    (struct channel_message){.kind = CHANNEL_UNLEND, .slot = 7}, -1);
	worker_tell(
	    (struct channel_message){.kind = CHANNEL_UNLEND, .slot = 1}, -1);
	ok(is_closed(kept), "until it is told to give it back");
	client = worker_client();
	ok(client != -1, "its own it keeps");
	ok(peer_wait(client, POLLIN | POLLRDHUP),
	    "and serves: there is no server, the client is told");
	close(client);
	worker_tell((struct channel_message){.kind = CHANNEL_LOG}, 2);
	worker_tell((struct channel_message){.kind = CHANNEL_DRAIN}, -1);
	worker_tell((struct channel_message){.kind = CHANNEL_DRAIN}, -1);
	is_int(worker_end(), 0, "it drains and ends");
	ok(worker_said("slot 1: lent socket: no room"),
	    "it said what it lacked");
	ok(strstr(unit_worker.said, "gone") == NULL, "and never was an orphan");
	is_int(unit_worker.page->worker.max_fds[0], 1024, "it showed its page");
	return done();
}
