// SPDX-License-Identifier: BSD-2-Clause
#include "util.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

void
die(const char *format, ...)
{
	int cause = errno;
	va_list args;

	fprintf(stderr, "%s: ", program_invocation_short_name);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	if (cause != 0)
		fprintf(stderr, ": %s", strerror(cause));
	fputc('\n', stderr);
	exit(1);
}

uint64_t
util_number(const char *what, const char *text, uint64_t max)
{
	char *end;

	errno = 0;

	unsigned long long value = strtoull(text, &end, 10);

	if (errno != 0 || end == text || *end != '\0' || *text == '-' ||
	    value > max) {
		errno = 0;
		die("%s: not a number from 0 to %llu: %s", what,
		    (unsigned long long)max, text);
	}
	return value;
}

struct sockaddr_in
util_addr(const char *text)
{
	struct sockaddr_in addr = {.sin_family = AF_INET};
	char host[INET_ADDRSTRLEN];
	const char *colon = strrchr(text, ':');

	if (colon == NULL || (size_t)(colon - text) >= sizeof(host))
		die("not an address: %s", text);
	memcpy(host, text, (size_t)(colon - text));
	host[colon - text] = '\0';
	addr.sin_port = htons((uint16_t)util_number(text, colon + 1, 65535));
	if (inet_pton(AF_INET, host, &addr.sin_addr) != 1)
		die("not an address: %s", text);
	return addr;
}

int
util_listen(const char *text)
{
	struct sockaddr_in addr = util_addr(text);
	socklen_t len = sizeof(addr);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int on = 1;

	if (fd == -1)
		die("socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)) == -1 ||
	    listen(fd, 4096) == -1 ||
	    getsockname(fd, (struct sockaddr *)&addr, &len) == -1)
		die("%s: listen", text);
	printf(
	    "address %s:%d\n", inet_ntoa(addr.sin_addr), ntohs(addr.sin_port));
	fflush(stdout);
	return fd;
}

void
util_raise_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == -1)
		die("getrlimit");
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit) == -1)
		die("setrlimit");
}

void
util_watch(int epoll, int fd, uint32_t events, void *ptr)
{
	struct epoll_event event = {.events = events, .data.ptr = ptr};

	if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == -1)
		die("epoll_ctl");
}

static int64_t
read_clock(clockid_t clock)
{
	struct timespec now;

	if (clock_gettime(clock, &now) == -1)
		die("clock_gettime");
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t
util_now_ns(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

int64_t
util_cpu_ns(pid_t pid)
{
	clockid_t clock;
	int error = clock_getcpuclockid(pid, &clock);

	if (error != 0) {
		errno = error;
		die("process %d: CPU clock", (int)pid);
	}
	return read_clock(clock);
}
