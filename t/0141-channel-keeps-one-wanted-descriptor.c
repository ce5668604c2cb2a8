/*
 * Goal: a descriptor arrives with the kinds that bring one; any other that a
 * message carries is closed, so that none is left open.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "channel.h"
#include "tap.h"

static int ends[2], spare;

static int
open_fds(void)
{
	int n = 0;

	for (int fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) != -1;
	return n;
}

/* A message of the kind with n copies of the descriptor, by hand. */
static void
send_many(uint32_t kind, size_t n)
{
	struct channel_message message = {.kind = kind};
	struct iovec iov = {&message, sizeof(message)};
	_Alignas(struct cmsghdr) char bytes[CMSG_SPACE(sizeof(int) * 32)] = {0};
	struct msghdr msg = {.msg_iov = &iov,
	    .msg_iovlen = 1,
	    .msg_control = bytes,
	    .msg_controllen = (socklen_t)CMSG_SPACE(sizeof(int) * n)};
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(&msg);

	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_RIGHTS;
	cmsg->cmsg_len = (socklen_t)CMSG_LEN(sizeof(int) * n);
	for (size_t i = 0; i < n; i++)
		memcpy(CMSG_DATA(cmsg) + i * sizeof(int), &spare, sizeof(int));
	if (sendmsg(ends[0], &msg, 0) == -1)
		perror("sendmsg");
}

static void
check(uint32_t kind, size_t n, int want, const char *what)
{
	struct channel_message got;
	int before = open_fds(), passed, result;

	send_many(kind, n);
	result = channel_recv(ends[1], &got, &passed);
	is_int(result, want, "%s", what);
	if (want == 1 && passed != -1)
		close(passed);
	is_int(open_fds(), before, "no descriptor is left");
}

int
main(void)
{
	struct channel_message message = {.kind = CHANNEL_LEND}, got;
	int passed;

	plan(17);
	spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (channel_open(ends) == -1 || spare == -1)
		return 1;
	is_int(channel_send(ends[0], &message, spare), 0, "a socket is lent");
	is_int(channel_recv(ends[1], &got, &passed), 1, "and arrives");
	ok(passed > spare && fcntl(passed, F_GETFD) == FD_CLOEXEC,
	    "as a copy that is closed on exec");
	close(passed);
	check(CHANNEL_LEND, 1, 1, "a good one, made by hand");
	check(CHANNEL_LEND, 3, 1, "three: the first is kept");
	check(CHANNEL_LEND, 20, -1, "more than there is room for");
	check(CHANNEL_COMMIT, 1, -1, "one that nobody asked for");
	check(CHANNEL_DRAIN, 8, -1, "eight of them");
	check(99, 2, -1, "with a message that is none");
	send_many(CHANNEL_LOG, 1);
	is_int(channel_recv(ends[1], &got, &passed), 1, "a log arrives");
	ok(passed != -1, "with its descriptor");
	return done();
}
