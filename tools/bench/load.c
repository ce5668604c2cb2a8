// SPDX-License-Identifier: BSD-2-Clause
/*
 * load - the clients of the bench: one thread, as many connections as asked
 *
 *	load [options] MODE ADDRESS
 *
 *	rr     on open connections: request, reply, request, ...
 *	short  connect, request, reply, close, and again
 *	bulk   ask for -m bytes, read until they are there or time is up
 *	idle   one exchange on each, then "ready", and hold them until stdin
 *ends
 *
 *	-c N       connections (1)
 *	-t MS      the measured time (1000)   -w MS  before it, not measured
 *(100) -s TEXT    the request, with \r and \n      -n N   bytes of its reply -p
 *PIDS    processes of the relay           -o PIDS  of the server -m BYTES bulk:
 *at most so many on each connection
 *
 * It reads the CPU clocks of the given processes itself, at both ends of the
 * measured time, and prints one line of JSON.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hist.h"
#include "util.h"

enum {
	MAX_EVENTS = 256,
	MAX_PIDS = 16,
	MAX_ERRORS = 1000,
	OPENING = 32, /* idle: so many at a time, no backlog overflows */
	SOURCES = 32, /* short: client addresses, from 127.0.0.2 */
	SINK = 1 << 20,
};

enum mode { RR, SHORT, BULK, IDLE, NMODES };
enum who { RELAY, ORIGIN, SELF, NWHO };

struct conn {
	int fd;
	bool sent;
	size_t got;       /* bytes of the reply */
	int64_t began_ns; /* of this exchange, or of this session */
};

struct group {
	pid_t pids[MAX_PIDS];
	size_t n;
	int64_t cpu_ns;
};

static const char *const mode_names[NMODES] = {"rr", "short", "bulk", "idle"};

static enum mode mode;
static struct sockaddr_in peer;
static char request[256];
static size_t request_len, reply_len = 1;
static uint64_t bulk_bytes = 1 << 30;
static int64_t warm_ns = 100000000, run_ns = 1000000000;

static int epoll;
static struct conn *conns;
static size_t n_conns = 1, n_open, n_done;
static struct group groups[NWHO] = {[SELF] = {.n = 1}};
static uint64_t ops, errors, errors_in_a_row;
static struct hist latency;

static int64_t
cpu_of(const struct group *group)
{
	int64_t sum = 0;

	for (size_t i = 0; i < group->n; i++)
		sum += util_cpu_ns(group->pids[i]);
	return sum;
}

static void
cpu_start(void)
{
	for (int i = 0; i < NWHO; i++)
		groups[i].cpu_ns = cpu_of(&groups[i]);
}

static void
cpu_stop(void)
{
	for (int i = 0; i < NWHO; i++)
		groups[i].cpu_ns = cpu_of(&groups[i]) - groups[i].cpu_ns;
}

/* Requests are small: a socket takes them whole, or is not connected yet. */
static void
ask(struct conn *conn)
{
	ssize_t n = send(conn->fd, request, request_len, MSG_NOSIGNAL);

	conn->sent = n == (ssize_t)request_len;
	conn->got = 0;
	if (n == -1 && errno != EAGAIN)
		return; /* an event follows, and recv tells the cause */
	if (n != -1 && !conn->sent)
		die("a short send");
}

/*
 * The ports of a client that left are kept back for a second, and searching
 * through them would be most of connect(): spread over many clients.
 */
static void
choose_source(int fd)
{
	static uint32_t turn;
	struct sockaddr_in source = {.sin_family = AF_INET};
	int on = 1;

	source.sin_addr.s_addr = htonl(0x7f000002 + turn++ % SOURCES);
	if (setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on,
		sizeof(on)) == -1 ||
	    bind(fd, (struct sockaddr *)&source, sizeof(source)) == -1)
		die("bind");
}

static void
open_conn(struct conn *conn)
{
	int on = 1;

	conn->began_ns = util_now_ns();
	conn->fd =
	    socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (conn->fd == -1)
		die("socket");
	if (mode == SHORT)
		choose_source(conn->fd);
	else
		setsockopt(conn->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (connect(conn->fd, (struct sockaddr *)&peer, sizeof(peer)) == -1 &&
	    errno != EINPROGRESS)
		die("connect");
	/* On loopback a connection is there when connect() returns. */
	ask(conn);
	util_watch(
	    epoll, conn->fd, conn->sent ? EPOLLIN : EPOLLIN | EPOLLOUT, conn);
}

static void
open_next(void)
{
	if (n_open < n_conns)
		open_conn(&conns[n_open++]);
}

static void
failed(struct conn *conn)
{
	errors++;
	if (mode != SHORT || ++errors_in_a_row > MAX_ERRORS)
		die("a connection ended early");
	close(conn->fd);
	open_conn(conn);
}

/* An exchange is complete: note it and begin what follows. */
static void
done(struct conn *conn)
{
	int64_t now_ns = util_now_ns();

	hist_add(&latency, now_ns - conn->began_ns);
	ops++;
	errors_in_a_row = 0;
	if (mode == RR) {
		conn->began_ns = now_ns;
		ask(conn);
	} else if (mode == SHORT) {
		close(conn->fd);
		open_conn(conn);
	} else {
		n_done++;
		open_next();
	}
}

static void
finish_connect(struct conn *conn)
{
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = conn};

	ask(conn);
	if (epoll_ctl(epoll, EPOLL_CTL_MOD, conn->fd, &event) == -1)
		die("epoll_ctl");
}

static void
read_reply(struct conn *conn)
{
	static char reply[4096];
	ssize_t n = recv(conn->fd, reply, sizeof(reply), 0);

	if (n == -1 && errno == EAGAIN)
		return;
	if (n <= 0) {
		if (n == 0)
			errno = 0;
		failed(conn);
		return;
	}
	conn->got += (size_t)n;
	if (conn->got > reply_len) {
		errno = 0;
		die("a reply longer than %zu bytes", reply_len);
	}
	if (conn->got == reply_len)
		done(conn);
}

/* The bytes are taken from the socket and not copied: MSG_TRUNC. */
static void
read_bulk(struct conn *conn)
{
	for (;;) {
		ssize_t n = recv(conn->fd, NULL, SINK, MSG_TRUNC);

		if (n == -1 && errno == EAGAIN)
			return;
		if (n <= 0) {
			if (n == 0)
				errno = 0;
			failed(conn);
			return;
		}
		ops += (uint64_t)n;
		conn->got += (size_t)n;
		if (conn->got >= bulk_bytes) {
			n_done++;
			return;
		}
	}
}

static void
turn(int timeout_ms)
{
	static struct epoll_event events[MAX_EVENTS];
	int n = epoll_wait(epoll, events, MAX_EVENTS, timeout_ms);

	if (n == -1 && errno != EINTR)
		die("epoll_wait");
	for (int i = 0; i < n; i++) {
		struct conn *conn = events[i].data.ptr;

		if (!conn->sent && events[i].events & EPOLLOUT)
			finish_connect(conn);
		else if (mode == BULK)
			read_bulk(conn);
		else
			read_reply(conn);
	}
}

static void
run_until(int64_t end_ns)
{
	while (n_done < n_conns && util_now_ns() < end_ns)
		turn(10);
}

static void
report(int64_t ns)
{
	printf("{\"ops\": %llu, \"errors\": %llu, \"seconds\": %.6f, "
	       "\"relay_cpu_ns\": %lld, \"origin_cpu_ns\": %lld, "
	       "\"load_cpu_ns\": %lld, \"p50_ns\": %lld, \"p99_ns\": %lld, "
	       "\"p999_ns\": %lld}\n",
	    (unsigned long long)ops, (unsigned long long)errors,
	    (double)ns / 1e9, (long long)groups[RELAY].cpu_ns,
	    (long long)groups[ORIGIN].cpu_ns, (long long)groups[SELF].cpu_ns,
	    (long long)hist_quantile(&latency, 0.5),
	    (long long)hist_quantile(&latency, 0.99),
	    (long long)hist_quantile(&latency, 0.999));
}

static void
measure(void)
{
	while (n_open < n_conns)
		open_next();
	run_until(util_now_ns() + warm_ns);
	ops = errors = 0;
	latency = (struct hist){0};
	cpu_start();

	int64_t began_ns = util_now_ns();

	run_until(began_ns + run_ns);

	int64_t ended_ns = util_now_ns();

	cpu_stop();
	report(ended_ns - began_ns);
}

static void
hold(void)
{
	char byte;

	for (int i = 0; i < OPENING; i++)
		open_next();
	while (n_done < n_conns)
		turn(-1);
	printf("ready\n");
	fflush(stdout);
	while (read(STDIN_FILENO, &byte, 1) > 0)
		continue;
}

static void
parse_pids(struct group *group, char *text)
{
	for (char *pid = strtok(text, ","); pid != NULL;
	     pid = strtok(NULL, ",")) {
		if (group->n == MAX_PIDS)
			die("more than %d processes", MAX_PIDS);
		group->pids[group->n++] =
		    (pid_t)util_number("process", pid, INT32_MAX);
	}
}

static void
parse_request(const char *text)
{
	for (; *text != '\0'; text++) {
		char c = *text;

		if (c == '\\' && (text[1] == 'r' || text[1] == 'n'))
			c = *++text == 'r' ? '\r' : '\n';
		if (request_len == sizeof(request))
			die("request longer than %zu bytes", sizeof(request));
		request[request_len++] = c;
	}
}

static void
usage(void)
{
	fprintf(stderr,
	    "usage: load [-c N] [-t MS] [-w MS] [-s TEXT] [-n N] [-p PIDS] "
	    "[-o PIDS] [-m BYTES] rr|short|bulk|idle ADDRESS\n");
	exit(2);
}

static void
parse_option(int option)
{
	if (option == 'c')
		n_conns = util_number("-c", optarg, 50000);
	else if (option == 't')
		run_ns = (int64_t)util_number("-t", optarg, 3600000) * 1000000;
	else if (option == 'w')
		warm_ns = (int64_t)util_number("-w", optarg, 3600000) * 1000000;
	else if (option == 's')
		parse_request(optarg);
	else if (option == 'n')
		reply_len = util_number("-n", optarg, 1 << 30);
	else if (option == 'm')
		bulk_bytes = util_number("-m", optarg, 1ull << 50);
	else if (option == 'p')
		parse_pids(&groups[RELAY], optarg);
	else if (option == 'o')
		parse_pids(&groups[ORIGIN], optarg);
	else
		usage();
}

int
main(int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "c:t:w:s:n:m:p:o:")) != -1)
		parse_option(option);
	if (optind + 2 != argc)
		usage();
	while (mode < NMODES && strcmp(mode_names[mode], argv[optind]) != 0)
		mode++;
	if (mode == NMODES)
		usage();
	peer = util_addr(argv[optind + 1]);
	if (mode == BULK)
		request_len = (size_t)snprintf(request, sizeof(request),
		    "%llu\n", (unsigned long long)bulk_bytes);
	util_raise_limit();
	conns = calloc(n_conns, sizeof(*conns));
	epoll = epoll_create1(EPOLL_CLOEXEC);
	if (conns == NULL || epoll == -1)
		die("start");
	if (mode == IDLE)
		hold();
	else
		measure();
	return 0;
}
