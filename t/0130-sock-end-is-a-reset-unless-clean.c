/*
 * Goal: a dialled connection ends in RST however it is closed, also when its
 * bytes are still under way, unless it is closed clean.
 */
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sock.h"
#include "unit_peer.h"

static struct addr server, nowhere;

/* Dial, send a little, close; what the other side reads then, or -errno. */
static long
outcome(void (*end)(int fd), bool sends, char *bytes)
{
	int ours = sock_dial(&server, &nowhere);
	int theirs = peer_accept();
	ssize_t got;

	if (sends && send(ours, "abc", 3, 0) != 3)
		return -1;
	end(ours);
	peer_wait(theirs, POLLIN);
	got = recv(theirs, bytes, 16, 0);
	if (got > 0) {
		peer_wait(theirs, POLLIN);
		got = recv(theirs, bytes + got, 12, 0);
	}
	got = got == -1 ? -errno : got;
	close(theirs);
	return got;
}

static void
just_close(int fd)
{
	close(fd);
}

int
main(void)
{
	char bytes[32] = "";

	plan(6);
	peer_listen();
	addr_parse(peer_address(), ADDR_SERVER, &server);
	is_int(outcome(sock_close_reset, false, bytes), -ECONNRESET, "reset");
	is_int(outcome(just_close, false, bytes), -ECONNRESET,
	    "as the kernel closes it when the process dies");
	is_int(outcome(just_close, true, bytes), -ECONNRESET,
	    "with bytes under way");
	is_int(outcome(sock_close_clean, false, bytes), 0, "clean is FIN");
	memset(bytes, 0, sizeof(bytes));
	is_int(outcome(sock_close_clean, true, bytes), 0, "after the bytes");
	is_str(bytes, "abc", "which all arrive");
	return done();
}
