/*
 * Goal: an idle connection that the server closed, reset, or spoke on is not
 * lent, though no event told of it yet: it is counted, and the next is tried.
 */
#include "sock.h"
#include "unit_pool.h"

static void
by_fin(int fd)
{
	sock_close_clean(fd);
}

static void
by_reset(int fd)
{
	struct linger reset = {.l_onoff = 1, .l_linger = 0};

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
	close(fd);
}

static void
by_words(int fd)
{
	if (send(fd, "hello\n", 6, 0) != 6)
		perror("send");
}

static void
check(void (*spoil)(int), enum reason reason, const char *what)
{
	struct conn *good, *bad, *got, *copy;
	int bad_fd;

	world_open(POOL_TEXT, peer_port, POOL_REUSED);
	pool_quiet();
	good = pool_get(false);
	peer_accept();
	bad = pool_get(false);
	bad_fd = peer_accept();
	copy = good;
	pool_return(&copy);
	copy = bad;
	pool_return(&copy);
	spoil(bad_fd);
	peer_wait(bad->end.watch.fd, POLLIN);
	got = pool_get(false);
	ok(got == good, "%s: the other one is lent", what);
	is_int(pool_invalid(AT_BORROW, reason), 1, "counted where and why");
	is_int(world.up.stats->borrows[SOURCE_REUSED], 1, "one borrow");
	loop_turn(&world.loop, 0);
	is_int(world.conns.n_taken, 1, "the dead one is gone");
	world_close();
}

int
main(void)
{
	plan(12);
	peer_listen();
	check(by_fin, REASON_server_eof, "closed");
	check(by_reset, REASON_server_reset, "reset");
	check(by_words, REASON_unsolicited, "it spoke");
	return done();
}
