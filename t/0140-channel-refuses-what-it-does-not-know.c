/*
 * Goal: a message too short, too long, of another kind, with something in its
 * reserved field, or without the descriptor it needs, is an error, and the one
 * behind it arrives all the same.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "channel.h"
#include "tap.h"

static int ends[2];

/* Send n bytes of a message of this kind, then a good one. */
static void
refused(uint32_t kind, uint32_t reserved, size_t n, const char *what)
{
	struct {
		struct channel_message message;
		char more[64];
	} sent = {.message = {.kind = kind, .slot = 7, .reserved = reserved}};
	struct channel_message good = {.kind = CHANNEL_DRAIN, .ms = 99}, got;
	int passed = -2, result;

	if (send(ends[0], &sent, n, 0) == -1)
		perror("send");
	channel_send(ends[0], &good, -1);
	errno = 0;
	result = channel_recv(ends[1], &got, &passed);
	ok(result == -1 && errno == EPROTO && passed == -1, "%s", what);
	result = channel_recv(ends[1], &got, &passed);
	ok(result == 1 && got.kind == CHANNEL_DRAIN && got.ms == 99,
	    "the next one arrives");
}

int
main(void)
{
	struct channel_message message = {.kind = CHANNEL_PREPARED, .slot = 3};
	size_t size = sizeof(message);
	int passed, n = 0;

	plan(24);
	is_int(channel_open(ends), 0, "opened");
	ok((fcntl(ends[0], F_GETFD) & FD_CLOEXEC) != 0, "closed on exec");
	ok(channel_recv(ends[1], &message, &passed) == -1 && errno == EAGAIN,
	    "nothing is there yet");
	refused(CHANNEL_COMMIT, 0, 1, "one byte");
	refused(CHANNEL_COMMIT, 0, size - 1, "a byte too short");
	refused(CHANNEL_COMMIT, 0, size + 1, "a byte too long");
	refused(0, 0, size, "kind 0");
	refused(CHANNEL_DRAIN + 1, 0, size, "a kind that is none");
	refused(UINT32_MAX, 0, size, "the greatest kind");
	refused(CHANNEL_COMMIT, 1, size, "reserved is not 0");
	refused(CHANNEL_LEND, 0, size, "a socket lent without one");
	refused(CHANNEL_LOG, 0, size, "a log without one");
	while (channel_send(ends[0], &message, -1) == 0)
		n++;
	ok(n > 0 && errno == EAGAIN, "who does not read blocks nobody");
	close(ends[0]);
	while (n > 0 && channel_recv(ends[1], &message, &passed) == 1)
		n--;
	is_int(n, 0, "what was sent is read to the last");
	is_int(channel_recv(ends[1], &message, &passed), 0, "then the end");
	return done();
}
