/*
 * Goal: a dial that fails at once, at the connect or before it, leaves no
 * descriptor behind, and errno says why.
 */
#include <errno.h>
#include <unistd.h>

#include "sock.h"
#include "tap.h"

/* The number that the next descriptor will have. */
static int
next_fd(void)
{
	int fd = dup(STDOUT_FILENO);

	close(fd);
	return fd;
}

static void
check(const char *to, const char *from, int error, const char *what)
{
	struct addr server, source = {0};
	int before = next_fd();

	addr_parse(to, ADDR_SERVER, &server);
	if (from != NULL)
		addr_parse(from, ADDR_SERVER, &source);
	errno = 0;
	is_int(sock_dial(&server, &source), -1, "%s: it fails", what);
	is_int(errno, error, "for the true reason");
	is_int(next_fd(), before, "and nothing stays open");
}

int
main(void)
{
	plan(6);
	check("unix:/nowhere/at/all", NULL, ENOENT, "no such socket");
	check("127.0.0.1:1", "192.0.2.1:1", EADDRNOTAVAIL, "no such source");
	return done();
}
