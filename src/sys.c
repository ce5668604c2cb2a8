// SPDX-License-Identifier: BSD-2-Clause
#include "sys.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int64_t
now(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

int64_t
sys_now_ns(void)
{
	return now(CLOCK_MONOTONIC);
}

int64_t
sys_wall_ns(void)
{
	return now(CLOCK_REALTIME);
}

int64_t
sys_cpu_ns(void)
{
	return now(CLOCK_PROCESS_CPUTIME_ID);
}

int
sys_epoll_create(void)
{
	return epoll_create1(EPOLL_CLOEXEC);
}

int
sys_epoll_add(int epoll, int fd, uint32_t events, void *ptr)
{
	struct epoll_event event = {.events = events, .data.ptr = ptr};

	return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

int
sys_epoll_del(int epoll, int fd)
{
	return epoll_ctl(epoll, EPOLL_CTL_DEL, fd, NULL);
}

int
sys_epoll_wait(int epoll, struct epoll_event *events, int max, int timeout)
{
	return epoll_wait(epoll, events, max, timeout);
}

int
sys_socket(int family)
{
	return socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

int
sys_bind(int fd, const struct sockaddr *sa, socklen_t len)
{
	return bind(fd, sa, len);
}

int
sys_connect(int fd, const struct sockaddr *sa, socklen_t len)
{
	return connect(fd, sa, len);
}

int
sys_accept(int fd)
{
	return accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

int
sys_setsockopt(int fd, int level, int name, const void *value, socklen_t n)
{
	return setsockopt(fd, level, name, value, n);
}

int
sys_socket_error(int fd)
{
	int error = 0;
	socklen_t n = sizeof(error);

	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &n) == -1)
		return errno;
	return error;
}

int
sys_own_addr(int fd, struct sockaddr *sa, socklen_t *len)
{
	return getsockname(fd, sa, len);
}

int
sys_shutdown_write(int fd)
{
	return shutdown(fd, SHUT_WR);
}

int
sys_close(int fd)
{
	return close(fd);
}

ssize_t
sys_recv(int fd, void *buf, size_t n)
{
	return recv(fd, buf, n, 0);
}

ssize_t
sys_peek(int fd, void *buf, size_t n)
{
	return recv(fd, buf, n, MSG_PEEK);
}

ssize_t
sys_send(int fd, const void *buf, size_t n)
{
	return send(fd, buf, n, MSG_NOSIGNAL);
}

ssize_t
sys_send_now(int fd, const void *buf, size_t n)
{
	return send(fd, buf, n, MSG_NOSIGNAL | MSG_DONTWAIT);
}

bool
sys_is_socket(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISSOCK(st.st_mode);
}

int
sys_open(const char *path)
{
	return open(path, O_RDONLY | O_CLOEXEC);
}

ssize_t
sys_write(int fd, const void *buf, size_t n)
{
	return write(fd, buf, n);
}

ssize_t
sys_pread(int fd, void *buf, size_t n, int64_t offset)
{
	return pread(fd, buf, n, offset);
}

ssize_t
sys_sendmsg(int fd, const struct msghdr *msg)
{
	return sendmsg(fd, msg, MSG_NOSIGNAL | MSG_DONTWAIT);
}

ssize_t
sys_recvmsg(int fd, struct msghdr *msg)
{
	return recvmsg(fd, msg, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
}

void *
sys_reserve(size_t n)
{
	void *addr = mmap(NULL, n, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return addr == MAP_FAILED ? NULL : addr;
}

int
sys_release(void *addr, size_t n)
{
	return munmap(addr, n);
}

int
sys_forget(void *addr, size_t n)
{
	return madvise(addr, n, MADV_DONTNEED);
}

void
sys_random(void *buf, size_t n)
{
	ssize_t got = getrandom(buf, n, GRND_NONBLOCK);

	if (got == -1 || (size_t)got < n) /* before the pool is seeded */
		memset(buf, 0x5a, n);
}
