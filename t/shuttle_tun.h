/*
 * shuttle_tun - a TUN device in another network namespace
 */
#ifndef RELAY_SHUTTLE_TUN_H
#define RELAY_SHUTTLE_TUN_H

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define TUN_NAME "shuttle0"

/* Go into a namespace: a name of `ip netns`, or a path. */
static inline void
tun_enter(const char *space)
{
	char path[256];
	int fd, n;

	n = snprintf(path, sizeof(path), "%s%s",
	    strchr(space, '/') ? "" : "/run/netns/", space);
	if (n < 0 || n >= (int)sizeof(path))
		errx(2, "%s: name too long", space);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		err(1, "namespace %s", path);
	if (setns(fd, CLONE_NEWNET) == -1)
		err(1, "namespace %s: enter", path);
	close(fd);
}

static inline void
tun_set_up(const char *space, int mtu)
{
	struct ifreq ifr = {.ifr_name = TUN_NAME};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd == -1)
		err(1, "socket");
	ifr.ifr_mtu = mtu;
	if (ioctl(fd, SIOCSIFMTU, &ifr) == -1)
		err(1, "%s: %s: mtu %d", space, TUN_NAME, mtu);
	ifr.ifr_flags = 0;
	if (ioctl(fd, SIOCGIFFLAGS, &ifr) == -1)
		err(1, "%s: %s: flags", space, TUN_NAME);
	ifr.ifr_flags |= IFF_UP;
	if (ioctl(fd, SIOCSIFFLAGS, &ifr) == -1)
		err(1, "%s: %s: up", space, TUN_NAME);
	close(fd);
}

/*
 * The device of that namespace, made if it is not there, up; this process
 * stays in the namespace.  Returns a descriptor that does not block.
 */
static inline int
tun_open(const char *space, int mtu)
{
	struct ifreq ifr = {.ifr_name = TUN_NAME};
	int fd;

	tun_enter(space);
	fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (fd == -1)
		err(1, "/dev/net/tun");
	ifr.ifr_flags = IFF_TUN | IFF_NO_PI;
	if (ioctl(fd, TUNSETIFF, &ifr) == -1)
		err(1, "%s: %s", space, TUN_NAME);
	tun_set_up(space, mtu);
	return fd;
}

#endif /* RELAY_SHUTTLE_TUN_H */
