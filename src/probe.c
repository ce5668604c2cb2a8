// SPDX-License-Identifier: BSD-2-Clause
#include "probe.h"

#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#define TMPFS 0x01021994      /* statfs(2) */
#define SHM_FOLDER "/dev/shm" /* where shm_open() of glibc and musl goes */

static bool
has_option(int level, int name)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
	bool has = setsockopt(fd, level, name, &one, sizeof(one)) == 0;

	close(fd);
	return has;
}

static bool
has_epollexclusive(void)
{
	int epoll = epoll_create1(EPOLL_CLOEXEC);
	int fd = eventfd(0, EFD_CLOEXEC);
	struct epoll_event event = {.events = EPOLLIN | EPOLLEXCLUSIVE};
	bool has = epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0;

	close(fd);
	close(epoll);
	return has;
}

static bool
has_ipv6(void)
{
	int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd == -1)
		return false;
	close(fd);
	return true;
}

/* An empty range: the kernel that knows the call finds it wrong. */
static bool
has_close_range(void)
{
	return syscall(SYS_close_range, INT_MAX, 0, 0) == -1 && errno == EINVAL;
}

static const char *
shm_folder(void)
{
	struct statfs fs;

	if (statfs(SHM_FOLDER, &fs) == -1)
		return "none";
	return fs.f_type == TMPFS ? SHM_FOLDER : SHM_FOLDER " (not a tmpfs)";
}

void
probe_print(FILE *out)
{
	const struct {
		const char *name;
		bool has;
	} features[] = {
	    {"SO_REUSEPORT", has_option(SOL_SOCKET, SO_REUSEPORT)},
	    {"EPOLLEXCLUSIVE", has_epollexclusive()},
	    {"TCP_USER_TIMEOUT", has_option(IPPROTO_TCP, TCP_USER_TIMEOUT)},
	    {"TCP_FASTOPEN", has_option(IPPROTO_TCP, TCP_FASTOPEN)},
	    {"close_range", has_close_range()},
	    {"IPv6", has_ipv6()},
	};

	for (size_t i = 0; i < sizeof(features) / sizeof(*features); i++)
		fprintf(out, "feature %s: %s\n", features[i].name,
		    features[i].has ? "yes" : "no");
	fprintf(out, "feature POSIX shared memory: %s\n", shm_folder());
}
