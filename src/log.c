// SPDX-License-Identifier: BSD-2-Clause
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "sys.h"

#define LINE_MAX_BYTES 1024

static struct {
	enum log_sink sink;
	enum log_level level;
	int fd;          /* -1: standard error, as it came */
	bool socket;     /* fd is one: send, for it may be blocking */
	bool priorities; /* under systemd: "<6>" before each line */
	int facility;
	char name[64];
	uint64_t dropped;
} self = {.fd = -1, .level = LOG_LEVEL_INFO, .facility = LOG_DAEMON};

static const int priority[] = {LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERR};

static int
open_syslog(void)
{
	struct sockaddr_un sun = {
	    .sun_family = AF_UNIX, .sun_path = "/dev/log"};
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd == -1)
		return -1;
	if (connect(fd, (struct sockaddr *)&sun, sizeof(sun)) == 0)
		return fd;
	int error = errno;
	close(fd);
	errno = error;
	return -1;
}

/*
 * A description of our own, so that O_NONBLOCK does not leak to whoever shares
 * the terminal or pipe; a socket cannot be opened so and needs none.
 */
static int
open_stderr(void)
{
	int flags = O_WRONLY | O_NONBLOCK | O_APPEND | O_NOCTTY | O_CLOEXEC;
	int fd = open("/proc/self/fd/2", flags);

	return fd != -1 ? fd : fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
}

int
log_open(enum log_sink sink, const char *path, int facility)
{
	int flags = O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_NOCTTY;
	int fd;

	switch (sink) {
	case LOG_TO_FILE:
		fd = open(path, flags | O_CLOEXEC, 0640);
		break;
	case LOG_TO_SYSLOG:
		fd = open_syslog();
		break;
	default:
		fd = open_stderr();
	}
	if (fd == -1)
		return -1;
	self.sink = sink;
	self.facility = facility;
	self.priorities =
	    sink == LOG_TO_STDERR && getenv("JOURNAL_STREAM") != NULL;
	log_adopt(fd);
	return 0;
}

void
log_adopt(int fd)
{
	if (self.fd != -1)
		sys_close(self.fd);
	self.fd = fd;
	self.socket = sys_is_socket(fd);
}

int
log_fd(void)
{
	return self.fd;
}

void
log_set_level(enum log_level level)
{
	self.level = level;
}

void
log_set_name(const char *name)
{
	snprintf(self.name, sizeof(self.name), "%s", name);
}

uint64_t
log_dropped(void)
{
	return self.dropped;
}

/* What a sink wants before the message: time, priority, process. */
static size_t
put_head(char *line, size_t size, enum log_level level)
{
	time_t second = (time_t)(sys_wall_ns() / 1000000000);
	struct tm tm;
	char when[40] = "";
	int n;

	switch (self.sink) {
	case LOG_TO_SYSLOG: /* RFC 3164, as libc writes it, in UTC */
		gmtime_r(&second, &tm);
		strftime(when, sizeof(when), "%b %e %H:%M:%S", &tm);
		n = snprintf(line, size,
		    "<%d>%s relayd[%d]: ", self.facility | priority[level],
		    when, (int)getpid());
		break;
	case LOG_TO_FILE:
		gmtime_r(&second, &tm);
		strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &tm);
		n = snprintf(line, size, "%s relayd[%d] ", when, (int)getpid());
		break;
	default:
		n = self.priorities
			? snprintf(line, size, "<%d>relayd: ", priority[level])
			: snprintf(line, size, "relayd: ");
	}
	if (self.name[0] != '\0' && n > 0 && (size_t)n < size)
		n += snprintf(line + n, size - (size_t)n, "%s: ", self.name);
	return n > 0 ? (size_t)n : 0;
}

/* A peer's bytes must not forge a line or drive a terminal. */
static void
defuse(char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
			text[i] = '?';
}

static void
put_line(enum log_level level, const char *text, int error)
{
	char line[LINE_MAX_BYTES];
	size_t n = put_head(line, sizeof(line) - 1, level);
	size_t room = sizeof(line) - 1 - n;
	int wrote = snprintf(line + n, room, "%s", text);
	ssize_t done;

	if (wrote < 0)
		return;
	size_t added = (size_t)wrote < room ? (size_t)wrote : room - 1;
	defuse(line + n, added);
	n += added;
	if (self.sink != LOG_TO_SYSLOG)
		line[n++] = '\n';
	int fd = self.fd != -1 ? self.fd : STDERR_FILENO;

	done = self.socket ? sys_send_now(fd, line, n) : sys_write(fd, line, n);
	if (done != (ssize_t)n)
		self.dropped++;
	errno = error;
}

/* Whether the place may speak now; says first what it had to hold back. */
static bool
may_speak(struct log_place *place, enum log_level level)
{
	int64_t second = sys_now_ns() / 1000000000;
	char text[64];

	if (place->second != second) {
		if (place->suppressed > 0) {
			snprintf(text, sizeof(text),
			    "suppressed %u messages like the next one",
			    place->suppressed);
			put_line(level, text, errno);
		}
		*place = (struct log_place){.second = second};
	}
	if (place->n >= LOG_BURST) {
		place->suppressed++;
		return false;
	}
	place->n++;
	return true;
}

void
log_write(struct log_place *place, enum log_level level, const char *fmt, ...)
{
	char text[LINE_MAX_BYTES];
	int error = errno;
	va_list ap;

	if (level < self.level)
		return;
	if (level >= LOG_LEVEL_WARN && !may_speak(place, level))
		return;
	errno = error;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	put_line(level, text, error);
}

void
log_fatal(int status, const char *fmt, ...)
{
	char text[LINE_MAX_BYTES];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	put_line(LOG_LEVEL_ERROR, text, errno);
	exit(status);
}

void
log_bug(const char *file, int line, const char *what)
{
	char text[LINE_MAX_BYTES];

	snprintf(text, sizeof(text), "bug: %s:%d: %s", file, line, what);
	put_line(LOG_LEVEL_ERROR, text, errno);
	abort();
}
