/*
 * peer_server - a server that behaves as it is told, also badly
 *
 * peer_server [-l ADDRESS] [-r RECEIVE BUFFER] [-q] BEHAVIOUR [NUMBER]; says
 * on standard output "listening ADDRESS", then a line an event: "accept ID",
 * "order ID ok|bad|..." and "end ID fin|rst|closed RECEIVED".
 */
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>

#include "peer_io.h"
#include "peer_limit.h"
#include "peer_run.h"

static long number; /* the behaviour's argument */
static int tally;   /* -q: no line an event */
static int rcvbuf;

static void
do_echo(struct client *c)
{
	char buf[65536];
	size_t n;

	while (read_some(c, buf, sizeof(buf), &n))
		if (!write_all(c, buf, n))
			return;
	shutdown(c->fd, SHUT_WR);
}

/* NUMBER bytes, then FIN; then read to the end. */
static void
do_source(struct client *c)
{
	static const char text[8192];
	char buf[8192];
	long left;
	size_t n;

	for (left = number; left > 0; left -= (long)sizeof(text)) {
		n = left < (long)sizeof(text) ? (size_t)left : sizeof(text);
		if (!write_all(c, text, n))
			return;
	}
	shutdown(c->fd, SHUT_WR);
	while (read_some(c, buf, sizeof(buf), &n))
		;
}

static void
do_sink(struct client *c)
{
	char buf[65536];
	size_t n;

	while (read_some(c, buf, sizeof(buf), &n))
		;
}

/* Read to the client's end, then send NUMBER bytes. */
static void
do_late_source(struct client *c)
{
	do_sink(c);
	if (c->end == END_FIN)
		do_source(c);
}

static void
do_mute(struct client *c)
{
	struct pollfd p = {.fd = c->fd}; /* a RST, or both ends */

	poll(&p, 1, -1);
	do_sink(c);
}

static void
do_reset(struct client *c)
{
	peer_reset(c->fd);
}

/* RST after NUMBER bytes were received. */
static void
do_reset_after(struct client *c)
{
	char buf[4096];
	size_t n;

	while (c->got < (uint64_t)number)
		if (!read_some(c, buf, sizeof(buf), &n))
			return;
	peer_reset(c->fd);
}

/* What the client's order says; every byte both ways is checked. */
static void
do_duplex(struct client *c)
{
	struct peer_order order = {0};
	struct peer_stream s = {.out_dir = 1, .fd = c->fd};
	ssize_t n = recv(c->fd, &order, sizeof(order), MSG_WAITALL);
	bool whole;

	if (n != (ssize_t)sizeof(order) ||
	    memcmp(order.magic, PEER_MAGIC, sizeof(order.magic)) != 0) {
		c->end = n == -1 ? END_RST : END_FIN;
		printf("order %u none\n", c->id);
		return;
	}
	s.key = order.key;
	s.out_total = order.down;
	s.in_total = order.up;
	s.rst_at = order.rst_at;
	s.slow = order.slow;
	s.tiny = order.tiny;
	s.fin_last = order.fin_last;
	s.deadline_ms = peer_now_ms() + 120000;
	whole = peer_run(&s);
	c->got = s.in_done;
	c->end = s.end;
	printf("order %u %s\n", c->id,
	    whole              ? "ok"
	    : s.end == END_FIN ? "short"
			       : peer_end_word(s.end));
}

/* One request of the line protocol; state and uses belong to a connection. */
struct lines {
	char state[128];
	unsigned uses;
};

static bool
say(struct client *c, const char *text)
{
	return write_all(c, text, strlen(text)) && write_all(c, "\n", 1);
}

static bool
say_number(struct client *c, unsigned value)
{
	char text[32];

	snprintf(text, sizeof(text), "%u", value);
	return say(c, text);
}

static bool
say_big(struct client *c, long n)
{
	static const char text[1024] = "";
	long left;

	for (left = n; left > 0; left -= 1024)
		if (!write_all(c, text, left < 1024 ? (size_t)left : 1024))
			return false;
	return say(c, "");
}

/* The misbehaviours a client can ask for; false ends the connection. */
static bool
misbehave(struct client *c, const char *word, const char *rest)
{
	if (strcmp(word, "DROP") == 0)
		return false;
	if (strcmp(word, "CLOSE") == 0) {
		say(c, "bye");
		return false;
	}
	if (strcmp(word, "RESET") == 0) {
		peer_reset(c->fd);
		return false;
	}
	if (strcmp(word, "MUTE") == 0)
		return true;
	if (strcmp(word, "HALF") == 0)
		return write_all(c, rest, strlen(rest));
	if (strcmp(word, "TWICE") == 0) {
		if (!say(c, rest))
			return false;
		return say(c, rest);
	}
	if (strcmp(word, "BIG") == 0)
		return say_big(c, atol(rest));
	if (strcmp(word, "SLOW") == 0) {
		peer_nap_ms(atol(rest));
		return say(c, "slow");
	}
	if (strcmp(word, "LATE") == 0) {
		say(c, "now");
		peer_nap_ms(atol(rest));
		return say(c, "late");
	}
	return say(c, word);
}

static bool
answer(struct client *c, struct lines *l, char *line)
{
	char *rest = strchr(line, ' ');

	l->uses++;
	if (rest != NULL)
		*rest++ = '\0';
	else
		rest = line + strlen(line);
	if (strcmp(line, "PING") == 0)
		return say(c, "PONG");
	if (strcmp(line, "ECHO") == 0)
		return say(c, rest);
	if (strcmp(line, "WHO") == 0)
		return say_number(c, c->id);
	if (strcmp(line, "USES") == 0)
		return say_number(c, l->uses);
	if (strcmp(line, "SET") == 0) {
		snprintf(l->state, sizeof(l->state), "%s", rest);
		return say(c, "ok");
	}
	if (strcmp(line, "GET") == 0)
		return say(c, l->state);
	if (strcmp(line, "CLEAN") == 0) {
		l->state[0] = '\0';
		return say(c, "CLEANED");
	}
	return misbehave(c, line, rest);
}

static void
do_line(struct client *c)
{
	struct lines l = {0};
	char buf[65536];
	size_t have = 0, n;

	while (have < sizeof(buf) - 1 &&
	       read_some(c, buf + have, sizeof(buf) - 1 - have, &n)) {
		char *at = buf, *end;

		have += n;
		while ((end = memchr(at, '\n', have - (size_t)(at - buf)))) {
			*end = '\0';
			if (!answer(c, &l, at))
				return;
			at = end + 1;
		}
		have -= (size_t)(at - buf);
		memmove(buf, at, have);
	}
}

/* line, but a connection that is silent for NUMBER ms is closed. */
static void
do_line_idle(struct client *c)
{
	struct timeval tv = {number / 1000, number % 1000 * 1000};

	setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
	do_line(c);
}

static void
do_greet(struct client *c)
{
	char text[64];

	snprintf(text, sizeof(text), "hello %u", c->id);
	if (say(c, text))
		do_line(c);
}

/* line, but NUMBER ms after the accept something comes unasked. */
static void
do_blurt(struct client *c)
{
	peer_nap_ms(number);
	if (say(c, "unasked"))
		do_line(c);
}

static const struct behaviour {
	const char *name;
	void (*run)(struct client *c);
} behaviours[] = {
    {"echo", do_echo},
    {"line", do_line},
    {"line-idle", do_line_idle},
    {"greet", do_greet},
    {"blurt", do_blurt},
    {"duplex", do_duplex},
    {"full", do_line},
    {"source", do_source},
    {"late-source", do_late_source},
    {"sink", do_sink},
    {"mute", do_mute},
    {"reset", do_reset},
    {"reset-after", do_reset_after},
};

static const struct behaviour *chosen;

static void *
serve(void *arg)
{
	struct client *c = arg;

	chosen->run(c);
	if (!tally)
		printf("end %u %s %ju\n", c->id,
		    c->end ? peer_end_word(c->end) : "closed",
		    (uintmax_t)c->got);
	close(c->fd);
	free(c);
	return NULL;
}

static void
accept_one(int listener, unsigned id)
{
	struct client *c = calloc(1, sizeof(*c));
	pthread_attr_t attr;
	pthread_t thread;
	int one = 1;

	if (c == NULL)
		err(1, "calloc");
	c->id = id;
	c->fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	if (c->fd == -1)
		err(1, "accept");
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	setsockopt(c->fd, SOL_SOCKET, SO_OOBINLINE, &one, sizeof(one));
	if (!tally)
		printf("accept %u\n", id);
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attr, 512 * 1024);
	if (pthread_create(&thread, &attr, serve, c) != 0)
		errx(1, "thread");
	pthread_attr_destroy(&attr);
}

static int
bind_to(const char *text)
{
	struct peer_addr a;
	int one = 1, fd;

	peer_addr(&a, text);
	fd = socket(a.sa.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd == -1)
		err(1, "socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (rcvbuf > 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &rcvbuf, sizeof(rcvbuf));
	if (bind(fd, (struct sockaddr *)&a.sa, a.len) == -1)
		err(1, "bind %s", text);
	if (strncmp(text, "unix:/", 6) == 0)
		chmod(text + 5, 0666);
	return fd;
}

/* Where fd listens, as it was asked for but with the port that it got. */
static void
say_address(const char *before, int fd, const char *text, bool port_only)
{
	union {
		struct sockaddr sa;
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
		struct sockaddr_storage room;
	} u = {0};
	socklen_t n = sizeof(u);
	const char *colon = strrchr(text, ':');
	unsigned port;

	if (getsockname(fd, &u.sa, &n) == -1)
		err(1, "getsockname");
	port = u.sa.sa_family == AF_INET6 ? ntohs(u.in6.sin6_port)
					  : ntohs(u.in.sin_port);
	if (u.sa.sa_family == AF_UNIX)
		printf("%s%s\n", before, text);
	else if (port_only)
		printf("%u\n", port);
	else
		printf("%s%.*s:%u\n", before, (int)(colon - text), text, port);
}

/*
 * The kernel drops SYNs to a listener whose queue is full: a black hole.  On
 * SIGUSR1 it becomes a line server.
 */
static void
be_full(int listener, const char *where)
{
	struct sockaddr_storage sa;
	socklen_t n = sizeof(sa);
	sigset_t set;
	int fds[4], sig;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	getsockname(listener, (struct sockaddr *)&sa, &n);
	for (size_t i = 0; i < sizeof(fds) / sizeof(*fds); i++) {
		fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		if (connect(fds[i], (struct sockaddr *)&sa, n) == -1 &&
		    errno != EINPROGRESS)
			err(1, "connect");
	}
	say_address("listening ", listener, where, false);
	if (sigwait(&set, &sig) != 0)
		errx(1, "sigwait");
	for (size_t i = 0; i < sizeof(fds) / sizeof(*fds); i++)
		close(fds[i]);
}

static int
find_behaviour(const char *name)
{
	for (size_t i = 0; i < sizeof(behaviours) / sizeof(*behaviours); i++)
		if (strcmp(behaviours[i].name, name) == 0) {
			chosen = &behaviours[i];
			return 0;
		}
	return -1;
}

int
main(int argc, char *argv[])
{
	const char *where = "127.0.0.1:0", *name;
	unsigned id;
	int c, fd;

	peer_raise_limit();
	setvbuf(stdout, NULL, _IOLBF, 0);
	while ((c = getopt(argc, argv, "l:r:q")) != -1)
		if (c == 'l')
			where = optarg;
		else if (c == 'r')
			rcvbuf = atoi(optarg);
		else if (c == 'q')
			tally = 1;
		else
			return 2;
	name = optind < argc ? argv[optind] : "";
	number = optind + 1 < argc ? atol(argv[optind + 1]) : 0;
	fd = bind_to(where);
	if (strcmp(name, "port") == 0) {
		say_address("", fd, where, true);
		return 0;
	}
	if (strcmp(name, "refuse") == 0) {
		say_address("listening ", fd, where, false);
		pause();
		return 0;
	}
	if (find_behaviour(name) == -1)
		errx(2, "%s: no such behaviour", name);
	if (listen(fd, strcmp(name, "full") == 0 ? 0 : 4096) == -1)
		err(1, "listen");
	if (strcmp(name, "full") == 0)
		be_full(fd, where);
	else
		say_address("listening ", fd, where, false);
	for (id = 1;; id++)
		accept_one(fd, id);
}
