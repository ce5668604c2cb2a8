/*
 * Goal: when the sink takes nothing more, messages are dropped and counted,
 * no line is torn, and nobody waits: a pipe, and a blocking socket.
 */
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "log.h"
#include "tap.h"

#define MESSAGES 4000

/* Read all there is; how many whole lines, or -1 for a torn one. */
static int
drain(int fd)
{
	static char text[1 << 20];
	size_t n = 0;
	ssize_t got;
	int lines = 0;

	fcntl(fd, F_SETFL, O_NONBLOCK);
	while ((got = read(fd, text + n, sizeof(text) - 1 - n)) > 0)
		n += (size_t)got;
	text[n] = '\0';
	for (char *p = text, *eol; *p != '\0'; p = eol + 1, lines++) {
		eol = strchr(p, '\n');
		if (eol == NULL || strncmp(p, "relayd: message ", 16) != 0)
			return -1;
	}
	return lines;
}

static void
check(int in, int out, const char *sink)
{
	uint64_t before = log_dropped();
	int lines;

	log_adopt(out);
	alarm(20); /* it would wait for ever */
	for (int i = 0; i < MESSAGES; i++)
		log_info("message %d, of the length that such ones have", i);
	alarm(0);
	ok(log_dropped() > before, "%s: some were dropped", sink);
	lines = drain(in);
	ok(lines > 0, "%s: those written are whole", sink);
	is_int(lines + (int)(log_dropped() - before), MESSAGES,
	    "%s: all others are counted", sink);
	before = log_dropped();
	log_info("message after");
	is_int(drain(in), 1, "%s: with room again it goes on", sink);
	is_int(log_dropped(), before, "%s: and drops nothing", sink);
}

int
main(void)
{
	int pipes[2], sockets[2];

	plan(10);
	if (pipe2(pipes, O_NONBLOCK | O_CLOEXEC) == -1 ||
	    socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) == -1)
		return 1;
	check(pipes[0], pipes[1], "a pipe");
	check(sockets[0], sockets[1], "a socket");
	return done();
}
