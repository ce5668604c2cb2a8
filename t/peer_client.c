/*
 * peer_client - a client that knows every byte it must get
 *
 * peer_client [options] ADDRESS echo|duplex	verify COUNT streams
 * peer_client [options] ADDRESS text		standard input there, answer
 * here peer_client [options] ADDRESS end		say how and when the
 * other side ends
 *
 * One line a stream on standard output: "fin|rst|bad|late SENT RECEIVED MS".
 * Exit status 0 if each ended as -e says, 1 if one did not, 2 for bad usage.
 */
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>

#include "peer_limit.h"
#include "peer_run.h"

static struct options {
	const char *mode, *expect, *text;
	struct peer_addr addr;
	uint64_t key, up, down, rst_at, server_rst_at, oob_at;
	uint64_t count, parallel, limit_ms;
	bool slow, tiny, fin_last, pass, server_slow, server_tiny,
	    server_fin_last;
} o = {.expect = "fin", .count = 1, .parallel = 1, .limit_ms = 60000};

static atomic_uint next_stream;
static atomic_uint n_unexpected;

static void
usage(void)
{
	fputs("usage: peer_client [-c count] [-p parallel] [-n up] [-d down]\n"
	      "  [-k key] [-r rst at] [-R server rst at] [-o urgent at]\n"
	      "  [-e fin|rst|any] [-m text] [-t limit ms]\n"
	      "  [-sSwWlL] slow reads, tiny writes, FIN last; capital: server\n"
	      "  [-a] pass a descriptor  ADDRESS echo|duplex|text|end\n",
	    stderr);
	exit(2);
}

static const struct {
	int letter;
	uint64_t *value;
} numbers[] = {
    {'c', &o.count},
    {'p', &o.parallel},
    {'n', &o.up},
    {'d', &o.down},
    {'k', &o.key},
    {'r', &o.rst_at},
    {'R', &o.server_rst_at},
    {'o', &o.oob_at},
    {'t', &o.limit_ms},
};

static const struct {
	int letter;
	bool *value;
} flags[] = {
    {'s', &o.slow},
    {'S', &o.server_slow},
    {'w', &o.tiny},
    {'W', &o.server_tiny},
    {'l', &o.fin_last},
    {'L', &o.server_fin_last},
    {'a', &o.pass},
};

static void
set_option(int c)
{
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		if (numbers[i].letter == c)
			*numbers[i].value = strtoull(optarg, NULL, 0);
	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
		if (flags[i].letter == c)
			*flags[i].value = true;
	if (c == 'e')
		o.expect = optarg;
	if (c == 'm')
		o.text = optarg;
	if (c == '?')
		usage();
}

static int
dial(void)
{
	int fd = socket(o.addr.sa.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct timeval limit = {
	    (time_t)o.limit_ms / 1000, (long)o.limit_ms % 1000 * 1000};
	int one = 1, small = 4096;

	if (fd == -1)
		err(2, "socket");
	if (o.slow)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	if (connect(fd, (struct sockaddr *)&o.addr.sa, o.addr.len) == -1)
		warn("connect");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return fd;
}

/* Returns false if the other side has broken off: that error comes once. */
static bool
write_all(int fd, const void *from, size_t n)
{
	const char *p = from;

	while (n > 0) {
		ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);

		if (sent == -1)
			return false;
		p += sent;
		n -= (size_t)sent;
	}
	return true;
}

/* The order, with a descriptor beside it if that was asked for. */
static bool
send_order(int fd, uint64_t key)
{
	struct peer_order order = {.magic = PEER_MAGIC,
	    .key = key,
	    .up = o.up,
	    .down = o.down,
	    .rst_at = o.server_rst_at,
	    .slow = o.server_slow,
	    .tiny = o.server_tiny,
	    .fin_last = o.server_fin_last};
	union {
		char buf[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} u = {0};
	struct iovec iov = {&order, sizeof(order)};
	struct msghdr msg = {.msg_iov = &iov,
	    .msg_iovlen = 1,
	    .msg_control = u.buf,
	    .msg_controllen = sizeof(u.buf)};

	if (!o.pass)
		return write_all(fd, &order, sizeof(order));
	u.align.cmsg_level = SOL_SOCKET;
	u.align.cmsg_type = SCM_RIGHTS;
	u.align.cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(&u.align), &fd, sizeof(fd));
	return sendmsg(fd, &msg, MSG_NOSIGNAL) == (ssize_t)sizeof(order);
}

static void
report(enum peer_end end, uint64_t up, uint64_t down, int64_t began_ms)
{
	const char *word = peer_end_word(end);
	bool any =
	    strcmp(o.expect, "any") == 0 && (end == END_FIN || end == END_RST);

	printf("%s %ju %ju %jd\n", word, (uintmax_t)up, (uintmax_t)down,
	    (intmax_t)(peer_now_ms() - began_ms));
	if (!any && strcmp(word, o.expect) != 0)
		atomic_fetch_add(&n_unexpected, 1);
}

/* echo: what went up must come down; duplex: two streams of their own. */
static void
run_stream(uint64_t index)
{
	int64_t began_ms = peer_now_ms();
	bool echo = strcmp(o.mode, "echo") == 0;
	struct peer_stream s = {.fd = dial(),
	    .key = o.key + index,
	    .out_total = o.up,
	    .in_total = echo ? o.up : o.down,
	    .rst_at = o.rst_at,
	    .oob_at = o.oob_at,
	    .slow = o.slow,
	    .tiny = o.tiny,
	    .fin_last = o.fin_last,
	    .in_dir = !echo,
	    .deadline_ms = began_ms + (int64_t)o.limit_ms};

	if (!echo && !send_order(s.fd, s.key))
		s.end = END_RST;
	if (!peer_run(&s) && s.end == END_FIN)
		s.end = END_BAD; /* a FIN before the last byte */
	report(s.end, s.out_done, s.in_done, began_ms);
	close(s.fd);
}

/* Read to the end, copy to standard output if copy. */
static enum peer_end
read_to_end(int fd, uint64_t *n_read, bool copy)
{
	char buf[65536];

	for (;;) {
		ssize_t n = recv(fd, buf, sizeof(buf), 0);

		if (n <= 0)
			return n == 0            ? END_FIN
			       : errno == EAGAIN ? END_LATE
						 : END_RST;
		*n_read += (uint64_t)n;
		if (copy)
			fwrite(buf, 1, (size_t)n, stdout);
	}
}

static int
run_text(void)
{
	char buf[65536];
	ssize_t n;
	uint64_t down = 0;
	bool sent = true;
	int fd = dial();
	enum peer_end end;

	while (sent && (n = read(STDIN_FILENO, buf, sizeof(buf))) > 0)
		sent = write_all(fd, buf, (size_t)n);
	shutdown(fd, SHUT_WR);
	end = read_to_end(fd, &down, true);
	if (!sent)
		end = END_RST;
	fprintf(stderr, "%s\n", peer_end_word(end));
	return strcmp(peer_end_word(end), o.expect) != 0;
}

static void
run_end(void)
{
	int64_t began_ms = peer_now_ms();
	uint64_t down = 0;
	size_t up = o.text ? strlen(o.text) : 0;
	int fd = dial();
	bool sent = up == 0 || write_all(fd, o.text, up);
	enum peer_end end = read_to_end(fd, &down, false);

	report(sent ? end : END_RST, up, down, began_ms);
	close(fd);
}

static void *
run_thread(void *unused)
{
	uint64_t index;

	while ((index = atomic_fetch_add(&next_stream, 1)) < o.count)
		if (strcmp(o.mode, "end") == 0)
			run_end();
		else
			run_stream(index);
	return unused;
}

int
main(int argc, char *argv[])
{
	static pthread_t threads[1024];
	uint64_t i;
	int c;

	peer_raise_limit();
	while ((c = getopt(argc, argv, "c:p:n:d:k:r:R:o:e:m:t:sSwWlLa")) != -1)
		set_option(c);
	if (argc - optind != 2 || o.parallel < 1 || o.parallel > 1024)
		usage();
	peer_addr(&o.addr, argv[optind]);
	o.mode = argv[optind + 1];
	if (strcmp(o.mode, "text") == 0)
		return run_text();
	for (i = 0; i < o.parallel; i++)
		if (pthread_create(&threads[i], NULL, run_thread, NULL) != 0)
			errx(2, "thread");
	for (i = 0; i < o.parallel; i++)
		pthread_join(threads[i], NULL);
	return n_unexpected != 0;
}
