// SPDX-License-Identifier: BSD-2-Clause
#define RELAY_SIM_INSIDE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"

#define MOST 64

/* What the supervisor has said and the worker has not read. */
struct letter {
	struct channel_message message;
	struct file *passed;
};

static struct letter letters[MOST];
static uint32_t first, n;
static struct file *end; /* the worker's */
static bool gone;        /* the supervisor */

void
channel_reset(void)
{
	first = n = 0;
	end = NULL;
	gone = false;
}

int
sim_channel(void)
{
	int fd = fd_new(FILE_CHANNEL, &end);

	if (fd >= 0)
		return fd;
	errno = -fd;
	return -1;
}

void
channel_close(void)
{
	for (; n > 0; n--, first = (first + 1) % MOST)
		if (letters[first].passed != NULL)
			file_end(letters[first].passed);
	end = NULL;
}

void
sim_tell(const struct channel_message *message, int pass)
{
	struct letter *letter = &letters[(first + n) % MOST];
	struct file *passed = fd_file(pass);

	if (passed != NULL)
		fd_remove(passed);
	if (end == NULL) {
		if (passed != NULL)
			file_end(passed);
		return;
	}
	if (n == MOST) {
		fprintf(stderr, "talk: the worker reads no message\n");
		abort();
	}
	NOTE("told: kind %u slot %u", message->kind, message->slot);
	letter->message = *message;
	letter->passed = passed;
	n++;
	file_edge(end);
}

void
sim_hang_up(void)
{
	NOTE("the supervisor is gone");
	gone = true;
	if (end != NULL)
		file_edge(end);
}

uint32_t
channel_poll(void)
{
	uint32_t mask = EPOLLOUT;

	if (n > 0)
		mask |= EPOLLIN;
	if (gone)
		mask |= EPOLLIN | EPOLLRDHUP | EPOLLHUP;
	return mask;
}

static ssize_t
send_message(int fd, const struct msghdr *msg)
{
	const struct file *file = fd_file(fd);
	struct channel_message message = {0};
	size_t size = msg->msg_iov[0].iov_len;

	if (file == NULL)
		return -EBADF;
	if (file->kind != FILE_CHANNEL)
		return -ENOTSOCK;
	if (gone)
		return -EPIPE;
	memcpy(&message, msg->msg_iov[0].iov_base,
	    size < sizeof(message) ? size : sizeof(message));
	NOTE("  says kind %u", message.kind);
	if (sim_run.world.told != NULL)
		sim_run.world.told(&message);
	return (ssize_t)size;
}

/* scm_detach_fds(): without a number for it the descriptor is lost. */
static void
hand_over(struct file *passed, struct msghdr *msg, size_t room)
{
	struct cmsghdr *cmsg;
	int fd;

	if (room < CMSG_LEN(sizeof(int)) || (fd = fd_install(passed)) < 0) {
		msg->msg_flags |= MSG_CTRUNC;
		file_end(passed);
		return;
	}
	msg->msg_controllen = CMSG_SPACE(sizeof(int));
	if (room < CMSG_SPACE(sizeof(int)))
		msg->msg_controllen = CMSG_LEN(sizeof(int));
	cmsg = msg->msg_control;
	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_RIGHTS;
	cmsg->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(cmsg), &fd, sizeof(int));
	NOTE("  passed as %d", fd);
}

static ssize_t
take_message(int fd, struct msghdr *msg)
{
	const struct file *file = fd_file(fd);
	struct letter *letter = &letters[first];
	size_t size = sizeof(letter->message), room = msg->msg_controllen;

	if (file == NULL)
		return -EBADF;
	if (file->kind != FILE_CHANNEL)
		return -ENOTSOCK;
	if (n == 0 && !gone)
		return -EAGAIN;
	msg->msg_controllen = 0;
	msg->msg_flags = 0;
	if (n == 0)
		return 0;
	if (msg->msg_iov[0].iov_len < size) {
		size = msg->msg_iov[0].iov_len;
		msg->msg_flags |= MSG_TRUNC;
	}
	memcpy(msg->msg_iov[0].iov_base, &letter->message, size);
	first = (first + 1) % MOST;
	n--;
	if (letter->passed != NULL)
		hand_over(letter->passed, msg, room);
	return (ssize_t)size;
}

ssize_t
sys_sendmsg(int fd, const struct msghdr *msg)
{
	int error = call_begin(SIM_sendmsg);

	return call_end(
	    SIM_sendmsg, fd, error ? -error : send_message(fd, msg));
}

ssize_t
sys_recvmsg(int fd, struct msghdr *msg)
{
	int error = call_begin(SIM_recvmsg);

	return call_end(
	    SIM_recvmsg, fd, error ? -error : take_message(fd, msg));
}
