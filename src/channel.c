// SPDX-License-Identifier: BSD-2-Clause
#include "channel.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

#include "sys.h"

/* Room for more descriptors than one, so that a surplus can be closed. */
#define MAX_PASSED 8

union control {
	struct cmsghdr align;
	char bytes[CMSG_SPACE(sizeof(int) * MAX_PASSED)];
};

int
channel_open(int ends[2])
{
	return socketpair(
	    AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends);
}

int
channel_send(int fd, const struct channel_message *message, int pass)
{
	struct channel_message copy = *message;
	struct iovec iov = {&copy, sizeof(copy)};
	struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};
	union control control = {0};

	if (pass != -1) {
		msg.msg_control = control.bytes;
		msg.msg_controllen = CMSG_SPACE(sizeof(int));
		struct cmsghdr *cmsg = CMSG_FIRSTHDR(&msg);

		cmsg->cmsg_level = SOL_SOCKET;
		cmsg->cmsg_type = SCM_RIGHTS;
		cmsg->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(cmsg), &pass, sizeof(int));
	}
	return sys_sendmsg(fd, &msg) == -1 ? -1 : 0;
}

/* Keep the first descriptor of the message; close what came beside it. */
static int
take_passed(struct msghdr *msg)
{
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(msg);
	int fds[MAX_PASSED];
	size_t n;

	if (cmsg == NULL || cmsg->cmsg_level != SOL_SOCKET ||
	    cmsg->cmsg_type != SCM_RIGHTS)
		return -1;
	n = (cmsg->cmsg_len - CMSG_LEN(0)) / sizeof(int);
	if (n == 0 || n > MAX_PASSED)
		return -1;
	memcpy(fds, CMSG_DATA(cmsg), n * sizeof(int));
	for (size_t i = 1; i < n; i++)
		sys_close(fds[i]);
	return fds[0];
}

/* lost: its descriptor found no room in this process. */
static bool
is_wanted(const struct channel_message *message, int passed, bool lost)
{
	bool passes =
	    message->kind == CHANNEL_LEND || message->kind == CHANNEL_LOG;

	return message->kind >= CHANNEL_PREPARED &&
	       message->kind <= CHANNEL_DRAIN && message->reserved == 0 &&
	       passes == (passed != -1) + lost;
}

int
channel_recv(int fd, struct channel_message *message, int *passed)
{
	struct iovec iov = {message, sizeof(*message)};
	union control control;
	struct msghdr msg = {.msg_iov = &iov,
	    .msg_iovlen = 1,
	    .msg_control = control.bytes,
	    .msg_controllen = sizeof(control.bytes)};
	ssize_t n = sys_recvmsg(fd, &msg);

	*passed = -1;
	if (n == -1)
		return errno == ECONNRESET ? 0 : -1;
	*passed = take_passed(&msg);
	if (n == 0 && *passed == -1)
		return 0;
	if (n == sizeof(*message) && (msg.msg_flags & MSG_TRUNC) == 0 &&
	    is_wanted(message, *passed, (msg.msg_flags & MSG_CTRUNC) != 0))
		return 1;
	if (*passed != -1)
		sys_close(*passed);
	*passed = -1;
	errno = EPROTO;
	return -1;
}
