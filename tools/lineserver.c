/*
 * lineserver - answers one line for each line: a small upstream for the demo
 * and the bench
 *
 * lineserver [-l ADDRESS:PORT] [-w MS]
 *
 * Requests: PING, ECHO TEXT, TIME, WHO (the connection's number), USES (how
 * many requests it has had), HELP; QUIT ends.  -w: the first answer on each
 * connection comes MS milliseconds late, like that of a server that has to
 * look up who is there.  Says "listening ADDRESS:PORT" when it is ready.
 */
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 4096, EVENTS = 256 };

struct client {
	struct client *next; /* in the queue of those that still wait */
	uint64_t id, uses;
	int64_t ready_ms; /* when its first answer may go */
	bool waits, closed;
	int fd;
	size_t have;
	char in[LINE_MAX_BYTES];
};

static int epoll;
static int64_t warm_up_ms;
static uint64_t n_clients;
static struct client *waiting, **waiting_end = &waiting;

static int64_t
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void
say_time(char *to, size_t max)
{
	time_t now = time(NULL);
	struct tm tm;

	strftime(to, max, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &tm));
}

/* Write the answer to line, without its newline; false ends the client. */
static bool
answer(struct client *c, const char *line, char *to, size_t max)
{
	c->uses++;
	if (strcmp(line, "PING") == 0)
		snprintf(to, max, "PONG");
	else if (strncmp(line, "ECHO ", 5) == 0)
		snprintf(to, max, "%s", line + 5);
	else if (strcmp(line, "TIME") == 0)
		say_time(to, max);
	else if (strcmp(line, "WHO") == 0)
		snprintf(to, max, "connection %ju", (uintmax_t)c->id);
	else if (strcmp(line, "USES") == 0)
		snprintf(to, max, "request %ju", (uintmax_t)c->uses);
	else if (strcmp(line, "HELP") == 0)
		snprintf(to, max, "PING, ECHO TEXT, TIME, WHO, USES, QUIT");
	else if (strcmp(line, "QUIT") == 0)
		return false;
	else
		snprintf(to, max, "unknown request, try HELP");
	return true;
}

static void
drop(struct client *c)
{
	c->closed = true;
	if (c->fd != -1)
		close(c->fd);
	c->fd = -1;
	if (!c->waits)
		free(c);
}

/* Answer every whole line; answers are small, so one send takes them. */
static bool
serve_lines(struct client *c)
{
	char out[LINE_MAX_BYTES + 2];
	char *at = c->in, *end;
	bool more = true;

	while (
	    more && (end = memchr(at, '\n', c->have - (size_t)(at - c->in)))) {
		size_t n;

		*end = '\0';
		if (end > at && end[-1] == '\r')
			end[-1] = '\0';
		more = answer(c, at, out, LINE_MAX_BYTES);
		at = end + 1;
		if (!more)
			break;
		n = strlen(out);
		out[n] = '\n';
		more = send(c->fd, out, n + 1, MSG_NOSIGNAL) == (ssize_t)n + 1;
	}
	c->have -= (size_t)(at - c->in);
	memmove(c->in, at, c->have);
	return more && c->have < sizeof(c->in);
}

static void
on_client(struct client *c)
{
	ssize_t n = recv(c->fd, c->in + c->have, sizeof(c->in) - c->have, 0);

	if (n == -1 && errno == EAGAIN)
		return;
	if (n <= 0) {
		drop(c);
		return;
	}
	c->have += (size_t)n;
	if (warm_up_ms > 0 && c->ready_ms == 0) {
		c->ready_ms = now_ms() + warm_up_ms;
		c->waits = true;
		*waiting_end = c;
		waiting_end = &c->next;
	}
	if (c->waits ? c->have == sizeof(c->in) : !serve_lines(c))
		drop(c);
}

static void
on_listener(int listener)
{
	struct epoll_event ev = {.events = EPOLLIN};
	struct client *c;
	int one = 1;
	int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd == -1)
		return;
	c = malloc(sizeof(*c));
	if (c == NULL) {
		close(fd);
		return;
	}
	*c = (struct client){.fd = fd, .id = ++n_clients};
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	ev.data.ptr = c;
	if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &ev) == -1)
		drop(c);
}

/* Those whose first answer is due; returns how long the next has to wait. */
static int
serve_waiting(void)
{
	while (waiting != NULL) {
		struct client *c = waiting;
		int64_t left = c->ready_ms - now_ms();

		if (left > 0)
			return (int)left;
		waiting = c->next;
		if (waiting == NULL)
			waiting_end = &waiting;
		c->waits = false;
		c->next = NULL;
		if (c->closed || !serve_lines(c))
			drop(c);
	}
	return -1;
}

static int
listen_at(char *text)
{
	struct sockaddr_in sa = {.sin_family = AF_INET};
	socklen_t n = sizeof(sa);
	char *colon = strrchr(text, ':');
	int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (colon == NULL)
		errx(2, "%s: an address is IPV4:PORT", text);
	*colon = '\0';
	if (inet_pton(AF_INET, text, &sa.sin_addr) != 1)
		errx(2, "%s: not an IPv4 address", text);
	sa.sin_port = htons((uint16_t)strtoul(colon + 1, NULL, 10));
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, (struct sockaddr *)&sa, sizeof(sa)) == -1 ||
	    listen(fd, 4096) == -1)
		err(1, "%s", text);
	getsockname(fd, (struct sockaddr *)&sa, &n);
	printf("listening %s:%u\n", text, ntohs(sa.sin_port));
	fflush(stdout);
	return fd;
}

static void
run(int listener)
{
	struct epoll_event events[EVENTS], ev = {.events = EPOLLIN};
	int i, n, timeout = -1;

	epoll = epoll_create1(EPOLL_CLOEXEC);
	if (epoll == -1 || epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &ev) == -1)
		err(1, "epoll");
	for (;;) {
		n = epoll_wait(epoll, events, EVENTS, timeout);
		for (i = 0; i < n; i++)
			if (events[i].data.ptr == NULL)
				on_listener(listener);
			else
				on_client(events[i].data.ptr);
		timeout = serve_waiting();
	}
}

int
main(int argc, char *argv[])
{
	static char anywhere[] = "127.0.0.1:0";
	char *where = anywhere;
	struct rlimit limit;
	int c;

	while ((c = getopt(argc, argv, "l:w:")) != -1)
		if (c == 'l')
			where = optarg;
		else if (c == 'w')
			warm_up_ms = atol(optarg);
		else
			return 2;
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
	run(listen_at(where));
}
