// SPDX-License-Identifier: BSD-2-Clause
#include "privilege.h"

#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "announce.h"
#include "log.h"
#include "parse.h"

/* A number that an id can have; the highest means "unchanged" to the kernel. */
static int
parse_id(const char *word, uint32_t *id)
{
	uint64_t value;

	if (parse_count(word, &value) == -1 || value >= UINT32_MAX) {
		errno = ENOENT;
		return -1;
	}
	*id = (uint32_t)value;
	return 0;
}

int
privilege_user(const char *name, uid_t *uid, gid_t *gid)
{
	struct passwd *entry = getpwnam(name);

	if (entry == NULL) {
		if (parse_id(name, uid) == -1)
			return -1;
		entry = getpwuid(*uid);
		*gid = entry != NULL ? entry->pw_gid : (gid_t)*uid;
		return 0;
	}
	*uid = entry->pw_uid;
	*gid = entry->pw_gid;
	return 0;
}

int
privilege_group(const char *name, gid_t *gid)
{
	struct group *entry = getgrnam(name);

	if (entry == NULL)
		return parse_id(name, gid);
	*gid = entry->gr_gid;
	return 0;
}

/* Without a directive: an account of our own, or the one that owns nothing. */
static int
default_user(struct account *account)
{
	if (privilege_user("relayd", &account->uid, &account->gid) == 0)
		return 0;
	if (privilege_user("nobody", &account->uid, &account->gid) == -1)
		return announce_failure(
		    "user: neither relayd nor nobody is an account here; "
		    "write the directive user");
	account->nobody = true;
	return 0;
}

static int
check_account(
    const struct account *account, const char *user, const char *group)
{
	if (account->uid == 0 || account->gid == 0)
		return announce_failure("user %s: workers never run as root; "
					"name another account",
		    user != NULL ? user : group);
	if (account->change)
		return 0;
	if (account->uid != geteuid())
		return announce_failure(
		    "user %s: only root can change to it", user);
	if (account->gid != getegid())
		return announce_failure("group %s: only root can change to it",
		    group != NULL ? group : user);
	return 0;
}

int
privilege_account(const char *user, const char *group, struct account *account)
{
	*account = (struct account){
	    .change = geteuid() == 0, .uid = geteuid(), .gid = getegid()};

	if (user != NULL &&
	    privilege_user(user, &account->uid, &account->gid) == -1)
		return announce_failure("user %s: no such account", user);
	if (user == NULL && account->change && default_user(account) == -1)
		return -1;
	if (group != NULL && privilege_group(group, &account->gid) == -1)
		return announce_failure("group %s: no such group", group);
	if (!account->change && user == NULL && group == NULL)
		return 0;
	return check_account(account, user, group);
}

uint64_t
privilege_raise_files(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == -1)
		return 1024;
	if (limit.rlim_cur < limit.rlim_max) {
		rlim_t before = limit.rlim_cur;

		limit.rlim_cur = limit.rlim_max;
		if (setrlimit(RLIMIT_NOFILE, &limit) == -1)
			return before;
	}
	return limit.rlim_cur;
}

static void
close_between(int first, int last)
{
	struct rlimit limit;

	if (first > last || syscall(SYS_close_range, first, last, 0) == 0 ||
	    getrlimit(RLIMIT_NOFILE, &limit) == -1)
		return;
	for (int fd = first; fd <= last && (rlim_t)fd < limit.rlim_cur; fd++)
		close(fd); /* one by one: a kernel before 5.9 */
}

static int
compare(const void *a, const void *b)
{
	const int *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

void
privilege_close_others(int *keep, size_t n)
{
	int next = STDERR_FILENO + 1;

	if (n > 0)
		qsort(keep, n, sizeof(*keep), compare);
	for (size_t i = 0; i < n; i++) {
		if (keep[i] < next)
			continue;
		close_between(next, keep[i] - 1);
		next = keep[i] + 1;
	}
	close_between(next, INT_MAX);
}

static int
set_limits(void)
{
	const struct rlimit none = {0, 0};

	if (setrlimit(RLIMIT_CORE, &none) == -1 ||
	    setrlimit(RLIMIT_NPROC, &none) == -1) {
		log_error("privileges: limits: %m");
		return -1;
	}
	return 0;
}

/* In this order: without the uid 0 the groups could not be changed. */
static int
change_ids(const struct account *account)
{
	uid_t ruid, euid, suid, uid = account->uid;
	gid_t rgid, egid, sgid, gid = account->gid;

	if (setgroups(0, NULL) == -1 || setresgid(gid, gid, gid) == -1 ||
	    setresuid(uid, uid, uid) == -1) {
		log_error("privileges: change to uid %u gid %u: %m", uid, gid);
		return -1;
	}
	if (getresuid(&ruid, &euid, &suid) == -1 ||
	    getresgid(&rgid, &egid, &sgid) == -1 || ruid != uid ||
	    euid != uid || suid != uid || rgid != gid || egid != gid ||
	    sgid != gid || getgroups(0, NULL) != 0) {
		log_error("privileges: uid %u gid %u: not reached", uid, gid);
		return -1;
	}
	return 0;
}

/* As capset(2) wants it; libc has no header for it, the kernel's may lack. */
struct capability_head {
	uint32_t version;
	int pid; /* 0: this process */
};
struct capability_sets {
	uint32_t effective, permitted, inheritable;
};
#define CAPABILITY_VERSION 0x20080522 /* two struct capability_sets */

static int
drop_capabilities(void)
{
	struct capability_head head = {.version = CAPABILITY_VERSION};
	const struct capability_sets none[2] = {{0}};

	if (syscall(SYS_capset, &head, none) == -1) {
		log_error("privileges: drop capabilities: %m");
		return -1;
	}
	return 0;
}

int
privilege_drop(const struct account *account)
{
	if (set_limits() == -1)
		return -1;
	if (account->change && change_ids(account) == -1)
		return -1;
	if (drop_capabilities() == -1)
		return -1;
	if (setresuid(0, 0, 0) == 0) {
		log_error("privileges: root could be had again");
		return -1;
	}
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == -1) {
		log_error("privileges: not dumpable: %m");
		return -1;
	}
	return 0;
}
