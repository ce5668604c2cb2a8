/*
 * claim - the right to an instance's name in shared memory
 *
 * Whoever holds an fcntl write lock on the directory object has the name; the
 * kernel frees it with the process, however that ends.  Closing any descriptor
 * of the object in the process would free it too, so it is opened once, and
 * what must be looked up again is looked up by path.
 */
#ifndef RELAY_CLAIM_H
#define RELAY_CLAIM_H

#include <stdbool.h>
#include <stdint.h>

#include "directory.h"

struct claim {
	char name[DIRECTORY_NAME_MAX + 1];
	int fd;             /* of the directory */
	bool created;       /* there was none of this name before */
	unsigned n_orphans; /* living workers of a supervisor that is dead */
	struct directory_slot *orphans;
	uint64_t epoch;
};

/*
 * Get the name, and empty its directory down to a head of state STARTING.
 * Returns 0; or -1 with *why, valid until the next reason.
 */
int claim_take(struct claim *claim, const char *name, const char **why);

/* Empty the directory again, but for the orphans, whom the next start has to
 * know when this one fails.  Returns 0; or -1 and errno. */
int claim_reset(const struct claim *claim);

/* Give up the name. */
void claim_release(struct claim *claim);

/* Who holds it and since when; part of every head. */
void claim_sign(const struct claim *claim, struct directory *dir);

/* Remove page objects that an earlier instance left.  As claim_take(). */
int claim_sweep(const struct claim *claim, const char **why);

/* Remove the directory, if the name still stands for the one we hold. */
void claim_unlink(const struct claim *claim);

/*
 * In another process: let fd be a descriptor of the same directory that can
 * only read.  Returns 0; or -1 and errno.
 */
int claim_weaken(struct claim *claim);

/* Format a reason. */
const char *claim_because(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));

/* The time of a clock in milliseconds: of CLOCK_REALTIME, since boot. */
uint64_t claim_wall_ms(void);
uint64_t claim_boot_ms(void);

#endif /* RELAY_CLAIM_H */
