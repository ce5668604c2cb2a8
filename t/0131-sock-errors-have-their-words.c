/*
 * Goal: each errno of accept, connect, recv and send is taken for what it is:
 * the client's, the server's, the network's or this host's.
 */
#include <errno.h>

#include "sock.h"
#include "tap.h"

static const struct {
	int error;
	enum dial_result result;
} dials[] = {{0, DIAL_OK}, {ECONNREFUSED, DIAL_REFUSED}, {ENOENT, DIAL_REFUSED},
    {EACCES, DIAL_REFUSED}, {ETIMEDOUT, DIAL_TIMEOUT}, {ECONNRESET, DIAL_RESET},
    {EHOSTUNREACH, DIAL_UNREACHABLE}, {ENETUNREACH, DIAL_UNREACHABLE},
    {EADDRNOTAVAIL, DIAL_NO_PORT}, {EMFILE, DIAL_NO_FD}, {ENFILE, DIAL_NO_FD},
    {ENOMEM, DIAL_NO_FD}, {ENOSPC, DIAL_NO_FD}};

static const struct {
	int error;
	enum accept_error what;
} accepts[] = {{EAGAIN, ACCEPT_NONE_WAITING}, {ECONNABORTED, ACCEPT_SKIP},
    {EPROTO, ACCEPT_SKIP}, {EHOSTUNREACH, ACCEPT_SKIP}, {EINTR, ACCEPT_SKIP},
    {EMFILE, ACCEPT_DESCRIPTORS}, {ENFILE, ACCEPT_DESCRIPTORS},
    {ENOBUFS, ACCEPT_MEMORY}, {ENOMEM, ACCEPT_MEMORY}};

#define COUNT(v) (sizeof(v) / sizeof((v)[0]))

int
main(void)
{
	plan(0);
	for (size_t i = 0; i < COUNT(dials); i++)
		is_int(sock_dial_result(dials[i].error), dials[i].result,
		    "connect: %s", strerror(dials[i].error));
	for (size_t i = 0; i < COUNT(accepts); i++)
		is_int(sock_accept_error(accepts[i].error), accepts[i].what,
		    "accept: %s", strerror(accepts[i].error));
	return done();
}
