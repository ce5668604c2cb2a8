// SPDX-License-Identifier: BSD-2-Clause
#include "announce.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "log.h"

static int verdict = -1; /* the pipe to the parent that waits, under -d */

/* End as the child says: by a byte for "up", by its exit status if it died. */
static _Noreturn void
wait_for_verdict(int fd, pid_t child)
{
	char up;
	int status;

	if (read(fd, &up, 1) == 1)
		_exit(0);
	if (waitpid(child, &status, 0) == child && WIFEXITED(status) &&
	    WEXITSTATUS(status) != 0)
		_exit(WEXITSTATUS(status));
	fprintf(stderr, "relayd: the service ended during its start\n");
	_exit(1);
}

int
announce_detach(void)
{
	int ends[2];
	pid_t child;

	if (pipe2(ends, O_CLOEXEC) == -1)
		return -1;
	fflush(NULL);
	child = fork();
	if (child > 0) {
		close(ends[1]);
		wait_for_verdict(ends[0], child);
	}
	close(ends[0]);
	if (child == -1) {
		close(ends[1]);
		return -1;
	}
	verdict = ends[1];
	setsid();
	return 0;
}

/* The log writes to a description of its own, so compare what is behind. */
static bool
is_log_on_stderr(void)
{
	struct stat a, b;

	return log_fd() == -1 ||
	       (fstat(log_fd(), &a) == 0 && fstat(STDERR_FILENO, &b) == 0 &&
		   a.st_dev == b.st_dev && a.st_ino == b.st_ino);
}

int
announce_failure(const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	log_error("%s", text);
	if (!is_log_on_stderr())
		fprintf(stderr, "relayd: %s\n", text);
	return -1;
}

int
announce_pid(const char *path)
{
	char text[16], temporary[4096];
	int n = snprintf(temporary, sizeof(temporary), "%s.new", path);
	int fd, error;

	if ((size_t)n >= sizeof(temporary)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	unlink(temporary);
	fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd == -1)
		return -1;
	n = snprintf(text, sizeof(text), "%d\n", (int)getpid());
	errno = ENOSPC;
	if (write(fd, text, (size_t)n) == n && rename(temporary, path) == 0) {
		close(fd);
		return 0;
	}
	error = errno;
	unlink(temporary);
	close(fd);
	errno = error;
	return -1;
}

/* The sd_notify protocol: a datagram to the socket that systemd named. */
static void
notify(const char *text)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un sun = {.sun_family = AF_UNIX};
	size_t n = path != NULL ? strlen(path) : 0;
	int fd;

	if (n == 0 || n >= sizeof(sun.sun_path))
		return;
	memcpy(sun.sun_path, path, n);
	if (path[0] == '@')
		sun.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd == -1)
		return;
	if (sendto(fd, text, strlen(text), MSG_NOSIGNAL,
		(struct sockaddr *)&sun,
		(socklen_t)(offsetof(struct sockaddr_un, sun_path) + n)) == -1)
		log_warn("systemd: notify: %m");
	close(fd);
}

/* Standard input, output and error belong to the shell that goes on now. */
static void
let_terminal_go(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null == -1)
		return;
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		dup2(null, fd);
	if (null > STDERR_FILENO)
		close(null);
}

void
announce_ready(void)
{
	char text[64];

	snprintf(text, sizeof(text), "READY=1\nMAINPID=%d", (int)getpid());
	notify(text);
	if (verdict == -1)
		return;
	let_terminal_go();
	if (write(verdict, "", 1) == -1)
		log_warn("detach: the parent is gone: %m");
	close(verdict);
	verdict = -1;
}

void
announce_leave(void)
{
	if (verdict == -1)
		return;
	let_terminal_go();
	close(verdict);
	verdict = -1;
}

void
announce_stopping(void)
{
	notify("STOPPING=1");
}
