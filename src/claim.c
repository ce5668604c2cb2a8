#include "claim.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static char reason[256];

const char *
claim_because(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(reason, sizeof(reason), fmt, ap);
	va_end(ap);
	return reason;
}

static uint64_t
clock_ms(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

uint64_t
claim_wall_ms(void)
{
	return clock_ms(CLOCK_REALTIME);
}

uint64_t
claim_boot_ms(void)
{
	return clock_ms(CLOCK_BOOTTIME);
}

/* What makes an object none of ours, or NULL. */
static const char *
stranger(const struct stat *st)
{
	if (S_ISLNK(st->st_mode))
		return "is a symbolic link";
	if (!S_ISREG(st->st_mode))
		return "is not a regular file";
	if (st->st_uid != geteuid())
		return "belongs to another user";
	if (st->st_nlink > 1)
		return "has more than one hard link";
	return NULL;
}

/* Why an object could not be opened or removed: what it is, or errno. */
static const char *
because_of(const char *path)
{
	int error = errno;
	struct stat st;
	const char *what = lstat(path, &st) == 0 ? stranger(&st) : NULL;

	if (what != NULL)
		return claim_because("shared memory: %s %s", path, what);
	return claim_because("shared memory: %s: %s", path, strerror(error));
}

static bool
is_at(int fd, const char *path)
{
	struct stat mine, now;

	return fstat(fd, &mine) == 0 && stat(path, &now) == 0 &&
	       mine.st_ino == now.st_ino && mine.st_dev == now.st_dev;
}

/* Lock what was opened.  Returns 1; 0 to try again; or -1 and *why. */
static int
lock(const struct claim *claim, const char *path, const char **why)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	const char *what;
	struct stat st;
	pid_t pid;

	if (fstat(claim->fd, &st) == -1) {
		*why = because_of(path);
		return -1;
	}
	what = st.st_nlink == 0 ? NULL : stranger(&st);
	if (what != NULL) {
		*why = claim_because("shared memory: %s %s", path, what);
		return -1;
	}
	if (fcntl(claim->fd, F_SETLK, &whole) == 0)
		return 1;
	*why = because_of(path);
	if (!directory_is_locked(claim->fd, &pid))
		return 0;
	*why = pid == 0 ? "already running, in another pid namespace"
			: claim_because("already running as pid %d", (int)pid);
	return -1;
}

/*
 * Open the directory and lock it.  Returns 1; 0 if it was replaced meanwhile;
 * or -1 and *why.
 */
static int
open_locked(struct claim *claim, const char **why)
{
	char path[DIRECTORY_PATH_MAX];
	const char *shm = directory_path(path, claim->name, -1);
	struct stat st;
	int rc;

	claim->fd = shm_open(shm, O_RDWR | O_CREAT, 0600);
	if (claim->fd == -1) {
		*why = because_of(path);
		return -1;
	}
	rc = lock(claim, path, why);
	if (rc == 1 && is_at(claim->fd, path)) {
		claim->created = fstat(claim->fd, &st) == 0 && st.st_size == 0;
		return 1;
	}
	close(claim->fd);
	return rc == 1 ? 0 : rc;
}

/* Keep what an earlier directory, if it is sound, tells of living workers. */
static void
look_at_dead(struct claim *claim)
{
	struct directory old;
	struct directory_slot row;

	if (pread(claim->fd, &old, sizeof(old), 0) != sizeof(old) ||
	    memcmp(old.magic, DIRECTORY_MAGIC, sizeof(old.magic)) != 0 ||
	    old.format != DIRECTORY_FORMAT ||
	    old.n_slots > DIRECTORY_SLOTS_MAX || old.slots.offset > INT32_MAX)
		return;
	claim->epoch = old.epoch;
	claim->orphans = calloc(old.n_slots + 1, sizeof(row));
	for (uint64_t i = 0; claim->orphans != NULL && i < old.n_slots; i++) {
		off_t at = (off_t)(old.slots.offset + i * sizeof(row));

		if (pread(claim->fd, &row, sizeof(row), at) != sizeof(row))
			return;
		if (row.pid != 0 && row.start_ticks != 0 &&
		    directory_start_ticks(row.pid) == row.start_ticks)
			claim->orphans[claim->n_orphans++] = row;
	}
}

void
claim_sign(const struct claim *claim, struct directory *dir)
{
	dir->pid = (uint64_t)getpid();
	dir->start_ticks = directory_start_ticks(dir->pid);
	dir->epoch = claim->epoch;
	dir->started_wall_ms = dir->beat_wall_ms = claim_wall_ms();
	dir->started_boot_ms = dir->beat_boot_ms = claim_boot_ms();
	snprintf(dir->instance, sizeof(dir->instance), "%s", claim->name);
	dir->state = DIRECTORY_STARTING;
}

int
claim_reset(const struct claim *claim)
{
	size_t n_rows = claim->n_orphans * sizeof(claim->orphans[0]);
	struct directory dir;

	directory_lay_out(
	    &dir, &(struct stats_shape){0}, claim->n_orphans, 0, 0);
	dir.size = dir.slots.offset + n_rows;
	claim_sign(claim, &dir);
	if (ftruncate(claim->fd, 0) == -1)
		return -1;
	errno = posix_fallocate(claim->fd, 0, (off_t)dir.size);
	if (errno != 0)
		return -1;
	if (n_rows > 0 && pwrite(claim->fd, claim->orphans, n_rows,
			      (off_t)dir.slots.offset) != (ssize_t)n_rows)
		return -1;
	return pwrite(claim->fd, &dir, sizeof(dir), 0) == sizeof(dir) ? 0 : -1;
}

void
claim_unlink(const struct claim *claim)
{
	char path[DIRECTORY_PATH_MAX];
	const char *shm = directory_path(path, claim->name, -1);

	if (is_at(claim->fd, path))
		shm_unlink(shm);
}

int
claim_take(struct claim *claim, const char *name, const char **why)
{
	uint64_t now = claim_wall_ms();
	int locked = 0;

	if (!directory_name_ok(name)) {
		*why = "a name is letters, digits, '-' and '_', at most 63";
		return -1;
	}
	*claim = (struct claim){.fd = -1};
	snprintf(claim->name, sizeof(claim->name), "%s", name);
	*why = "shared memory: the directory is replaced all the time";
	for (int tries = 0; tries < 64 && locked == 0; tries++)
		locked = open_locked(claim, why);
	if (locked != 1)
		return -1;
	look_at_dead(claim);
	claim->epoch = now > claim->epoch ? now : claim->epoch + 1;
	if (claim_reset(claim) == 0)
		return 0;
	*why = claim_because("shared memory: %s", strerror(errno));
	if (claim->created)
		claim_unlink(claim);
	claim_release(claim);
	return -1;
}

void
claim_release(struct claim *claim)
{
	close(claim->fd);
	free(claim->orphans);
	claim->orphans = NULL;
}

int
claim_sweep(const struct claim *claim, const char **why)
{
	char name[DIRECTORY_NAME_MAX + 1], path[DIRECTORY_PATH_MAX];
	DIR *dir = opendir(DIRECTORY_SHM);
	struct dirent *entry;
	int slot, rc = 0;

	while (rc == 0 && dir != NULL && (entry = readdir(dir)) != NULL) {
		struct stat st;

		if (!directory_parse(entry->d_name, name, &slot) || slot < 0 ||
		    strcmp(name, claim->name) != 0)
			continue;
		directory_path(path, name, slot);
		if (lstat(path, &st) == -1)
			continue;
		if (stranger(&st) != NULL || unlink(path) == -1) {
			*why = because_of(path);
			rc = -1;
		}
	}
	if (dir != NULL)
		closedir(dir);
	return rc;
}

int
claim_weaken(struct claim *claim)
{
	char path[DIRECTORY_PATH_MAX];
	int fd = shm_open(directory_path(path, claim->name, -1), O_RDONLY, 0);

	if (fd == -1)
		return -1;
	if (!is_at(claim->fd, path) || !is_at(fd, path)) {
		close(fd);
		errno = ESTALE;
		return -1;
	}
	close(claim->fd);
	claim->fd = fd;
	return 0;
}
