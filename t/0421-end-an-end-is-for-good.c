/*
 * Goal: what ended stays ended: no write that succeeds and no later edge makes
 * a FIN or an error undone.
 */
#include <sys/epoll.h>

#include "end.h"
#include "unit_peer.h"

static struct end end;
static char buf[64];

static void
check_fin(void)
{
	int ends[2];

	peer_pair(ends);
	end_init(&end, ends[1], false, NULL);
	if (send(ends[0], "bye", 3, 0) != 3)
		perror("send");
	shutdown(ends[0], SHUT_WR);
	peer_wait(ends[1], POLLRDHUP);
	end_note(&end, EPOLLIN | EPOLLRDHUP);
	ok(end.eof_near, "a FIN was announced");
	is_int(end_write(&end, "more", 4), 4, "the other direction goes on");
	ok(end.eof_near, "which does not undo it");
	end_note(&end, EPOLLOUT);
	ok(end.eof_near, "nor does a later edge");
	is_int(end_read(&end, buf, 64), 3, "what came before it is read");
	is_int(end_write(&end, "more", 4), 4, "and something written");
	ok(end.at_eof && end.readable, "the end is known");
	is_int(end_read(&end, buf, 64), 0, "and told");
}

static void
check_error(void)
{
	int ends[2];

	peer_pair(ends);
	end_init(&end, ends[1], false, NULL);
	end_note(&end, EPOLLERR);
	is_int(
	    end_write(&end, "more", 4), 4, "after an error a write succeeds");
	ok(end.error && end.broken, "the error stays");
	end_note(&end, EPOLLIN | EPOLLOUT);
	ok(end.error && end.broken, "whatever comes");
}

int
main(void)
{
	plan(11);
	peer_listen();
	check_fin();
	check_error();
	return done();
}
