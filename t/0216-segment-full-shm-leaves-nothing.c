/*
 * A full /dev/shm is a sentence with the system's words, at every size.
 */
#include <errno.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "synth.h"

/* A /dev/shm of so many KiB, that this process alone sees. */
static bool
mount_shm(unsigned kib)
{
	char size[32];

	umount2("/dev/shm", MNT_DETACH);
	snprintf(size, sizeof(size), "size=%uk", kib);
	return mount("tmpfs", "/dev/shm", "tmpfs", 0, size) == 0;
}

static bool
is_empty(void)
{
	return synth_run("ls -A /dev/shm", &(int){0})[0] == '\0';
}

/* Take and build there: 0, or 1 with a right sentence, or -1. */
static int
attempt(uint64_t *kept)
{
	struct segment_plan plan = synth_plan(3);
	const char *why = "";
	struct segment *segment = segment_take("x", &why);
	int rc = 0;

	if (segment == NULL || segment_build(segment, &plan, &why) == -1)
		rc = strcmp(why, "shared memory: No space left on device") == 0
			 ? 1
			 : -1;
	*kept += rc == 1 && segment != NULL && is_empty();
	if (segment != NULL)
		segment_remove(&segment);
	if (!is_empty() || rc == -1) {
		printf("# %s\n", why);
		return -1;
	}
	return rc;
}

int
main(void)
{
	struct segment_plan want_plan = synth_plan(3);
	unsigned enough = (unsigned)(segment_size(&want_plan) / 1024);
	unsigned n_refused = 0, n_wrong = 0, kib = 4;
	uint64_t kept = 0;

	if (unshare(CLONE_NEWNS) == -1 ||
	    mount("", "/", NULL, MS_REC | MS_PRIVATE, NULL) == -1)
		skip_all("needs a mount namespace: %s", strerror(errno));
	plan(4);
	for (; kib < enough; kib += 4) {
		int rc = mount_shm(kib) ? attempt(&kept) : -1;

		n_refused += rc == 1;
		n_wrong += rc != 1;
	}
	is_int(n_wrong, 0, "every size below %u KiB is refused", enough);
	ok(n_refused > 10, "%u of them", n_refused);
	is_int(kept, n_refused, "nothing is left even before the end");
	is_int(mount_shm(enough) ? attempt(&kept) : -1, 0, "%u KiB are enough",
	    enough);
	return done();
}
