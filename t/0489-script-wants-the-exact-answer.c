/*
 * Goal: after the reset script a connection is idle if exactly its answer
 * came, in whatever pieces; and closed after one byte more, less or other.
 */
#include "unit_pool.h"

#define RESET                                                                  \
	POOL_REUSED "script-timeout 30ms\n"                                    \
		    "reset send \"RESET\\r\\n\" expect \"+OK\\r\\n\"\n"

static struct conn *conn;
static int peer;

/* Borrow one, give it back, and see to it that the script arrives. */
static bool
begin(void)
{
	char got[16] = "";
	struct conn *copy;

	world_open(POOL_TEXT, peer_port, RESET);
	pool_quiet();
	conn = copy = pool_get(false);
	peer = peer_accept();
	pool_return(&copy);
	peer_wait(peer, POLLIN);
	return recv(peer, got, sizeof(got), 0) == 7 &&
	       memcmp(got, "RESET\r\n", 7) == 0 &&
	       world.up.n[CONN_RESETTING] == 1;
}

static void
answer(const char *text)
{
	if (send(peer, text, strlen(text), 0) != (ssize_t)strlen(text))
		perror("send");
	peer_wait(conn->end.watch.fd, POLLIN);
	loop_turn(&world.loop, 0);
}

static void
check(const char *first, const char *second, enum script_result want)
{
	struct stats_upstream *stats;
	bool fit = want == SCRIPT_OK;

	ok(begin(), "the script is sent");
	stats = world.up.stats;
	if (first != NULL)
		answer(first);
	if (second != NULL && world.up.n[CONN_RESETTING] > 0)
		answer(second);
	if (want == SCRIPT_EOF)
		shutdown(peer, SHUT_WR);
	world_until(world.up.n[CONN_RESETTING] == 0);
	is_int(stats->script_runs[want], 1, "\"%s\", \"%s\"",
	    first ? first : "", second ? second : "");
	is_int(stats->returns[0], fit, "%s", fit ? "idle" : "not returned");
	is_int(pool_invalid(AT_LENT, REASON_reset_failed), !fit, "counted");
	is_int(stats->timeouts[TIMEOUT_SCRIPT], want == SCRIPT_TIMEOUT,
	    "timeouts");
	is_int(world.up.n[CONN_IDLE], fit, "what there is");
	close(peer);
	world_close();
}

int
main(void)
{
	plan(0);
	peer_listen();
	check("+OK\r\n", NULL, SCRIPT_OK);
	check("+O", "K\r\n", SCRIPT_OK);
	check("+", "OK\r\n", SCRIPT_OK);
	check("+OK\r\n\n", NULL, SCRIPT_MISMATCH);
	check("+OK", "\r\n+", SCRIPT_MISMATCH);
	check("-OK\r\n", NULL, SCRIPT_MISMATCH);
	check("+O", "x", SCRIPT_MISMATCH);
	check("+OK\r", NULL, SCRIPT_TIMEOUT);
	check(NULL, NULL, SCRIPT_TIMEOUT);
	check("+OK", NULL, SCRIPT_EOF);
	check(NULL, NULL, SCRIPT_EOF);
	return done();
}
