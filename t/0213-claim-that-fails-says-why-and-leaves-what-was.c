/*
 * Goal: when the directory cannot be emptied, at whichever step, the claim is
 * refused in the system's words; a new directory goes, and an old one stays.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "claim.h"
#include "synth.h"

static int failing, step; /* which step, of those counted so far */

static bool
fails(void)
{
	return step++ == failing;
}

/* In libc's place, the three steps of claim_reset(). */
int
ftruncate(int fd, off_t size)
{
	if (!fails())
		return (int)syscall(SYS_ftruncate, fd, size);
	errno = EIO;
	return -1;
}

int
posix_fallocate(int fd, off_t at, off_t size)
{
	if (!fails())
		return syscall(SYS_fallocate, fd, 0, at, size) == 0 ? 0 : errno;
	return EIO;
}

ssize_t
pwrite(int fd, const void *buf, size_t n, off_t at)
{
	if (!fails())
		return syscall(SYS_pwrite64, fd, buf, n, at);
	errno = EIO;
	return -1;
}

static char name[32], path[DIRECTORY_PATH_MAX];

/* What a dead supervisor leaves whose worker, this process, still lives. */
static void
leave_orphan(void)
{
	struct directory dir;
	struct directory_slot row = {.pid = (uint64_t)getpid(),
	    .start_ticks = directory_start_ticks((uint64_t)getpid())};
	int fd = open(path, O_CREAT | O_RDWR | O_TRUNC, 0600);

	directory_lay_out(&dir, &(struct stats_shape){0}, 1, 0, 0);
	if (write(fd, &dir, sizeof(dir)) != sizeof(dir) ||
	    lseek(fd, (off_t)dir.slots.offset, SEEK_SET) == -1 ||
	    write(fd, &row, sizeof(row)) != sizeof(row))
		perror("write");
	close(fd);
}

static const char *
take(int failing_step)
{
	const char *why = "";
	struct claim claim;
	int rc;

	failing = failing_step;
	step = 0;
	rc = claim_take(&claim, name, &why);
	if (rc == 0)
		claim_release(&claim);
	return rc == 0 ? "taken" : why;
}

int
main(void)
{
	char want[64];

	plan(16);
	snprintf(want, sizeof(want), "shared memory: %s", strerror(EIO));
	snprintf(name, sizeof(name), "t0213-%d", getpid());
	directory_path(path, name, -1);
	for (int i = 0; i < 3; i++) {
		is_str(take(i), want, "step %d of a new one", i);
		ok(access(path, F_OK) == -1, "nothing is left");
	}
	is_str(take(3), "taken", "a new one has three");
	unlink(path);
	for (int i = 0; i < 4; i++) {
		leave_orphan();
		is_str(take(i), want, "step %d of an old one", i);
		ok(access(path, F_OK) == 0, "it stays for its worker");
	}
	leave_orphan();
	is_str(take(4), "taken", "an old one has four");
	unlink(path);
	return done();
}
