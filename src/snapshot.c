#include "snapshot.h"

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

#define MEMORY_MAX ((uint64_t)1 << 30) /* of what we would read at most */
#define TEXT_MAX (1 << 24)
#define COUNT_MAX 65536 /* of blocks of one scope */
#define TRIES 4000      /* of all that may have to be redone */
#define AGAIN ((enum snapshot_status) - 1)

/* A reading under way. */
struct reading {
	const char *name;
	struct snapshot *snapshot;
	int fd, tries;
};

/* What snapshot_open() hands out, until the next. */
static char why_not[256];

__attribute__((format(printf, 2, 3))) static enum snapshot_status
fail(enum snapshot_status status, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why_not, sizeof(why_not), fmt, ap);
	va_end(ap);
	return status;
}

/* Let whoever changes what we read get on.  False when that took too long. */
static bool
may_try_again(struct reading *r)
{
	if (r->tries++ > TRIES)
		return false;
	if (r->tries > TRIES / 2)
		nanosleep(&(struct timespec){.tv_nsec = 200000}, NULL);
	return true;
}

static uint64_t
clock_ms(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* All n bytes at offset, or false. */
static bool
read_at(int fd, void *to, uint64_t n, uint64_t offset)
{
	unsigned char *at = to;

	while (n > 0) {
		ssize_t got = pread(fd, at, n, (off_t)offset);

		if (got <= 0)
			return false;
		at += got;
		n -= (uint64_t)got;
		offset += (uint64_t)got;
	}
	return true;
}

static bool
span_fits(const struct directory_span *span, uint64_t size)
{
	return span->offset <= size && span->size <= size - span->offset;
}

static bool
block_fits(const struct directory_block *block, uint64_t size)
{
	if (block->count > COUNT_MAX || block->offset > size ||
	    block->stride > size || block->size > size)
		return false;
	return block->count == 0 ||
	       (block->size <= block->stride &&
		   block->count * block->stride <= size - block->offset);
}

/* What a reader relies on later is checked here, once. */
static bool
head_fits(const struct directory *head, uint64_t size)
{
	if (head->head_size < sizeof(*head) || head->size > size ||
	    size > MEMORY_MAX || head->schema.size > TEXT_MAX ||
	    head->names.size > TEXT_MAX ||
	    head->n_slots > DIRECTORY_SLOTS_MAX ||
	    head->page_size > MEMORY_MAX || head->page_size < 64 ||
	    head->n_slots * head->page_size > MEMORY_MAX / 2 ||
	    !span_fits(&head->slots, size) || !span_fits(&head->schema, size) ||
	    !span_fits(&head->names, size) || !span_fits(&head->totals, size))
		return false;
	if (head->slots.size != head->n_slots * sizeof(struct directory_slot) ||
	    head->totals.size != head->n_slots * head->page_size)
		return false;
	for (unsigned scope = 0; scope < STATS_SUPERVISOR; scope++)
		if (!block_fits(&head->blocks[scope], head->page_size))
			return false;
	return block_fits(&head->blocks[STATS_SUPERVISOR], size) &&
	       head->blocks[STATS_SUPERVISOR].count <= 1;
}

static void
end_strings(struct directory *head)
{
	head->instance[sizeof(head->instance) - 1] = '\0';
	head->version[sizeof(head->version) - 1] = '\0';
	head->revision[sizeof(head->revision) - 1] = '\0';
}

/* Whether it is a directory that this release can read, and in which state. */
static enum snapshot_status
check_head(const struct directory *head, uint64_t size, bool is_live)
{
	if (memcmp(head->magic, DIRECTORY_MAGIC, sizeof(head->magic)) != 0)
		return fail(SNAPSHOT_FORMAT, "is no directory of an instance");
	if (head->endian != DIRECTORY_ENDIAN)
		return fail(SNAPSHOT_FORMAT, "has another byte order");
	if (head->format != DIRECTORY_FORMAT)
		return fail(SNAPSHOT_FORMAT, "has format %u, not %d",
		    head->format, DIRECTORY_FORMAT);
	if (head->state == DIRECTORY_GONE)
		return is_live ? AGAIN : fail(SNAPSHOT_DEAD, "has ended");
	if (head->state == DIRECTORY_STARTING)
		return is_live ? fail(SNAPSHOT_FAILED, "is starting")
			       : fail(SNAPSHOT_DEAD, "died while starting");
	if (!head_fits(head, size))
		return is_live ? AGAIN : fail(SNAPSHOT_FORMAT, "is damaged");
	return SNAPSHOT_OK;
}

static enum snapshot_status
read_head(struct reading *r)
{
	struct snapshot *snapshot = r->snapshot;
	struct directory head;
	struct stat st;
	pid_t pid;

	if (fstat(r->fd, &st) == -1)
		return fail(SNAPSHOT_FAILED, "%s", strerror(errno));
	if (!S_ISREG(st.st_mode))
		return fail(SNAPSHOT_FORMAT, "is no directory of an instance");
	if (st.st_nlink == 0)
		return AGAIN;
	snapshot->is_live = directory_is_locked(r->fd, &pid);
	/* twice: what state promises is there only once state was seen */
	if (!read_at(r->fd, &head, sizeof(head), 0) ||
	    !read_at(r->fd, &snapshot->head, sizeof(head), 0)) {
		if (snapshot->is_live)
			return AGAIN;
		return fail(SNAPSHOT_FORMAT, "is no directory of an instance");
	}
	end_strings(&snapshot->head);
	/* of all names this one was checked */
	snprintf(snapshot->head.instance, sizeof(snapshot->head.instance), "%s",
	    r->name);
	if (head.state != snapshot->head.state)
		return AGAIN;
	return check_head(
	    &snapshot->head, (uint64_t)st.st_size, snapshot->is_live);
}

/* n bytes at offset of the directory and a NUL, or NULL. */
static void *
load(const struct reading *r, uint64_t offset, uint64_t n)
{
	char *to = calloc(1, n + 1);

	if (to != NULL && !read_at(r->fd, to, n, offset)) {
		free(to);
		return NULL;
	}
	return to;
}

static bool
load_texts(struct reading *r)
{
	struct snapshot *snapshot = r->snapshot;
	const struct directory *head = &snapshot->head;

	snapshot->text = load(r, head->schema.offset, head->schema.size);
	snapshot->names = load(r, head->names.offset, head->names.size);
	snapshot->supervisor = load(r, head->blocks[STATS_SUPERVISOR].offset,
	    head->blocks[STATS_SUPERVISOR].size);
	return snapshot->text != NULL && snapshot->names != NULL &&
	       snapshot->supervisor != NULL &&
	       schema_init(&snapshot->schema, snapshot->text, snapshot->names,
		   head->blocks) == 0;
}

static int
open_page(struct reading *r, uint32_t i)
{
	char path[DIRECTORY_PATH_MAX];
	struct stat st;
	int fd = shm_open(directory_path(path, r->name, (int)i), O_RDONLY, 0);

	if (fd != -1 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    (uint64_t)st.st_size >= r->snapshot->head.page_size)
		return fd;
	if (fd != -1)
		close(fd);
	return -1;
}

/* Page, totals and row of a slot, between two equal and even numbers. */
static bool
read_slot_once(
    struct reading *r, uint32_t i, int page, struct directory_slot *row)
{
	struct snapshot *snapshot = r->snapshot;
	const struct directory *head = &snapshot->head;
	struct snapshot_slot *slot = &snapshot->slots[i];
	uint64_t at = head->slots.offset + i * sizeof(*row);
	struct directory_slot after;

	if (!read_at(r->fd, row, sizeof(*row), at))
		return false;
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	if (page != -1 && !read_at(page, slot->page, head->page_size, 0))
		return false;
	if (!read_at(r->fd, slot->totals, head->page_size,
		head->totals.offset + i * head->page_size))
		return false;
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	return read_at(r->fd, &after, sizeof(after), at) &&
	       after.seq == row->seq && (row->seq % 2 == 0);
}

static bool
read_slot(struct reading *r, uint32_t i)
{
	struct snapshot *snapshot = r->snapshot;
	struct snapshot_slot *slot = &snapshot->slots[i];
	uint64_t size = snapshot->head.page_size;
	int page = open_page(r, i);
	struct directory_slot row = {0};
	bool done;

	slot->page = calloc(1, size + 1);
	slot->totals = calloc(1, size + 1);
	done = slot->page == NULL || slot->totals == NULL;
	/* a dead supervisor does not finish what it was changing */
	while (!done)
		done = read_slot_once(r, i, page, &row) || !snapshot->is_live ||
		       !may_try_again(r);
	if (page != -1)
		close(page);
	if (slot->page != NULL && memcmp(slot->page, STATS_PAGE_MAGIC, 8) != 0)
		memset(slot->page, 0, size);
	slot->pid = row.pid;
	slot->state = row.state;
	slot->generation = row.generation;
	slot->is_live =
	    row.pid != 0 &&
	    (snapshot->is_live ||
		(row.start_ticks != 0 &&
		    directory_start_ticks(row.pid) == row.start_ticks));
	return slot->page != NULL && slot->totals != NULL;
}

static enum snapshot_status
read_all(struct reading *r)
{
	struct snapshot *snapshot = r->snapshot;
	enum snapshot_status status = read_head(r);
	struct directory after;

	if (status != SNAPSHOT_OK)
		return status;
	snapshot->wall_ms = clock_ms(CLOCK_REALTIME);
	snapshot->boot_ms = clock_ms(CLOCK_BOOTTIME);
	snapshot->slots =
	    calloc(snapshot->head.n_slots + 1, sizeof(snapshot->slots[0]));
	if (snapshot->slots == NULL || !load_texts(r))
		return AGAIN;
	snapshot->n_slots = (uint32_t)snapshot->head.n_slots;
	for (uint32_t i = 0; i < snapshot->n_slots; i++)
		if (!read_slot(r, i))
			return AGAIN;
	if (!read_at(r->fd, &after, sizeof(after), 0) ||
	    after.epoch != snapshot->head.epoch ||
	    after.state == DIRECTORY_GONE)
		return AGAIN;
	if (r->tries > TRIES)
		return fail(SNAPSHOT_FAILED, "changes all the time; try again");
	return snapshot->is_live ? SNAPSHOT_OK : SNAPSHOT_DEAD;
}

static enum snapshot_status
try_open(struct reading *r)
{
	char path[DIRECTORY_PATH_MAX];
	enum snapshot_status status;

	r->fd = shm_open(directory_path(path, r->name, -1), O_RDONLY, 0);
	if (r->fd == -1 && errno == ENOENT)
		return fail(SNAPSHOT_ABSENT, "there is no such instance");
	if (r->fd == -1)
		return fail(SNAPSHOT_FAILED, "%s: %s", path, strerror(errno));
	r->snapshot = calloc(1, sizeof(*r->snapshot));
	if (r->snapshot == NULL) {
		close(r->fd);
		return fail(SNAPSHOT_FAILED, "out of memory");
	}
	status = read_all(r);
	if ((status != SNAPSHOT_OK && status != SNAPSHOT_DEAD) ||
	    r->snapshot->slots == NULL)
		snapshot_close(&r->snapshot);
	close(r->fd);
	return status;
}

enum snapshot_status
snapshot_open(const char *name, struct snapshot **snapshot, const char **why)
{
	struct reading r = {.name = name};
	enum snapshot_status status = AGAIN;

	*snapshot = NULL;
	*why = why_not;
	if (!directory_name_ok(name))
		return fail(SNAPSHOT_ABSENT, "there is no such instance");
	while (status == AGAIN && may_try_again(&r))
		status = try_open(&r);
	if (status == AGAIN)
		return fail(SNAPSHOT_FAILED, "changes all the time; try again");
	*snapshot = r.snapshot;
	return status;
}

void
snapshot_close(struct snapshot **snapshot_p)
{
	struct snapshot *snapshot = *snapshot_p;

	*snapshot_p = NULL;
	if (snapshot == NULL)
		return;
	for (uint32_t i = 0; snapshot->slots && i < snapshot->head.n_slots;
	     i++) {
		free(snapshot->slots[i].page);
		free(snapshot->slots[i].totals);
	}
	schema_fini(&snapshot->schema);
	free(snapshot->slots);
	free(snapshot->text);
	free(snapshot->names);
	free(snapshot->supervisor);
	free(snapshot);
}

/* The numbers that readers ask for */

static uint64_t
cell_at(const unsigned char *base, uint64_t offset)
{
	uint64_t value;

	memcpy(&value, base + offset, sizeof(value));
	return value;
}

bool
snapshot_has(const struct snapshot *snapshot,
    const struct schema_metric *metric, int slot)
{
	return slot == SNAPSHOT_ALL || metric->scope == STATS_SUPERVISOR ||
	       schema_is_counted(metric) || snapshot->slots[slot].is_live;
}

static uint64_t
plus(uint64_t a, uint64_t b)
{
	uint64_t sum;

	return __builtin_add_overflow(a, b, &sum) ? UINT64_MAX : sum;
}

static uint64_t
merge(const struct schema_metric *metric, uint64_t a, uint64_t b, bool is_first)
{
	if (metric->kind == STATS_GAUGE_MAX)
		return a > b ? a : b;
	if (metric->kind == STATS_GAUGE_MIN)
		return is_first || b < a ? b : a;
	return plus(a, b);
}

static uint64_t
value_in(const struct snapshot *snapshot, const struct schema_metric *metric,
    uint64_t offset, uint32_t slot)
{
	const struct snapshot_slot *s = &snapshot->slots[slot];

	if (!snapshot_has(snapshot, metric, (int)slot))
		return 0;
	if (!schema_is_counted(metric))
		return cell_at(s->page, offset);
	return plus(cell_at(s->page, offset), cell_at(s->totals, offset));
}

uint64_t
snapshot_value(const struct snapshot *snapshot,
    const struct schema_metric *metric, uint32_t object, uint32_t cell,
    int slot)
{
	const struct directory_block *block =
	    &snapshot->head.blocks[metric->scope];
	uint64_t offset = metric->offset + cell * sizeof(uint64_t), value = 0;
	bool is_first = true;

	if (metric->scope == STATS_SUPERVISOR)
		return cell_at(snapshot->supervisor, offset);
	offset += block->offset + object * block->stride;
	if (slot != SNAPSHOT_ALL)
		return value_in(snapshot, metric, offset, (uint32_t)slot);
	for (uint32_t i = 0; i < snapshot->n_slots; i++) {
		if (!snapshot_has(snapshot, metric, (int)i))
			continue;
		value = merge(metric, value,
		    value_in(snapshot, metric, offset, i), is_first);
		is_first = false;
	}
	return value;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* One name behind the array, which has room for max. */
static bool
note(char **names, size_t n, size_t max, const char *file)
{
	char *to = (char *)(names + max) + n * (DIRECTORY_NAME_MAX + 1);
	int slot;

	names[n] = to;
	return directory_parse(file, to, &slot) && slot == -1;
}

char **
snapshot_list(size_t *n)
{
	size_t max = 1024;
	char **names = calloc(max, sizeof(names[0]) + DIRECTORY_NAME_MAX + 1);
	DIR *dir = opendir(DIRECTORY_SHM);
	struct dirent *entry;

	*n = 0;
	if (names == NULL || dir == NULL) {
		free(names);
		if (dir != NULL)
			closedir(dir);
		return NULL;
	}
	while (*n < max && (entry = readdir(dir)) != NULL)
		if (note(names, *n, max, entry->d_name))
			++*n;
	closedir(dir);
	qsort(names, *n, sizeof(names[0]), by_name);
	return names;
}
