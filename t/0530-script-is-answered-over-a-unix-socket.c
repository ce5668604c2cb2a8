/*
 * Goal: a reset script over a Unix socket, where only EAGAIN tells that all
 * was read: the exact answer is fit in whatever pieces, and nothing else is.
 */
#include <sys/un.h>

#include "unit_pool.h"

#define TEXT                                                                   \
	"workers 1\nmax-sessions 100\n"                                        \
	"upstream u {\nserver unix:%s\n" POOL_REUSED                           \
	"reset send \"RESET\\r\\n\" expect \"+OK\\r\\n\"\n}\n"                 \
	"listener l {\naddress 127.0.0.1:0\nupstream u\n}\n"

static struct sockaddr_un server = {.sun_family = AF_UNIX};
static int listening, peer;

/* One whose reset is under way; the server is asked for it. */
static void
begin(void)
{
	char got[16] = "";
	struct conn *conn;

	world_open(TEXT, server.sun_path);
	pool_quiet();
	conn = pool_get(false);
	peer = accept4(listening, NULL, NULL, SOCK_CLOEXEC);
	pool_return(&conn);
	is_int(recv(peer, got, sizeof(got), 0), 7, "the script is sent");
}

static void
answer(const char *text)
{
	if (send(peer, text, strlen(text), 0) != (ssize_t)strlen(text))
		perror("send");
	for (int i = 0; i < 5; i++)
		loop_turn(&world.loop, 0);
}

static void
check(const char *first, const char *second, enum script_result want)
{
	bool fit = want == SCRIPT_OK;

	begin();
	answer(first);
	if (second != NULL) {
		is_int(world.up.n[CONN_RESETTING], 1, "that is no answer yet");
		answer(second);
	}
	if (want == SCRIPT_EOF)
		close(peer);
	world_until(world.up.n[CONN_RESETTING] == 0);
	is_int(world.up.stats->script_runs[want], 1, "it is decided");
	is_int(world.up.n[CONN_IDLE], fit, "%s", fit ? "fit" : "closed");
	is_int(pool_invalid(AT_LENT, REASON_reset_failed), !fit, "counted");
	if (want != SCRIPT_EOF)
		close(peer);
	world_close();
}

int
main(void)
{
	plan(0);
	listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	snprintf(server.sun_path, sizeof(server.sun_path), "/tmp/t0530-%d",
	    getpid());
	if (bind(listening, (struct sockaddr *)&server, sizeof(server)) == -1 ||
	    listen(listening, 8) == -1)
		perror("listen");
	check("+OK\r\n", NULL, SCRIPT_OK);
	check("+O", "K\r\n", SCRIPT_OK);
	check("+OK\r\n+", NULL, SCRIPT_MISMATCH);
	check("+OK\r", "\r", SCRIPT_MISMATCH);
	check("-OK\r\n", NULL, SCRIPT_MISMATCH);
	check("+OK", NULL, SCRIPT_EOF);
	unlink(server.sun_path);
	return done();
}
