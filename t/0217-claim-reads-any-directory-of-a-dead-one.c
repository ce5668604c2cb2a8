/*
 * Goal: whatever a dead supervisor's directory has become, its name can be
 * taken; of its workers those are orphans whose rows are whole and who live.
 */
#include <fcntl.h>

#include "claim.h"
#include "synth.h"

#define ROWS 3
#define HEAD sizeof(struct directory)

static char name[32], path[DIRECTORY_PATH_MAX];
static struct directory dir;
static struct directory_slot rows[ROWS];
static off_t rows_at;

/* Three rows: one of nobody, one of this process, one of another's time. */
static void
reset(void)
{
	uint64_t pid = (uint64_t)getpid();
	uint64_t ticks = directory_start_ticks(pid);

	directory_lay_out(&dir, &(struct stats_shape){0}, ROWS, 0, 0);
	rows_at = (off_t)dir.slots.offset;
	dir.epoch = 7;
	rows[0] = (struct directory_slot){0};
	rows[1] = (struct directory_slot){.pid = pid, .start_ticks = ticks};
	rows[2] = (struct directory_slot){.pid = pid, .start_ticks = ticks + 1};
}

/* Write it, cut to n bytes, and take it: the orphans, or -1 and a reason. */
static int
orphans(size_t n)
{
	int fd = open(path, O_CREAT | O_RDWR | O_TRUNC, 0600), found = -1;
	const char *why = "";
	struct claim claim;

	if (pwrite(fd, &dir, HEAD, 0) != HEAD ||
	    pwrite(fd, rows, sizeof(rows), rows_at) == -1 ||
	    ftruncate(fd, (off_t)n) == -1)
		perror("# write");
	close(fd);
	if (claim_take(&claim, name, &why) == 0) {
		found = (int)claim.n_orphans;
		claim_unlink(&claim);
		claim_release(&claim);
	} else {
		printf("# %s\n", why);
	}
	reset();
	return found;
}

int
main(void)
{
	size_t whole;

	plan(8);
	snprintf(name, sizeof(name), "t0217-%d", getpid());
	directory_path(path, name, -1);
	reset();
	whole = dir.slots.offset + sizeof(rows);
	is_int(orphans(whole), 1, "a whole one has one orphan");
	is_int(orphans(whole - sizeof(rows[0])), 1, "nor need all rows be");
	is_int(orphans(whole - sizeof(rows[0]) - 1), 0, "half a row is none");
	is_int(orphans(HEAD - 1), 0, "half a head is none");
	dir.magic[0] = 'X';
	is_int(orphans(whole), 0, "another's file");
	dir.format++;
	is_int(orphans(whole), 0, "another format");
	dir.n_slots = UINT64_MAX;
	is_int(orphans(whole), 0, "more slots than can be");
	dir.slots.offset = UINT64_MAX - 64;
	is_int(orphans(whole), 0, "rows at no place");
	return done();
}
