#include "segment.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "claim.h"
#include "directory.h"
#include "fold.h"
#include "log.h"

struct segment {
	struct claim claim;
	struct directory *dir; /* mapped by segment_build(), else NULL */
	struct directory_slot *slots;
	char *totals; /* n_slots pages */
	struct stats_supervisor *supervisor;
	struct stats_page **pages;
	struct stats_shape shape;
	uint32_t n_slots;
	uint64_t dir_size, page_size, generation;
};

struct segment *
segment_take(const char *name, const char **why)
{
	struct segment *segment = calloc(1, sizeof(*segment));

	if (segment == NULL) {
		*why = "out of memory";
		return NULL;
	}
	if (claim_take(&segment->claim, name, why) == 0)
		return segment;
	free(segment);
	return NULL;
}

unsigned
segment_orphans(const struct segment *segment)
{
	return segment->claim.n_orphans;
}

/* Give an object its owner, mode and memory, and map it. */
static void *
map_object(int fd, const struct segment_plan *plan, uint64_t size)
{
	void *at;
	int error;

	if (plan->gid != (gid_t)-1 && fchown(fd, (uid_t)-1, plan->gid) == -1)
		return NULL;
	if (fchmod(fd, plan->mode) == -1)
		return NULL;
	do {
		error = posix_fallocate(fd, 0, (off_t)size);
	} while (error == EINTR);
	if (error != 0) {
		errno = error;
		return NULL;
	}
	at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	return at == MAP_FAILED ? NULL : at;
}

static int
make_page(struct segment *segment, const struct segment_plan *plan, uint32_t i)
{
	char path[DIRECTORY_PATH_MAX];
	const char *shm = directory_path(path, segment->claim.name, (int)i);
	int fd = shm_open(shm, O_RDWR | O_CREAT | O_EXCL, 0600), error;
	struct stats_page *page;

	if (fd == -1)
		return -1;
	page = map_object(fd, plan, segment->page_size);
	error = errno;
	close(fd);
	if (page == NULL) {
		shm_unlink(shm);
		errno = error;
		return -1;
	}
	stats_page_init(page, &plan->shape, i, plan->generation);
	segment->pages[i] = page;
	return 0;
}

static int
make_pages(struct segment *segment, const struct segment_plan *plan)
{
	segment->page_size = stats_page_size(&plan->shape);
	segment->pages = calloc(plan->n_slots, sizeof(void *));
	if (segment->pages == NULL)
		return -1;
	for (uint32_t i = 0; i < plan->n_slots; i++, segment->n_slots++)
		if (make_page(segment, plan, i) == -1)
			return -1;
	return 0;
}

static void
set_state(struct segment *segment, enum directory_state state)
{
	__atomic_store_n(&segment->dir->state, state, __ATOMIC_RELEASE);
}

/* Write the directory behind its head; whoever reads sees it STARTING. */
static int
fill_directory(struct segment *segment, const struct segment_plan *plan,
    const struct directory *layout, const char *schema)
{
	char *at = map_object(segment->claim.fd, plan, layout->size);
	const char *names = plan->names == NULL ? "" : plan->names;
	struct directory *dir = (void *)at;
	struct directory head = *layout;

	if (at == NULL)
		return -1;
	claim_sign(&segment->claim, &head);
	head.generation = plan->generation;
	snprintf(head.version, sizeof(head.version), "%s",
	    plan->version == NULL ? "" : plan->version);
	snprintf(head.revision, sizeof(head.revision), "%s",
	    plan->revision == NULL ? "" : plan->revision);
	memcpy(at + head.schema.offset, schema, head.schema.size);
	memcpy(at + head.names.offset, names, head.names.size);
	*dir = head;
	segment->dir = dir;
	segment->dir_size = head.size;
	segment->slots = (void *)(at + head.slots.offset);
	segment->totals = at + head.totals.offset;
	segment->supervisor =
	    (void *)(at + head.blocks[STATS_SUPERVISOR].offset);
	stats_set(&segment->supervisor->generation[0], plan->generation);
	stats_set(&segment->supervisor->started[0], head.started_wall_ms);
	return 0;
}

static void
lay_out(
    const struct segment_plan *plan, size_t n_schema, struct directory *layout)
{
	directory_lay_out(layout, &plan->shape, plan->n_slots, n_schema,
	    plan->names == NULL ? 0 : strlen(plan->names));
}

static uint64_t
whole_pages(uint64_t n)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);

	return (n + page - 1) / page * page;
}

static uint64_t
total_size(const struct segment_plan *plan, const struct directory *layout)
{
	return whole_pages(layout->size) +
	       plan->n_slots * whole_pages(layout->page_size);
}

uint64_t
segment_size(const struct segment_plan *plan)
{
	struct directory layout;
	size_t n_schema = 0;
	char *schema = stats_describe(&n_schema);

	lay_out(plan, n_schema, &layout);
	free(schema);
	return total_size(plan, &layout);
}

/* Unmap and unlink the pages that were made. */
static void
drop_pages(struct segment *segment)
{
	char path[DIRECTORY_PATH_MAX];

	for (uint32_t i = 0; i < segment->n_slots; i++) {
		shm_unlink(directory_path(path, segment->claim.name, (int)i));
		munmap(segment->pages[i], segment->page_size);
	}
	free(segment->pages);
	segment->pages = NULL;
	segment->n_slots = 0;
}

static const char *
check_plan(const struct segment_plan *plan, const struct directory *layout)
{
	uint64_t size = total_size(plan, layout);

	if (plan->n_slots == 0 || plan->n_slots > DIRECTORY_SLOTS_MAX)
		return claim_because(
		    "shared memory: %u workers, 1 to %d can be", plan->n_slots,
		    DIRECTORY_SLOTS_MAX);
	if (plan->budget != 0 && size > plan->budget)
		return claim_because("shared memory: %ju KiB are needed, "
				     "stats-memory allows %ju KiB",
		    (uintmax_t)(size + 1023) / 1024,
		    (uintmax_t)plan->budget / 1024);
	return NULL;
}

int
segment_build(
    struct segment *segment, const struct segment_plan *plan, const char **why)
{
	struct directory layout;
	size_t n_schema = 0;
	char *schema = stats_describe(&n_schema);

	lay_out(plan, n_schema, &layout);
	*why = schema == NULL ? "out of memory" : check_plan(plan, &layout);
	if (*why != NULL || claim_sweep(&segment->claim, why) == -1)
		goto give_up;
	segment->shape = plan->shape;
	segment->generation = plan->generation;
	if (make_pages(segment, plan) == -1 ||
	    fill_directory(segment, plan, &layout, schema) == -1) {
		*why = claim_because("shared memory: %s", strerror(errno));
		goto drop_pages;
	}
	free(schema);
	set_state(segment, DIRECTORY_FILLED);
	return 0;
drop_pages:
	drop_pages(segment);
give_up:
	free(schema);
	if (claim_reset(&segment->claim) == -1 || segment->claim.created)
		claim_unlink(&segment->claim);
	return -1;
}

void
segment_ready(struct segment *segment)
{
	set_state(segment, DIRECTORY_READY);
}

struct stats_supervisor *
segment_supervisor(struct segment *segment)
{
	return segment->supervisor;
}

void
segment_beat(struct segment *segment)
{
	stats_set(&segment->dir->beat_wall_ms, claim_wall_ms());
	stats_set(&segment->dir->beat_boot_ms, claim_boot_ms());
}

struct stats_page *
segment_page(struct segment *segment, uint32_t slot)
{
	must(slot < segment->n_slots);
	return segment->pages[slot];
}

/* Between these two, readers do not believe the slot and try again. */
static void
begin_change(struct directory_slot *row)
{
	stats_set(&row->seq, row->seq + 1);
	__atomic_thread_fence(__ATOMIC_RELEASE);
}

static void
end_change(struct directory_slot *row)
{
	__atomic_store_n(&row->seq, row->seq + 1, __ATOMIC_RELEASE);
}

static void
count_states(struct segment *segment)
{
	uint64_t n[N_WORKER_STATES] = {0};

	for (uint32_t i = 0; i < segment->n_slots; i++) {
		const struct directory_slot *row = &segment->slots[i];

		if (row->pid != 0 || row->state == WORKER_BACKOFF)
			n[row->state]++;
	}
	for (unsigned i = 0; i < N_WORKER_STATES; i++)
		stats_set(&segment->supervisor->workers[i], n[i]);
}

void
segment_slot(
    struct segment *segment, uint32_t slot, pid_t pid, enum worker_state state)
{
	struct directory_slot *row = &segment->slots[slot];

	must(slot < segment->n_slots && pid >= 0 && state < N_WORKER_STATES);
	begin_change(row);
	if (row->pid != (uint64_t)pid) {
		uint64_t ticks = directory_start_ticks((uint64_t)pid);

		stats_set(&row->pid, (uint64_t)pid);
		stats_set(&row->start_ticks, pid == 0 ? 0 : ticks);
	}
	stats_set(&row->state, state);
	stats_set(&row->generation, segment->generation);
	end_change(row);
	count_states(segment);
}

void
segment_fold(struct segment *segment, uint32_t slot)
{
	struct directory_slot *row = &segment->slots[slot];
	char *totals = segment->totals + slot * segment->page_size;
	struct stats_page *page = segment_page(segment, slot);

	begin_change(row);
	fold_lost(page, &segment->shape);
	fold_add((void *)totals, page, &segment->shape);
	memset(page, 0, segment->page_size);
	stats_page_init(page, &segment->shape, slot, segment->generation);
	end_change(row);
}

struct stats_page *
segment_keep(struct segment *segment, uint32_t slot)
{
	struct stats_page *page = segment_page(segment, slot);

	if (claim_weaken(&segment->claim) == -1)
		return NULL;
	for (uint32_t i = 0; i < segment->n_slots; i++)
		if (i != slot)
			munmap(segment->pages[i], segment->page_size);
	munmap(segment->dir, segment->dir_size);
	free(segment->pages);
	segment->pages = NULL;
	segment->n_slots = 0;
	segment->dir = NULL;
	return page;
}

bool
segment_successor(const struct segment *segment)
{
	struct directory now;
	pid_t pid;

	return directory_is_locked(segment->claim.fd, &pid) &&
	       pread(segment->claim.fd, &now, sizeof(now), 0) == sizeof(now) &&
	       now.state == DIRECTORY_READY &&
	       now.epoch != segment->claim.epoch;
}

int
segment_fd(const struct segment *segment)
{
	return segment->claim.fd;
}

void
segment_remove(struct segment **segment_p)
{
	struct segment *segment = *segment_p;
	const char *why;

	*segment_p = NULL;
	claim_sweep(&segment->claim, &why);
	if (segment->dir != NULL) {
		set_state(segment, DIRECTORY_GONE);
		drop_pages(segment);
		munmap(segment->dir, segment->dir_size);
		claim_unlink(&segment->claim);
	} else if (segment->claim.n_orphans == 0) {
		claim_unlink(&segment->claim);
	}
	claim_release(&segment->claim);
	free(segment);
}

pid_t
segment_find(const char *name)
{
	char path[DIRECTORY_PATH_MAX];
	struct stat st;
	pid_t pid = 0;
	int fd;

	if (!directory_name_ok(name))
		return 0;
	fd = shm_open(directory_path(path, name, -1), O_RDONLY, 0);
	if (fd == -1)
		return 0;
	/* a name that a stranger squats on must not name a pid to signal */
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    (st.st_uid == geteuid() || st.st_uid == 0))
		directory_is_locked(fd, &pid);
	close(fd);
	return pid;
}
