/*
 * Goal: a dial comes from the source address and has what it needs at once;
 * tuning sets the rest, in units of the kernel, rounded up.
 */
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sock.h"
#include "unit_peer.h"

static int
option(int fd, int level, int name)
{
	int value = -1;
	socklen_t n = sizeof(value);

	getsockopt(fd, level, name, &value, &n);
	return value;
}

int
main(void)
{
	struct keepalive slow = {1500, 10001, 4}, off = {0};
	struct addr server, source, from;
	int fd, other, theirs;

	plan(13);
	peer_listen();
	addr_parse(peer_address(), ADDR_SERVER, &server);
	addr_parse("127.0.0.9:0", ADDR_LISTEN, &source);
	fd = sock_dial(&server, &source);
	ok(fd != -1, "dialled");
	theirs = peer_accept();
	from.len = sizeof(from.in);
	getpeername(theirs, &from.sa, &from.len);
	is_int(from.in.sin_addr.s_addr, source.in.sin_addr.s_addr,
	    "from the source");
	is_int(option(fd, SOL_SOCKET, SO_OOBINLINE), 1, "urgent bytes inline");
	is_int(option(fd, IPPROTO_TCP, TCP_NODELAY), 0, "not tuned yet");
	sock_tune(fd, &slow, 30000);
	is_int(option(fd, IPPROTO_TCP, TCP_NODELAY), 1, "no delay");
	is_int(option(fd, SOL_SOCKET, SO_KEEPALIVE), 1, "keepalive");
	is_int(option(fd, IPPROTO_TCP, TCP_KEEPIDLE), 2, "1.5 s is 2");
	is_int(option(fd, IPPROTO_TCP, TCP_KEEPINTVL), 11, "10.001 s is 11");
	is_int(option(fd, IPPROTO_TCP, TCP_KEEPCNT), 4, "probes");
	is_int(option(fd, IPPROTO_TCP, TCP_USER_TIMEOUT), 30000, "in ms");
	other = sock_dial(&server, &(struct addr){.len = 0});
	sock_tune(other, &off, 0);
	is_int(option(other, SOL_SOCKET, SO_KEEPALIVE), 0, "off is off");
	is_int(option(other, IPPROTO_TCP, TCP_USER_TIMEOUT), 0,
	    "0 is the kernel's rule");
	is_int(option(other, IPPROTO_TCP, TCP_NODELAY), 1, "no delay");
	return done();
}
