// SPDX-License-Identifier: BSD-2-Clause
#include "sock.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "sys.h"

static void
set_int(int fd, int level, int name, int value)
{
	sys_setsockopt(fd, level, name, &value, sizeof(value));
}

enum accept_error
sock_accept_error(int error)
{
	switch (error) {
	case EAGAIN:
		return ACCEPT_NONE_WAITING;
	case EMFILE:
	case ENFILE:
		return ACCEPT_DESCRIPTORS;
	case ENOBUFS:
	case ENOMEM:
		return ACCEPT_MEMORY;
	case EINTR: /* accept(2): and errors of the network of one client */
	case ECONNABORTED:
	case EPERM:
	case EPROTO:
	case ENOPROTOOPT:
	case EOPNOTSUPP:
	case ETIMEDOUT:
	case ENETDOWN:
	case ENETUNREACH:
	case EHOSTDOWN:
	case EHOSTUNREACH:
	case ENONET:
		return ACCEPT_SKIP;
	default: /* may not pass: to try again at once would be to spin */
		return ACCEPT_MEMORY;
	}
}

/*
 * What is set before connect: without SO_LINGER an early death would end in
 * FIN; without SO_OOBINLINE an urgent byte would be lost, not relayed.
 */
static int
prepare(int fd, const struct addr *source)
{
	struct linger reset = {.l_onoff = 1, .l_linger = 0};

	if (sys_setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset)) ==
	    -1)
		return -1;
	set_int(fd, SOL_SOCKET, SO_OOBINLINE, 1);
	if (source->len == 0)
		return 0;
	/* The port is chosen at connect, by the whole four-tuple. */
	set_int(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
	return sys_bind(fd, &source->sa, source->len);
}

int
sock_dial(const struct addr *addr, const struct addr *source)
{
	int fd = sys_socket(addr->sa.sa_family);

	if (fd == -1)
		return -1;
	if (!addr_is_unix(addr) && prepare(fd, source) == -1)
		goto close_fd;
	if (sys_connect(fd, &addr->sa, addr->len) == 0 || errno == EINPROGRESS)
		return fd;
close_fd:;
	int error = errno;

	sys_close(fd);
	errno = error;
	return -1;
}

int
sock_dialled(int fd, const struct addr *addr)
{
	struct addr own = {.len = sizeof(own.in6)};
	int error = sys_socket_error(fd);

	if (error != 0 || addr_is_unix(addr))
		return error;
	if (sys_own_addr(fd, &own.sa, &own.len) == -1)
		return errno;
	return addr_equal(&own, addr) ? ECONNREFUSED : 0;
}

enum dial_result
sock_dial_result(int error)
{
	switch (error) {
	case 0:
		return DIAL_OK;
	case ECONNREFUSED:
	case ENOENT: /* no such Unix socket */
	case EACCES:
	case EPERM:
		return DIAL_REFUSED;
	case ETIMEDOUT:
		return DIAL_TIMEOUT;
	case ECONNRESET:
	case ECONNABORTED:
	case EPIPE:
		return DIAL_RESET;
	case EADDRNOTAVAIL:
	case EADDRINUSE:
		return DIAL_NO_PORT;
	case EMFILE:
	case ENFILE:
	case ENOBUFS:
	case ENOMEM:
	case ENOSPC: /* of epoll's watches */
		return DIAL_NO_FD;
	default:
		return DIAL_UNREACHABLE;
	}
}

void
sock_tune(int fd, const struct keepalive *keepalive, int64_t user_ms)
{
	set_int(fd, IPPROTO_TCP, TCP_NODELAY, 1);
	if (keepalive->idle_ms > 0) {
		set_int(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
		set_int(fd, IPPROTO_TCP, TCP_KEEPIDLE,
		    (int)((keepalive->idle_ms + 999) / 1000));
		set_int(fd, IPPROTO_TCP, TCP_KEEPINTVL,
		    (int)((keepalive->interval_ms + 999) / 1000));
		set_int(fd, IPPROTO_TCP, TCP_KEEPCNT, (int)keepalive->probes);
	}
	if (user_ms > 0)
		set_int(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, (int)user_ms);
}

void
sock_close_clean(int fd)
{
	struct linger off = {0};

	sys_setsockopt(fd, SOL_SOCKET, SO_LINGER, &off, sizeof(off));
	sys_close(fd);
}

void
sock_close_reset(int fd)
{
	sys_close(fd);
}
