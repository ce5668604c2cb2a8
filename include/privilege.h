/*
 * privilege - what a process may do: accounts, limits, giving rights up
 */
#ifndef RELAY_PRIVILEGE_H
#define RELAY_PRIVILEGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Whom the workers act for. */
struct account {
	bool change; /* not when started by an ordinary user */
	bool nobody; /* for want of an account of our own */
	uid_t uid;
	gid_t gid;
};

/*
 * Look up an account or a group, by name or number; an account's own group is
 * stored with it.  Blocks.  Returns 0; or -1 and errno, ENOENT if unknown.
 */
int privilege_user(const char *name, uid_t *uid, gid_t *gid);
int privilege_group(const char *name, gid_t *gid);

/*
 * The account that the directives user and group (NULL: unset) ask for.
 * Returns 0; or -1, announced.
 */
int privilege_account(
    const char *user, const char *group, struct account *account);

/*
 * Raise the descriptor limit as far as this process may.
 * Returns the limit.
 */
uint64_t privilege_raise_files(void);

/* Close all descriptors but the standard ones and these, which it sorts. */
void privilege_close_others(int *keep, size_t n);

/*
 * In a worker: no core, no new process, the account's rights and no more, and
 * none of them to be had again.  Returns 0; or -1, after a line in the log.
 */
int privilege_drop(const struct account *account);

#endif /* RELAY_PRIVILEGE_H */
