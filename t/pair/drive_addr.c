// SPDX-License-Identifier: BSD-2-Clause
#include "drive_addr.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
read_unix(struct drive_addr *addr, const char *path)
{
	struct sockaddr_un *un = &addr->to.un;
	size_t n = strlen(path);

	if (n < 2 || n >= sizeof(un->sun_path) ||
	    (path[0] != '/' && path[0] != '@'))
		return false;
	un->sun_family = AF_UNIX;
	memcpy(un->sun_path, path, n + 1);
	addr->len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n);
	if (path[0] == '@')
		un->sun_path[0] = '\0';
	else
		addr->len++;
	return true;
}

static bool
read_port(const char *text, in_port_t *port)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (text[0] < '0' || text[0] > '9' || *end != '\0' || value > 65535)
		return false;
	*port = htons((uint16_t)value);
	return true;
}

bool
drive_addr_read(struct drive_addr *addr, const char *text)
{
	const char *colon = strrchr(text, ':');
	char host[64];
	size_t n;

	memset(addr, 0, sizeof(*addr));
	if (strncmp(text, "unix:", 5) == 0)
		return read_unix(addr, text + 5);
	if (colon == NULL || colon == text)
		return false;
	n = (size_t)(colon - text);
	if (text[0] == '[' && colon[-1] == ']') {
		text++;
		n -= 2;
		addr->to.sa.sa_family = AF_INET6;
		addr->len = sizeof(addr->to.in6);
	} else {
		addr->to.sa.sa_family = AF_INET;
		addr->len = sizeof(addr->to.in);
	}
	if (n >= sizeof(host))
		return false;
	memcpy(host, text, n);
	host[n] = '\0';
	if (addr->to.sa.sa_family == AF_INET6)
		return read_port(colon + 1, &addr->to.in6.sin6_port) &&
		       inet_pton(AF_INET6, host, &addr->to.in6.sin6_addr) == 1;
	return read_port(colon + 1, &addr->to.in.sin_port) &&
	       inet_pton(AF_INET, host, &addr->to.in.sin_addr) == 1;
}

bool
drive_addr_is_unix(const struct drive_addr *addr)
{
	return addr->to.sa.sa_family == AF_UNIX;
}

static int
give_up(int fd)
{
	int error = errno;

	close(fd);
	errno = error;
	return -1;
}

static void
set_buffers(int fd, int bytes)
{
	if (bytes == 0)
		return;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes));
}

/* What accepted sockets inherit is set here, once. */
static void
set_inherited(int fd, bool tcp)
{
	struct linger linger = {.l_onoff = 1, .l_linger = 0};
	int one = 1;

	if (!tcp)
		return;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
}

int
drive_listen(const struct drive_addr *addr, int buffers)
{
	const char *path = addr->to.un.sun_path;
	bool is_file = drive_addr_is_unix(addr) && path[0] != '\0';
	int fd = socket(addr->to.sa.sa_family,
	    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd == -1)
		return -1;
	set_inherited(fd, !drive_addr_is_unix(addr));
	set_buffers(fd, buffers);
	if (is_file)
		unlink(path);
	if (bind(fd, &addr->to.sa, addr->len) == -1)
		return give_up(fd);
	if (is_file && chmod(path, 0666) == -1)
		return give_up(fd);
	if (listen(fd, 4096) == -1)
		return give_up(fd);
	return fd;
}

int
drive_say_listening(int fd, const char *text)
{
	struct drive_addr bound = {.len = sizeof(bound.to)};
	const char *colon = strrchr(text, ':');

	if (getsockname(fd, &bound.to.sa, &bound.len) == -1)
		return -1;
	if (drive_addr_is_unix(&bound))
		printf("listening %s\n", text);
	else
		printf("listening %.*s:%u\n", (int)(colon - text), text,
		    ntohs(bound.to.in.sin_port));
	return fflush(stdout) == EOF ? -1 : 0;
}

int
drive_dial(const struct drive_addr *addr, int buffers)
{
	int one = 1;
	int fd = socket(addr->to.sa.sa_family,
	    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd == -1)
		return -1;
	set_buffers(fd, buffers);
	if (!drive_addr_is_unix(addr))
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (connect(fd, &addr->to.sa, addr->len) == -1 && errno != EINPROGRESS)
		return give_up(fd);
	return fd;
}
