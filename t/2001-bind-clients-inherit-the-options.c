/*
 * An accepted socket has every option of its listener, without a call for it;
 * each slot has a socket of its own on the same port, a Unix address has one.
 */
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/un.h>
#include <unistd.h>

#include "bind.h"
#include "tap.h"

static struct config_address addresses[3];
static struct config_listener listener = {
    .label = (char[]){"l"},
    .addresses = {addresses, 3},
    .backlog = 10,
    .keepalive = {.idle_ms = 41000, .interval_ms = 1500, .probes = 7},
    .user_timeout = 12345,
    .rcvbuf = 32768,
    .sndbuf = 65536,
    .defer_accept = 2000,
    .fast_open = true,
};
static struct config config = {
    .listeners = &listener, .n_listeners = 1, .n_workers = 2};

static int
option(int fd, int level, int name)
{
	int value = -1;
	socklen_t n = sizeof(value);

	getsockopt(fd, level, name, &value, &n);
	return value;
}

/* A client of the address, as slot's worker would accept it; or -1. */
static int
accepted(const struct bind_set *set, const struct addr *addr)
{
	struct pollfd polls[2];
	struct worker_socket sockets[3];
	int client = socket(addr->sa.sa_family, SOCK_STREAM, 0);

	if (connect(client, &addr->sa, addr->len) == -1)
		perror("# connect");
	if (send(client, "x", 1, 0) != 1) /* or defer-accept hides it */
		perror("# send");
	for (uint32_t slot = 0; slot < 2; slot++) {
		bind_sockets(set, slot, sockets);
		polls[slot] =
		    (struct pollfd){.fd = sockets[0].fd, .events = POLLIN};
	}
	poll(polls, 2, 5000);
	return accept(polls[polls[1].revents != 0].fd, NULL, NULL);
}

static void
check_options(int fd)
{
	struct linger linger = {0};
	socklen_t n = sizeof(linger);

	getsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, &n);
	ok(linger.l_onoff == 1 && linger.l_linger == 0, "a close is a reset");
	is_int(option(fd, IPPROTO_TCP, TCP_NODELAY), 1, "no delay");
	is_int(option(fd, SOL_SOCKET, SO_OOBINLINE), 1, "urgent bytes in line");
	is_int(option(fd, SOL_SOCKET, SO_KEEPALIVE), 1, "keepalive");
	is_int(option(fd, IPPROTO_TCP, TCP_KEEPIDLE), 41, "its idle time");
	is_int(option(fd, IPPROTO_TCP, TCP_KEEPINTVL), 2, "its interval");
	is_int(option(fd, IPPROTO_TCP, TCP_KEEPCNT), 7, "its probes");
	is_int(
	    option(fd, IPPROTO_TCP, TCP_USER_TIMEOUT), 12345, "user-timeout");
	is_int(option(fd, SOL_SOCKET, SO_RCVBUF), 65536, "rcvbuf, doubled");
	is_int(option(fd, SOL_SOCKET, SO_SNDBUF), 131072, "sndbuf, doubled");
}

static void
check_slots(const struct bind_set *set)
{
	struct worker_socket a[3], b[3];

	bind_sockets(set, 0, a);
	bind_sockets(set, 1, b);
	ok(a[0].fd != b[0].fd && !a[0].shared, "a TCP socket a slot");
	ok(a[2].fd == b[2].fd && a[2].shared, "one Unix socket for all");
	ok(addr_port(&set->bounds[0].addr) != 0, "the port is known");
	is_int(option(a[0].fd, IPPROTO_TCP, TCP_FASTOPEN), 10, "fast-open");
	ok(option(a[0].fd, IPPROTO_TCP, TCP_DEFER_ACCEPT) >= 2, "defer-accept");
}

int
main(void)
{
	struct bind_set set;
	char path[64];
	int fd;

	plan(19);
	snprintf(
	    path, sizeof(path), "unix:/tmp/relayd-t2001-%d", (int)getpid());
	addr_parse("127.0.0.1:0", ADDR_LISTEN, &addresses[0].addr);
	addr_parse("[::1]:0", ADDR_LISTEN, &addresses[1].addr);
	addr_parse(path, ADDR_LISTEN, &addresses[2].addr);
	addresses[2].mode = 0600;
	ok(bind_open(&set, &config, false) == 0, "bound");
	ok(access(path + 5, F_OK) == -1, "no file before it listens");
	ok(bind_listen(&set) == 0, "listens");
	check_slots(&set);
	fd = accepted(&set, &set.bounds[0].addr);
	check_options(fd);
	close(fd);
	bind_close(&set);
	ok(access(path + 5, F_OK) == -1, "the file is gone");
	return done();
}
