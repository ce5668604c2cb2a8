/*
 * Goal: what a listener did not take is told in each turn, a socket's edge
 * once, and what is not watched any more is silent.
 */
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "loop.h"
#include "tap.h"

static struct loop loop;
static struct watch edge, level;
static int n_edge, n_level;

static void
on_event(struct watch *watch, uint32_t events)
{
	if ((events & EPOLLIN) == 0)
		return;
	n_edge += watch == &edge;
	n_level += watch == &level;
}

static void
turns(int n)
{
	for (int i = 0; i < n; i++)
		loop_turn(&loop, 0);
}

int
main(void)
{
	int a[2], b[2];

	plan(7);
	if (loop_init(&loop) == -1 ||
	    socketpair(AF_UNIX, SOCK_STREAM, 0, a) == -1 ||
	    socketpair(AF_UNIX, SOCK_STREAM, 0, b) == -1)
		return 1;
	edge = (struct watch){.fd = a[0], .fn = on_event};
	level = (struct watch){.fd = b[0], .late = true, .fn = on_event};
	is_int(loop_watch_socket(&loop, &edge), 0, "a socket");
	is_int(loop_watch_input(&loop, &level, false), 0, "a listener");
	if (write(a[1], "x", 1) != 1 || write(b[1], "x", 1) != 1)
		return 1;
	turns(5);
	is_int(n_edge, 1, "the socket is told once");
	is_int(n_level, 5, "the listener each time");
	if (write(a[1], "y", 1) != 1)
		return 1;
	turns(1);
	is_int(n_edge, 2, "a new byte is a new edge");
	loop_unwatch(&loop, &level);
	loop_unwatch(&loop, &edge);
	if (write(a[1], "z", 1) != 1)
		return 1;
	turns(5);
	is_int(n_edge, 2, "unwatched: no edge");
	is_int(n_level, 6, "and no level");
	return done();
}
