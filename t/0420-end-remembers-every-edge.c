/*
 * Goal: what an edge announced is remembered until a call has proven it used
 * up: by a short read on TCP, but not past urgent data, nor on a Unix socket.
 */
#include <errno.h>
#include <sys/epoll.h>

#include "end.h"
#include "unit_peer.h"

static struct end end;
static char buf[64];

static void
say(int fd, const char *text)
{
	if (send(fd, text, strlen(text), 0) != (ssize_t)strlen(text))
		perror("send");
}

/* Make it the end with these bytes in its queue. */
static void
open_with(int ends[2], bool unix_socket, const char *text)
{
	end_init(&end, ends[1], unix_socket, NULL);
	say(ends[0], text);
	peer_wait(ends[1], POLLIN);
	end_note(&end, EPOLLIN);
}

static void
check_tcp(void)
{
	int ends[2];

	peer_pair(ends);
	open_with(ends, false, "abcdef");
	ok(end.readable && end.writable, "an edge was seen");
	is_int(end_read(&end, buf, 4), 4, "a full read");
	ok(end.readable, "tells nothing of what is behind it");
	is_int(end_read(&end, buf, 64), 2, "a short one");
	ok(!end.readable, "has emptied the queue");
	say(ends[0], "gh");
	shutdown(ends[0], SHUT_WR);
	peer_wait(ends[1], POLLRDHUP);
	end_note(&end, EPOLLIN | EPOLLRDHUP);
	is_int(end_read(&end, buf, 64), 2, "bytes before the FIN");
	ok(end.at_eof && end.readable, "with which the end is known");
	is_int(end_read(&end, buf, 64), 0, "and told");
}

static void
check_urgent(void)
{
	int ends[2];

	peer_pair(ends);
	setsockopt(ends[1], SOL_SOCKET, SO_OOBINLINE, &(int){1}, sizeof(int));
	open_with(ends, false, "abc");
	send(ends[0], "!", 1, MSG_OOB);
	say(ends[0], "def");
	peer_wait(ends[1], POLLPRI);
	end_note(&end, EPOLLIN | EPOLLPRI);
	is_int(end_read(&end, buf, 64), 3, "a read stops at the urgent byte");
	ok(end.readable, "and does not end it");
	while (end_read(&end, buf, 64) > 0)
		;
	ok(errno == EAGAIN && !end.readable, "only EAGAIN does");
}

static void
check_unix(void)
{
	int ends[2];

	socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends);
	open_with(ends, true, "abc");
	is_int(end_read(&end, buf, 64), 3, "a short read on a Unix socket");
	ok(end.readable, "does not end it");
	ok(end_read(&end, buf, 64) == -1 && !end.readable, "EAGAIN does");
	while (end.writable)
		end_write(&end, buf, 64);
	ok(!end.writable, "a refused write waits for its edge");
	end_note(&end, EPOLLOUT);
	ok(end.writable, "which is remembered");
	ok(!end.error && !end.broken, "nothing is broken");
	end_note(&end, EPOLLERR);
	ok(end.error && end.broken && end.readable, "an error is for good");
}

int
main(void)
{
	plan(18);
	peer_listen();
	check_tcp();
	check_urgent();
	check_unix();
	return done();
}
