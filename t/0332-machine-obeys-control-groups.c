/*
 * Goal: CPU quota and memory limit of control groups are found, version 2 and
 * 1, the least on the way up; a quota is rounded up; a file that is odd or not
 * there limits nothing.
 */
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "machine.h"
#include "tap.h"

static char root[] = "/tmp/machine-XXXXXX";

/* A file below the root, with its folders. */
static void
put(const char *path, const char *text)
{
	char whole[256];
	FILE *out;

	snprintf(whole, sizeof whole, "%s%s", root, path);
	for (char *at = whole + strlen(root) + 1; (at = strchr(at, '/'));
	     at++) {
		*at = '\0';
		mkdir(whole, 0700);
		*at = '/';
	}
	out = fopen(whole, "w");
	if (out == NULL || fputs(text, out) == EOF || fclose(out) != 0)
		perror(whole);
}

static int
erase(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

static void
version2(void)
{
	put("/proc/self/cgroup", "1:name=systemd:/x\n0::/a/b\n");
	put("/sys/fs/cgroup/a/cpu.max", "250000 100000\n");
	put("/sys/fs/cgroup/a/b/cpu.max", "max 100000\n");
	put("/sys/fs/cgroup/a/b/memory.max", "1073741824\n");
	put("/sys/fs/cgroup/a/memory.max", "max\n");
	is_int(machine_quota(root), 3, "2.5 CPUs of the group above are 3");
	is_int(machine_memory_limit(root), 1 << 30, "a limit of our own");
	put("/sys/fs/cgroup/a/b/cpu.max", "1000 100000\n");
	is_int(machine_quota(root), 1, "a hundredth is 1");
	is_int(machine_cpus(root), 1, "which is all we may use");
	put("/sys/fs/cgroup/a/b/cpu.max", "none\n");
	put("/sys/fs/cgroup/a/cpu.max", "100000 0\n");
	is_int(machine_quota(root), 0, "odd ones are none");
	put("/proc/self/cgroup", "0::/not/seen/from/here\n");
	put("/sys/fs/cgroup/cpu.max", "200000 100000\n");
	is_int(machine_quota(root), 2, "in a container the top is ours");
}

static void
version1(void)
{
	put("/proc/self/cgroup", "5:cpuacct,cpu:/j\n4:memory:/m/n\n");
	put("/sys/fs/cgroup/cpu/j/cpu.cfs_quota_us", "150000\n");
	put("/sys/fs/cgroup/cpu/j/cpu.cfs_period_us", "50000\n");
	put("/sys/fs/cgroup/memory/m/memory.limit_in_bytes", "536870912\n");
	put("/sys/fs/cgroup/memory/m/n/memory.limit_in_bytes",
	    "9223372036854771712\n");
	is_int(machine_quota(root), 3, "version 1: 3 CPUs");
	is_int(machine_memory_limit(root), 512 << 20, "version 1: 512 MiB");
	ok(machine_memory(root) <= 512 << 20, "which is all there is to us");
	put("/sys/fs/cgroup/cpu/j/cpu.cfs_quota_us", "-1\n");
	is_int(machine_quota(root), 0, "-1 is none");
	put("/proc/self/cgroup", "5:cpuset:/j\nrubbish\n:\n");
	is_int(machine_quota(root), 0, "another controller is not ours");
}

int
main(void)
{
	plan(0);
	ok(mkdtemp(root) != NULL, "a folder");
	is_int(machine_quota(root), 0, "no file, no quota");
	ok(machine_memory_limit(root) == UINT64_MAX, "and no limit");
	ok(machine_memory(root) > 0, "but memory");
	version2();
	version1();
	ok(nftw(root, erase, 8, FTW_DEPTH | FTW_PHYS) == 0, "cleaned up");
	return done();
}
