/*
 * Goal: a worker that lacks memory or descriptors for its start ends with
 * status 1 and one line, and never says that it is prepared.
 */
#include <errno.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "unit_worker_talk.h"

#define TEXT                                                                   \
	"workers 2\nmax-sessions 100\n"                                        \
	"upstream u {\nserver 127.0.0.1:1\n}\n"                                \
	"listener l {\naddress 127.0.0.1:0\nupstream u\n}\n"
#define RESERVES 4 /* of connections, sessions, heads and bytes of buffers */

static int n_granted = RESERVES;

/* In libc's place: no more than so many reserves of memory are granted. */
void *
mmap(void *at, size_t n, int prot, int flags, int fd, off_t offset)
{
	if ((flags & MAP_NORESERVE) != 0 && n_granted-- == 0) {
		errno = ENOMEM;
		return MAP_FAILED;
	}
	return (void *)syscall(SYS_mmap, at, n, prot, flags, fd, offset);
}

static void
leave_no_descriptor(void)
{
	int next = dup(STDIN_FILENO);
	struct rlimit limit = {(rlim_t)next, (rlim_t)next};

	close(next);
	setrlimit(RLIMIT_NOFILE, &limit);
}

static void
check(void (*before)(void), int error)
{
	char words[64];

	snprintf(words, sizeof(words), "start: %s", strerror(error));
	worker_begin(TEXT, before);
	is_int(worker_says(), 0, "it is not prepared");
	is_int(worker_end(), 1, "its status is 1");
	ok(worker_said(words), "%s", words);
	ok(strstr(strstr(unit_worker.said, "start:"), "relayd: ") == NULL,
	    "in one line");
}

int
main(void)
{
	plan(22);
	check(leave_no_descriptor, EMFILE);
	for (int i = 0; i < RESERVES; i++) {
		n_granted = i;
		check(NULL, ENOMEM);
	}
	n_granted = RESERVES;
	worker_begin(TEXT, NULL);
	is_int(worker_says(), CHANNEL_PREPARED, "with all of these it is");
	worker_tell((struct channel_message){.kind = CHANNEL_DRAIN}, -1);
	is_int(worker_end(), 0, "and ends as it should");
	return done();
}
