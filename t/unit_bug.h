/*
 * unit_bug - doing what must not be done, in a child that may die of it
 */
#ifndef RELAY_UNIT_BUG_H
#define RELAY_UNIT_BUG_H

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tap.h"

/* Run it in a child.  Returns whether it aborted and said "bug:" before;
 * what it wrote to standard error is in unit_said. */
static char unit_said[4096];

TAP_UNUSED static bool
unit_is_bug(void (*fn)(void *), void *arg)
{
	static const struct rlimit no_core;
	size_t n = 0;
	ssize_t got;
	int ends[2], status = 0;
	pid_t pid;

	fflush(stdout);
	if (pipe(ends) == -1 || (pid = fork()) == -1)
		return false;
	if (pid == 0) {
		setrlimit(RLIMIT_CORE, &no_core);
		dup2(ends[1], STDERR_FILENO);
		alarm(20);
		fn(arg);
		_exit(0);
	}
	close(ends[1]);
	while (
	    (got = read(ends[0], unit_said + n, sizeof(unit_said) - 1 - n)) > 0)
		n += (size_t)got;
	unit_said[n] = '\0';
	close(ends[0]);
	waitpid(pid, &status, 0);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT &&
	       strstr(unit_said, "bug: ") != NULL;
}

#endif /* RELAY_UNIT_BUG_H */
