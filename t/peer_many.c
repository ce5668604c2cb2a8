/*
 * peer_many - many clients that do little
 *
 * peer_many ADDRESS hold N [TEXT]: open N connections, send TEXT on each and
 *	wait for a line; say "held N"; then a line for each that ends, "end
 *	fin" or "end rst"; close all at end of standard input.
 * peer_many ADDRESS keep N [TEXT]: the same without waiting for answers.
 * peer_many -R ADDRESS ...: every end is a RST, also that by a kill.
 * peer_many ADDRESS churn N: open and close at once, N times, FIN and RST in
 *	turn; say "churned N FAILED".
 */
#include <poll.h>
#include <stdbool.h>

#include "peer.h"
#include "peer_limit.h"

static struct pollfd *polls;
static const struct linger abrupt = {1, 0};
static bool always_reset;

static void
make_abrupt(int fd)
{
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &abrupt, sizeof(abrupt));
}

static int
dial(const struct peer_addr *to)
{
	int fd = socket(to->sa.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd == -1)
		err(1, "socket");
	if (connect(fd, (const struct sockaddr *)&to->sa, to->len) == -1) {
		close(fd);
		return -1;
	}
	if (always_reset)
		make_abrupt(fd);
	return fd;
}

/* A whole line has come, or the end. */
static bool
read_line(int fd)
{
	char c;

	while (recv(fd, &c, 1, 0) == 1)
		if (c == '\n')
			return true;
	return false;
}

/* Say how one ended, and forget it. */
static void
look(struct pollfd *p)
{
	char buf[4096];
	ssize_t n = recv(p->fd, buf, sizeof(buf), MSG_DONTWAIT);

	if (n > 0 || (n == -1 && errno == EAGAIN))
		return;
	printf("end %s\n", n == 0 ? "fin" : "rst");
	close(p->fd);
	p->fd = -1;
}

/* Until standard input ends; polls[n] is it. */
static void
watch(nfds_t n)
{
	char c;

	polls[n].fd = STDIN_FILENO;
	polls[n].events = POLLIN;
	for (;;) {
		if (poll(polls, n + 1, -1) == -1)
			err(1, "poll");
		if (polls[n].revents && read(STDIN_FILENO, &c, 1) <= 0)
			return;
		for (nfds_t i = 0; i < n; i++)
			if (polls[i].fd != -1 && polls[i].revents)
				look(&polls[i]);
	}
}

static int
hold(const struct peer_addr *to, nfds_t n, const char *text, bool answered)
{
	nfds_t held = 0;

	polls = calloc(n + 1, sizeof(*polls));
	if (polls == NULL)
		err(1, "calloc");
	for (nfds_t i = 0; i < n; i++) {
		polls[i].fd = dial(to);
		polls[i].events = POLLIN;
		if (polls[i].fd == -1)
			continue;
		if (text != NULL)
			send(polls[i].fd, text, strlen(text), MSG_NOSIGNAL);
		if (text == NULL || !answered || read_line(polls[i].fd))
			held++;
	}
	printf("held %ju\n", (uintmax_t)held);
	watch(n);
	return held != n;
}

static int
churn(const struct peer_addr *to, unsigned long n)
{
	unsigned long failed = 0;

	for (unsigned long i = 0; i < n; i++) {
		int fd = dial(to);

		failed += fd == -1;
		if (fd == -1)
			continue;
		if (i % 2)
			make_abrupt(fd);
		close(fd);
	}
	printf("churned %lu %lu\n", n, failed);
	return failed != 0;
}

int
main(int argc, char *argv[])
{
	struct peer_addr to;
	unsigned long n;

	if (argc > 1 && strcmp(argv[1], "-R") == 0) {
		always_reset = true;
		argc--;
		argv++;
	}
	if (argc < 4)
		errx(2,
		    "usage: peer_many [-R] ADDRESS hold|keep|churn N [TEXT]");
	peer_raise_limit();
	setvbuf(stdout, NULL, _IOLBF, 0);
	peer_addr(&to, argv[1]);
	n = strtoul(argv[3], NULL, 0);
	if (strcmp(argv[2], "churn") == 0)
		return churn(&to, n);
	return hold(
	    &to, n, argc > 4 ? argv[4] : NULL, strcmp(argv[2], "hold") == 0);
}
