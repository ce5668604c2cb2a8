// SPDX-License-Identifier: BSD-2-Clause
/*
 * origin - the server behind the relays that are compared
 *
 *	origin [-l ADDRESS] line    one reply line for each request line
 *	origin [-l ADDRESS] bulk    a request line "N" is answered by N bytes
 *
 * One thread; it does as little as a server can, so that the relays show.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "util.h"

enum { MAX_EVENTS = 256, MAX_LINES = 64, BLOCK = 256 * 1024 };

#define REPLY "0123456789abcdef\n"

struct conn {
	int fd;
	uint64_t owed; /* bytes of bulk */
};

static struct conn listener = {.fd = -1};
static int epoll;
static bool bulk;
static char block[BLOCK];

static void
drop(struct conn *conn)
{
	close(conn->fd);
	free(conn);
}

static void
accept_all(void)
{
	for (;;) {
		int fd = accept4(
		    listener.fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (fd == -1 && errno == EAGAIN)
			return;
		if (fd == -1)
			die("accept");

		struct conn *conn = calloc(1, sizeof(*conn));

		if (conn == NULL)
			die("calloc");
		conn->fd = fd;
		util_watch(epoll, fd,
		    bulk ? EPOLLIN | EPOLLOUT | EPOLLET : EPOLLIN, conn);
	}
}

/* Returns false when the connection is at its end. */
static bool
answer_lines(struct conn *conn)
{
	static char request[4096];
	ssize_t n = recv(conn->fd, request, sizeof(request), 0);
	size_t lines = 0;

	if (n <= 0)
		return n == -1 && errno == EAGAIN;
	for (ssize_t i = 0; i < n; i++)
		lines += request[i] == '\n';
	while (lines > 0) {
		size_t some = lines < MAX_LINES ? lines : MAX_LINES;
		size_t len = some * (sizeof(REPLY) - 1);

		if (send(conn->fd, block, len, MSG_NOSIGNAL) != (ssize_t)len)
			return false;
		lines -= some;
	}
	return true;
}

/* Returns false when the connection is at its end. */
static bool
answer_bulk(struct conn *conn)
{
	char request[32];
	ssize_t n = recv(conn->fd, request, sizeof(request) - 1, 0);

	if (n == 0 || (n == -1 && errno != EAGAIN))
		return false;
	if (n > 0) {
		request[n] = '\0';
		conn->owed += strtoull(request, NULL, 10);
	}
	while (conn->owed > 0) {
		size_t want = conn->owed < BLOCK ? conn->owed : BLOCK;

		n = send(conn->fd, block, want, MSG_NOSIGNAL);
		if (n == -1)
			return errno == EAGAIN;
		conn->owed -= (uint64_t)n;
	}
	return true;
}

static void
serve(void)
{
	static struct epoll_event events[MAX_EVENTS];
	int n = epoll_wait(epoll, events, MAX_EVENTS, -1);

	if (n == -1 && errno != EINTR)
		die("epoll_wait");
	for (int i = 0; i < n; i++) {
		struct conn *conn = events[i].data.ptr;

		if (conn == &listener)
			accept_all();
		else if (!(bulk ? answer_bulk(conn) : answer_lines(conn)))
			drop(conn);
	}
}

static void
usage(void)
{
	fprintf(stderr, "usage: origin [-l ADDRESS] line|bulk\n");
	exit(2);
}

int
main(int argc, char **argv)
{
	const char *address = "127.0.0.1:0";
	int option;

	while ((option = getopt(argc, argv, "l:")) != -1) {
		if (option != 'l')
			usage();
		address = optarg;
	}
	if (optind + 1 != argc)
		usage();
	bulk = strcmp(argv[optind], "bulk") == 0;
	if (!bulk && strcmp(argv[optind], "line") != 0)
		usage();
	for (size_t i = 0; !bulk && i < MAX_LINES; i++)
		memcpy(
		    block + i * (sizeof(REPLY) - 1), REPLY, sizeof(REPLY) - 1);
	util_raise_limit();
	epoll = epoll_create1(EPOLL_CLOEXEC);
	if (epoll == -1)
		die("epoll_create1");
	listener.fd = util_listen(address);
	util_watch(epoll, listener.fd, EPOLLIN, &listener);
	for (;;)
		serve();
}
