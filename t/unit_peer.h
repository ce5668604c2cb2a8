/*
 * unit_peer - the other side of connections to a server on loopback
 */
#ifndef RELAY_UNIT_PEER_H
#define RELAY_UNIT_PEER_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tap.h"

#define PEER_WAIT_MS 10000

static int peer_fd = -1;
static unsigned peer_port;

/* Listen on a port that the kernel chooses; again: on another. */
TAP_UNUSED static void
peer_listen(void)
{
	struct sockaddr_in in = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(in);

	peer_fd =
	    socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (bind(peer_fd, (struct sockaddr *)&in, n) == -1 ||
	    listen(peer_fd, 1024) == -1 ||
	    getsockname(peer_fd, (struct sockaddr *)&in, &n) == -1) {
		perror("listen");
		exit(1);
	}
	peer_port = ntohs(in.sin_port);
}

TAP_UNUSED static const char *
peer_address(void)
{
	static char text[32];

	snprintf(text, sizeof(text), "127.0.0.1:%u", peer_port);
	return text;
}

/* Whether it becomes so, within a time that only a fault can take. */
TAP_UNUSED static bool
peer_wait(int fd, short events)
{
	struct pollfd pollfd = {.fd = fd, .events = events};

	return poll(&pollfd, 1, PEER_WAIT_MS) == 1;
}

/* Accept the next connection: non-blocking; -1 if none comes. */
TAP_UNUSED static int
peer_accept(void)
{
	peer_wait(peer_fd, POLLIN);
	return accept4(peer_fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

/* Two ends of a TCP connection. */
TAP_UNUSED static void
peer_pair(int ends[2])
{
	struct sockaddr_in in = {.sin_family = AF_INET,
	    .sin_port = htons((uint16_t)peer_port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

	ends[0] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connect(ends[0], (struct sockaddr *)&in, sizeof(in)) == -1)
		perror("connect");
	ends[1] = peer_accept();
}

#endif /* RELAY_UNIT_PEER_H */
