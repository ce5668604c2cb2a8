/*
 * Goal: where there is no room for the descriptor of a message, the message
 * arrives all the same, and says so by bringing none.
 */
#include <errno.h>
#include <sys/resource.h>
#include <unistd.h>

#include "channel.h"
#include "tap.h"

static int ends[2];

static void
check(uint32_t kind, bool room, const char *what)
{
	struct channel_message message = {.kind = kind, .slot = 5}, got = {0};
	struct rlimit limit, old;
	int passed = -2, next = dup(0), result;

	close(next);
	getrlimit(RLIMIT_NOFILE, &old);
	limit = old;
	limit.rlim_cur = (rlim_t)next;
	channel_send(ends[0], &message, 0);
	if (!room)
		setrlimit(RLIMIT_NOFILE, &limit);
	result = channel_recv(ends[1], &got, &passed);
	setrlimit(RLIMIT_NOFILE, &old);
	is_int(result, 1, "%s arrives", what);
	ok(got.kind == kind && got.slot == 5, "as it was sent");
	ok((passed != -1) == room, "%s its descriptor",
	    room ? "with" : "without");
	if (passed != -1)
		close(passed);
}

int
main(void)
{
	struct channel_message got;
	int passed;

	plan(13);
	if (channel_open(ends) == -1)
		return 1;
	check(CHANNEL_LEND, true, "a socket");
	check(CHANNEL_LEND, false, "a socket");
	check(CHANNEL_LOG, false, "a log");
	check(CHANNEL_LEND, true, "the next");
	ok(channel_recv(ends[1], &got, &passed) == -1 && errno == EAGAIN,
	    "and there is nothing else");
	return done();
}
