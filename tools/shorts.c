/*
 * shorts - many short sessions: connect, ask, read the answer, close
 *
 * shorts [-n SESSIONS] [-c AT ONCE] [-a ARRIVALS A SECOND] [-k] [-j]
 *	[-t SECONDS] [-r REQUEST] ADDRESS:PORT
 *
 * -a begins them at an even pace, else each begins when one has ended; -k
 * keeps the connections and counts exchanges; -r is the request, with \r and
 * \n written so, "PING\n" if not given.  The answer is a line, and with RESP's
 * $N a body after it.  One line of result, -j as JSON.  Exit status 0 if every
 * answer came.
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

enum { EVENTS = 256, ANSWER = 65536, AT_ONCE_MAX = 65536 };

struct session {
	int fd;
	bool sent;
	size_t have;
	int64_t began_us;
	char in[512]; /* the start of the answer; the rest is only counted */
};

static struct {
	unsigned long total, at_once, begun, done, failed, n_idle;
	double pace; /* sessions a second; 0: as fast as they end */
	int64_t start_us;
	struct sockaddr_in to;
	char request[4096];
	size_t request_len;
	uint32_t *micros; /* of each finished session */
	bool keep, json;
	int epoll;
	int64_t limit_us;
} o = {.total = 10000, .at_once = 16, .limit_us = 60000000};

static struct session sessions[AT_ONCE_MAX];
static struct session *idle[AT_ONCE_MAX]; /* those without a session now */

static int64_t
now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

/* \n and \r in what the shell gave us. */
static void
set_request(const char *text)
{
	size_t n = 0;

	for (; *text != '\0' && n < sizeof(o.request); text++) {
		char c = *text;

		if (c == '\\' && (text[1] == 'n' || text[1] == 'r'))
			c = *++text == 'n' ? '\n' : '\r';
		o.request[n++] = c;
	}
	o.request_len = n;
}

static void
finish(struct session *s, bool good)
{
	if (good)
		o.micros[o.done++] = (uint32_t)(now_us() - s->began_us);
	else
		o.failed++;
	if (!good || !o.keep || o.begun == o.total) {
		close(s->fd);
		s->fd = -1;
	}
	idle[o.n_idle++] = s;
}

static void
ask(struct session *s)
{
	s->sent = true;
	s->have = 0;
	if (send(s->fd, o.request, o.request_len, MSG_NOSIGNAL) !=
	    (ssize_t)o.request_len)
		finish(s, false);
}

/* Start the next one in this place. */
static void
begin(struct session *s)
{
	struct epoll_event ev = {
	    .events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = s};

	o.begun++;
	s->began_us = now_us();
	if (s->fd != -1) {
		ask(s);
		return;
	}
	s->sent = false;
	s->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (s->fd == -1)
		err(1, "socket");
	if (connect(s->fd, (struct sockaddr *)&o.to, sizeof(o.to)) == -1 &&
	    errno != EINPROGRESS)
		err(1, "connect");
	epoll_ctl(o.epoll, EPOLL_CTL_ADD, s->fd, &ev);
}

/* Is the answer whole?  A line; a RESP bulk string has a body as well. */
static bool
whole(const struct session *s)
{
	size_t seen = s->have < sizeof(s->in) ? s->have : sizeof(s->in);
	const char *end = memchr(s->in, '\n', seen);
	long body;

	if (end == NULL)
		return false;
	if (s->in[0] != '$')
		return true;
	body = strtol(s->in + 1, NULL, 10);
	return body < 0 ||
	       s->have >= (size_t)(end + 1 - s->in) + (size_t)body + 2;
}

static void
on_readable(struct session *s)
{
	char buf[ANSWER];
	ssize_t n = recv(s->fd, buf, sizeof(buf), 0);
	size_t room = s->have < sizeof(s->in) ? sizeof(s->in) - s->have : 0;

	if (n == -1 && errno == EAGAIN)
		return;
	if (n <= 0) {
		finish(s, false);
		return;
	}
	memcpy(s->in + s->have, buf, (size_t)n < room ? (size_t)n : room);
	s->have += (size_t)n;
	if (whole(s))
		finish(s, true);
}

static void
on_event(const struct epoll_event *ev)
{
	struct session *s = ev->data.ptr;

	if (s->fd == -1)
		return;
	if (!s->sent && (ev->events & (EPOLLERR | EPOLLHUP))) {
		finish(s, false);
		return;
	}
	if (!s->sent && (ev->events & EPOLLOUT)) {
		ask(s);
		return;
	}
	if (ev->events & (EPOLLIN | EPOLLERR | EPOLLHUP))
		on_readable(s);
}

static int
by_value(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* The value below which so many in a thousand lie. */
static uint32_t
percentile(unsigned long per_mille)
{
	if (o.done == 0)
		return 0;
	return o.micros[(o.done - 1) * per_mille / 1000];
}

static void
report(double seconds)
{
	const char *format =
	    o.json ? "{\"sessions\":%lu,\"failed\":%lu,\"seconds\":%.3f,"
		     "\"rate\":%.0f,\"p50_us\":%u,\"p90_us\":%u,"
		     "\"p99_us\":%u,\"max_us\":%u}\n"
		   : "%lu sessions, %lu failed, %.2f s, %.0f a second, "
		     "p50 %u us, p90 %u us, p99 %u us, max %u us\n";

	qsort(o.micros, o.done, sizeof(*o.micros), by_value);
	printf(format, o.done, o.failed, seconds, (double)o.done / seconds,
	    percentile(500), percentile(900), percentile(990),
	    percentile(1000));
}

/* Begin all that are due and have a place. */
static void
begin_due(void)
{
	while (o.n_idle > 0 && o.begun < o.total) {
		double due = o.pace > 0 ? (double)o.begun / o.pace * 1e6 : 0;

		if ((double)(now_us() - o.start_us) < due)
			return;
		begin(idle[--o.n_idle]);
	}
}

static void
prepare(void)
{
	o.micros = calloc(o.total, sizeof(*o.micros));
	o.epoll = epoll_create1(EPOLL_CLOEXEC);
	if (o.micros == NULL || o.epoll == -1)
		err(1, "start");
	for (unsigned long i = 0; i < o.at_once; i++) {
		sessions[i].fd = -1;
		idle[o.n_idle++] = &sessions[i];
	}
	o.start_us = now_us();
}

static void
run(void)
{
	struct epoll_event events[EVENTS];
	int n;

	while (o.done + o.failed < o.total) {
		begin_due();
		n = epoll_wait(o.epoll, events, EVENTS, o.pace > 0 ? 1 : 100);
		for (int i = 0; i < n; i++)
			on_event(&events[i]);
		if (now_us() - o.start_us > o.limit_us) {
			o.failed = o.total - o.done;
			break;
		}
	}
	report((double)(now_us() - o.start_us) / 1e6);
}

static void
set_address(char *text)
{
	char *colon = strrchr(text, ':');

	if (colon == NULL)
		errx(2, "%s: an address is IPV4:PORT", text);
	*colon = '\0';
	o.to.sin_family = AF_INET;
	o.to.sin_port = htons((uint16_t)strtoul(colon + 1, NULL, 10));
	if (inet_pton(AF_INET, text, &o.to.sin_addr) != 1)
		errx(2, "%s: not an IPv4 address", text);
}

static void
set_option(int c)
{
	switch (c) {
	case 'n':
		o.total = strtoul(optarg, NULL, 10);
		break;
	case 'c':
		o.at_once = strtoul(optarg, NULL, 10);
		break;
	case 'a':
		o.pace = strtod(optarg, NULL);
		break;
	case 'k':
		o.keep = true;
		break;
	case 'j':
		o.json = true;
		break;
	case 't':
		o.limit_us = strtol(optarg, NULL, 10) * 1000000;
		break;
	case 'r':
		set_request(optarg);
		break;
	default:
		exit(2);
	}
}

int
main(int argc, char *argv[])
{
	struct rlimit limit;
	int c;

	set_request("PING\n");
	while ((c = getopt(argc, argv, "n:c:a:kjt:r:")) != -1)
		set_option(c);
	if (optind + 1 != argc || o.total < 1 || o.at_once < 1 ||
	    o.at_once > AT_ONCE_MAX)
		errx(2, "usage: shorts [-kj] [-n sessions] [-c at once] "
			"[-a arrivals a second] [-t seconds] [-r request] "
			"ADDRESS:PORT");
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
	set_address(argv[optind]);
	prepare();
	run();
	return o.failed != 0;
}
