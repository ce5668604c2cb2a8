// SPDX-License-Identifier: BSD-2-Clause
#include "machine.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "parse.h"
#include "slurp.h"

#define PATH_ROOM 1024

/* The first line of a file, or false. */
static bool
read_line(const char *path, char *line, size_t room)
{
	struct stat st;
	size_t n;
	char *bytes = slurp(path, true, 65536, &n, &st);

	if (bytes == NULL)
		return false;
	bytes[strcspn(bytes, "\n")] = '\0';
	snprintf(line, room, "%s", bytes);
	free(bytes);
	return true;
}

/* Whether a list such as "cpu,cpuacct" has the word. */
static bool
has_word(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (; *list != '\0'; list += strcspn(list, ","), list += *list == ',')
		if (strncmp(list, word, n) == 0 &&
		    (list[n] == ',' || list[n] == '\0'))
			return true;
	return false;
}

/*
 * Our folder in the hierarchy of a controller, "" for the one of version 2.
 * Lines of /proc/self/cgroup are "NUMBER:CONTROLLERS:FOLDER".
 */
static bool
own_group(const char *root, const char *controller, char *folder)
{
	char path[PATH_ROOM];
	struct stat st;
	size_t n;
	char *bytes, *rest, *line;
	bool found = false;

	snprintf(path, sizeof path, "%s/proc/self/cgroup", root);
	bytes = slurp(path, true, 1 << 20, &n, &st);
	rest = bytes;
	while (!found && rest != NULL && (line = strsep(&rest, "\n")) != NULL) {
		char *list = strchr(line, ':');
		char *at = list != NULL ? strchr(list + 1, ':') : NULL;

		if (at == NULL)
			continue;
		*at = '\0';
		found = *controller == '\0' ? list[1] == '\0'
					    : has_word(list + 1, controller);
		if (found)
			snprintf(folder, PATH_ROOM, "%s", at + 1);
	}
	free(bytes);
	return found;
}

/*
 * The least of a limit (of one folder; UINT64_MAX: none) in our group and all
 * above it.  In a container the folder may be the host's name for it: what is
 * not there limits nothing, and the top, which is then our own, counts in any
 * case.
 */
static uint64_t
least_up(const char *root, const char *mount, const char *controller,
    uint64_t (*limit)(const char *folder))
{
	char folder[PATH_ROOM] = "", path[3 * PATH_ROOM];
	uint64_t least = UINT64_MAX, value;

	if (!own_group(root, controller, folder))
		return UINT64_MAX;
	for (;;) {
		snprintf(path, sizeof path, "%s/sys/fs/cgroup%s%s", root, mount,
		    folder);
		value = limit(path);
		if (value < least)
			least = value;
		if (strrchr(folder, '/') == NULL)
			return least;
		*strrchr(folder, '/') = '\0';
	}
}

static bool
read_number(const char *folder, const char *name, uint64_t *value)
{
	char path[4 * PATH_ROOM], line[64];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return read_line(path, line, sizeof line) &&
	       parse_count(line, value) == 0;
}

static uint64_t
round_up(uint64_t quota, uint64_t period)
{
	return period == 0 ? UINT64_MAX : quota / period + (quota % period > 0);
}

/* cpu.max is "QUOTA PERIOD" in microseconds, or "max PERIOD". */
static uint64_t
cpus_v2(const char *folder)
{
	char path[4 * PATH_ROOM], line[64], *period;
	uint64_t quota, length;

	snprintf(path, sizeof path, "%s/cpu.max", folder);
	if (!read_line(path, line, sizeof line))
		return UINT64_MAX;
	period = strchr(line, ' ');
	if (period == NULL)
		return UINT64_MAX;
	*period++ = '\0';
	if (parse_count(line, &quota) == -1 ||
	    parse_count(period, &length) == -1)
		return UINT64_MAX;
	return round_up(quota, length);
}

/* A quota of -1 is none, and no number to parse_count(). */
static uint64_t
cpus_v1(const char *folder)
{
	uint64_t quota, period;

	if (!read_number(folder, "cpu.cfs_quota_us", &quota) ||
	    !read_number(folder, "cpu.cfs_period_us", &period))
		return UINT64_MAX;
	return round_up(quota, period);
}

static uint64_t
memory_v2(const char *folder)
{
	uint64_t bytes;

	return read_number(folder, "memory.max", &bytes) ? bytes : UINT64_MAX;
}

static uint64_t
memory_v1(const char *folder)
{
	uint64_t bytes;

	return read_number(folder, "memory.limit_in_bytes", &bytes)
		   ? bytes
		   : UINT64_MAX;
}

static uint64_t
least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

uint32_t
machine_quota(const char *root)
{
	uint64_t cpus = least(least_up(root, "", "", cpus_v2),
	    least_up(root, "/cpu", "cpu", cpus_v1));

	if (cpus == UINT64_MAX)
		return 0;
	return cpus < 1 ? 1 : (uint32_t)least(cpus, UINT32_MAX);
}

/* The set of CPUs may be wider than cpu_set_t: grow until it fits. */
static uint32_t
affinity(void)
{
	for (size_t n = CPU_SETSIZE; n <= 1 << 20; n *= 2) {
		cpu_set_t *set = CPU_ALLOC(n);
		int count = 0;

		if (set == NULL)
			break;
		if (sched_getaffinity(0, CPU_ALLOC_SIZE(n), set) == 0)
			count = CPU_COUNT_S(CPU_ALLOC_SIZE(n), set);
		CPU_FREE(set);
		if (count > 0)
			return (uint32_t)count;
	}
	return 1;
}

uint32_t
machine_cpus(const char *root)
{
	uint32_t cpus = affinity(), quota = machine_quota(root);

	return quota > 0 && quota < cpus ? quota : cpus;
}

uint64_t
machine_memory_limit(const char *root)
{
	return least(least_up(root, "", "", memory_v2),
	    least_up(root, "/memory", "memory", memory_v1));
}

uint64_t
machine_memory(const char *root)
{
	long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
	uint64_t limit = machine_memory_limit(root);

	if (pages <= 0 || size <= 0)
		return limit;
	return least(limit, (uint64_t)pages * (uint64_t)size);
}
