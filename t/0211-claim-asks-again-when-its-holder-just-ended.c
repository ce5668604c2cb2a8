/*
 * Goal: a lock that is refused, and then nobody has it, is asked for again:
 * its holder ended in between.  A system without locks is no reason to hang.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/syscall.h>

#include "claim.h"
#include "synth.h"

static unsigned n_refused, n_asked;

/* In libc's place: the first so many locks are refused, though free. */
int
fcntl(int fd, int command, ...)
{
	va_list ap;
	void *arg;

	va_start(ap, command);
	arg = va_arg(ap, void *);
	va_end(ap);
	if (command == F_SETLK && n_asked++ < n_refused) {
		errno = n_refused == UINT32_MAX ? ENOLCK : EAGAIN;
		return -1;
	}
	return (int)syscall(SYS_fcntl, fd, command, arg);
}

static const char *
take(const char *name, unsigned refused)
{
	const char *why = "";
	struct claim claim;

	n_asked = 0;
	n_refused = refused;
	if (claim_take(&claim, name, &why) == -1)
		return why;
	claim_unlink(&claim);
	claim_release(&claim);
	return "taken";
}

static bool
is_left(const char *name)
{
	char path[DIRECTORY_PATH_MAX];

	directory_path(path, name, -1);
	return unlink(path) == 0;
}

int
main(void)
{
	char name[32];

	plan(6);
	snprintf(name, sizeof(name), "t0211-%d", getpid());
	is_str(take(name, 1), "taken", "refused once: taken");
	is_int(n_asked, 2, "at the second time");
	is_str(take(name, 20), "taken", "refused twenty times: taken");
	is_int(n_asked, 21, "at the next");
	ok(strstr(take(name, UINT32_MAX), "No locks available") != NULL,
	    "refused for ever: said in the system's words");
	ok(is_left(name), "what others may hold by now is left");
	return done();
}
