// SPDX-License-Identifier: BSD-2-Clause
/*
 * bare - the least relay that epoll allows: what a relay cannot do without
 *
 *	bare [-l ADDRESS] [-r N] [-b BYTES] UPSTREAM
 *
 * No timers, counters, limits or log; a server that fails ends it.  It is the
 * mark for relayd's cost in the same run, not something to use.
 *
 * A session is two ends that point at each other.  With -r N there are N
 * upstream connections for ever: a session takes one at its client's first
 * byte and gives it back when the client leaves; one request line is owed one
 * reply line, and a connection that still owes one is replaced.
 *
 *	accept --> client end <--peer--> upstream end: dialled, or from idle
 */
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "util.h"

enum { MAX_EVENTS = 256, CHUNK = 32 };

struct end {
	int fd; /* -1: closed, freed after this batch of events */
	bool pooled;
	bool readable;
	bool hangup; /* a short read is followed by the end */
	bool eof;    /* it sends no more: read and passed on */
	bool owes;   /* pooled: a reply line */
	struct end *peer;
	struct end *next; /* in free_ends, dead, idle or waiting */
	char *rest;       /* read from the peer, not taken by this end */
	size_t rest_at, rest_len;
};

struct queue {
	struct end *first, **last;
};

static struct end listener = {.fd = -1};
static struct end *free_ends, *dead, *idle;
static struct queue waiting;
static struct sockaddr_in upstream;
static int epoll;
static size_t reuse;
static size_t scratch_size = 65536;
static char *scratch;

static struct end *
end_new(int fd)
{
	struct end *end = free_ends;

	if (end == NULL) {
		end = calloc(CHUNK, sizeof(*end));
		if (end == NULL)
			die("calloc");
		for (size_t i = 1; i < CHUNK; i++) {
			end[i].next = free_ends;
			free_ends = &end[i];
		}
	} else {
		free_ends = end->next;
		*end = (struct end){0};
	}
	end->fd = fd;
	return end;
}

static void
end_close(struct end *end)
{
	close(end->fd);
	end->fd = -1;
	end->next = dead;
	dead = end;
}

static void
free_dead(void)
{
	while (dead != NULL) {
		struct end *end = dead;

		dead = end->next;
		free(end->rest);
		end->next = free_ends;
		free_ends = end;
	}
}

static struct end *
dial(int flags)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
	int on = 1;

	if (fd == -1)
		die("socket");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (connect(fd, (struct sockaddr *)&upstream, sizeof(upstream)) == -1 &&
	    errno != EINPROGRESS)
		die("connect");
	return end_new(fd);
}

static void
watch(struct end *end)
{
	util_watch(
	    epoll, end->fd, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, end);
}

/* Connected when it returns: reuse dials ahead of its sessions. */
static struct end *
dial_pooled(void)
{
	struct end *end = dial(0);

	end->pooled = true;
	watch(end);
	return end;
}

static void
pair(struct end *a, struct end *b)
{
	a->peer = b;
	b->peer = a;
}

static void pump(struct end *from);

static void
lend(struct end *up)
{
	struct end *client = waiting.first;

	up->peer = NULL;
	if (client == NULL) {
		up->next = idle;
		idle = up;
		return;
	}
	waiting.first = client->next;
	if (waiting.first == NULL)
		waiting.last = &waiting.first;
	pair(client, up);
	pump(client);
}

static void
borrow(struct end *client)
{
	struct end *up = idle;

	if (up != NULL) {
		idle = up->next;
		pair(client, up);
		return;
	}
	if (client->next != NULL || waiting.last == &client->next)
		return;
	*waiting.last = client;
	waiting.last = &client->next;
}

static void
end_session(struct end *end)
{
	struct end *other = end->peer;

	if (reuse == 0) {
		end_close(end);
		end_close(other);
		return;
	}

	struct end *up = end->pooled ? end : other;

	end_close(end->pooled ? other : end);
	if (up->owes || end == up) {
		end_close(up);
		up = dial_pooled();
	}
	lend(up);
}

/* Returns false if bytes are left that end does not take. */
static bool
send_rest(struct end *end)
{
	while (end->rest_len > 0) {
		ssize_t n = send(end->fd, end->rest + end->rest_at,
		    end->rest_len, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n == -1)
			return false;
		end->rest_at += (size_t)n;
		end->rest_len -= (size_t)n;
	}
	free(end->rest);
	end->rest = NULL;
	return true;
}

/* Returns false if end did not take all; the rest is kept. */
static bool
give(struct end *end, size_t len)
{
	ssize_t n = send(end->fd, scratch, len, MSG_NOSIGNAL | MSG_DONTWAIT);

	if (n == (ssize_t)len)
		return true;
	if (n == -1 && errno != EAGAIN) /* its own event ends the session */
		return false;
	if (n == -1)
		n = 0;
	end->rest_at = 0;
	end->rest_len = len - (size_t)n;
	end->rest = malloc(end->rest_len);
	if (end->rest == NULL)
		die("malloc");
	memcpy(end->rest, scratch + n, end->rest_len);
	return false;
}

static void
pass_eof(struct end *from)
{
	from->eof = true;
	if (reuse > 0 || from->peer->eof)
		end_session(from);
	else
		shutdown(from->peer->fd, SHUT_WR);
}

/* Move what from has for its peer, as far as both go. */
static void
pump(struct end *from)
{
	struct end *to = from->peer;

	if (to->rest != NULL && !send_rest(to))
		return;
	while (from->readable && !from->eof) {
		ssize_t n = recv(from->fd, scratch, scratch_size, MSG_DONTWAIT);

		if (n == 0) {
			pass_eof(from);
			return;
		}
		if (n == -1) {
			from->readable = false;
			if (errno != EAGAIN)
				end_session(from);
			return;
		}
		if (to->pooled)
			to->owes = true;
		else if (from->pooled)
			from->owes = scratch[n - 1] != '\n';
		if ((size_t)n < scratch_size && !from->hangup)
			from->readable = false;
		if (!give(to, (size_t)n))
			return;
	}
}

static void
on_events(struct end *end, uint32_t events)
{
	if (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR))
		end->readable = true;
	if (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR))
		end->hangup = true;
	if (end->peer == NULL && end->readable) {
		if (end->pooled) {
			errno = 0;
			die("an idle connection spoke");
		}
		borrow(end);
	}
	if (end->peer == NULL)
		return;
	if (end->readable)
		pump(end);
	if (end->fd != -1 && end->peer != NULL && events & EPOLLOUT &&
	    (end->rest != NULL || end->peer->readable))
		pump(end->peer);
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

		struct end *client = end_new(fd);

		watch(client);
		if (reuse > 0)
			continue;

		struct end *up = dial(SOCK_NONBLOCK);

		pair(client, up);
		watch(up);
	}
}

static void
run(void)
{
	static struct epoll_event events[MAX_EVENTS];
	int n = epoll_wait(epoll, events, MAX_EVENTS, -1);

	if (n == -1 && errno != EINTR)
		die("epoll_wait");
	for (int i = 0; i < n; i++) {
		struct end *end = events[i].data.ptr;

		if (end == &listener)
			accept_all();
		else if (end->fd != -1)
			on_events(end, events[i].events);
	}
	free_dead();
}

static void
options(int argc, char **argv, const char **listen_on)
{
	int option;

	while ((option = getopt(argc, argv, "b:l:r:")) != -1) {
		if (option == 'b')
			scratch_size = util_number("-b", optarg, 1 << 24);
		else if (option == 'l')
			*listen_on = optarg;
		else if (option == 'r')
			reuse = util_number("-r", optarg, 10000);
		else
			exit(2);
	}
	if (optind + 1 != argc || scratch_size == 0) {
		fprintf(stderr,
		    "usage: bare [-l ADDRESS] [-r N] [-b BYTES] UPSTREAM\n");
		exit(2);
	}
	upstream = util_addr(argv[optind]);
}

int
main(int argc, char **argv)
{
	const char *listen_on = "127.0.0.1:0";

	options(argc, argv, &listen_on);
	util_raise_limit();
	scratch = malloc(scratch_size);
	epoll = epoll_create1(EPOLL_CLOEXEC);
	if (scratch == NULL || epoll == -1)
		die("start");
	waiting.last = &waiting.first;
	for (size_t i = 0; i < reuse; i++)
		lend(dial_pooled());
	listener.fd = util_listen(listen_on);
	util_watch(epoll, listener.fd, EPOLLIN, &listener);
	for (;;)
		run();
}
