/*
 * While pages are counted into and folded without a pause, readers still get
 * through, and no sum goes back.
 */
#include <fcntl.h>
#include <sys/mman.h>
#include <time.h>

#include "synth.h"

#include "snapshot.h"
#include "view.h"

#define FOLDS 20000
#define READS 50
#define PER_FOLD 37

struct verdict {
	uint64_t reads, failed, back, seen;
};

static void
count(uint64_t turn)
{
	struct stats_upstream *u = synth_upstream((uint32_t)turn % 2, 1);

	for (int i = 0; i < PER_FOLD; i++)
		stats_add(&u->returns[0], 1);
}

static void
look(struct verdict *verdict)
{
	static const struct view_query query = {
	    "relayd_pool_returns_total", 1, SNAPSHOT_ALL, NULL, NULL};
	struct view view = {0};
	struct snapshot *snapshot;
	const char *why;
	uint64_t n;

	if (snapshot_open(synth_name, &snapshot, &why) != SNAPSHOT_OK) {
		verdict->failed++;
		snapshot_close(&snapshot);
		return;
	}
	view.snapshot = snapshot;
	view_ask(&view, &query, &n);
	verdict->back += n < verdict->seen;
	verdict->seen = n;
	verdict->reads++;
	snapshot_close(&snapshot);
}

/* Read until the pipe from the writer ends, then once more. */
static void
be_reader(struct verdict *verdict, int pipe_fd)
{
	char c;

	fcntl(pipe_fd, F_SETFL, O_NONBLOCK);
	while (read(pipe_fd, &c, 1) == -1)
		look(verdict);
	look(verdict);
	_exit(0);
}

/* Enough readings, or half a minute has passed. */
static bool
has_enough(const struct verdict *verdict)
{
	static time_t begun;

	if (begun == 0)
		begun = time(NULL);
	return __atomic_load_n(&verdict->reads, __ATOMIC_RELAXED) >= READS ||
	       time(NULL) - begun > 30;
}

int
main(void)
{
	struct verdict *verdict = mmap(NULL, sizeof(*verdict),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	uint64_t turn = 0;
	int ends[2];

	plan(3);
	synth_open(2);
	if (verdict == MAP_FAILED || pipe(ends) == -1)
		return 1;
	if (fork() == 0) {
		close(ends[1]);
		be_reader(verdict, ends[0]);
	}
	while (turn < FOLDS || !has_enough(verdict)) {
		count(turn);
		segment_fold(synth, (uint32_t)turn++ % 2);
	}
	close(ends[1]);
	wait(NULL);
	printf("# %ju readings, %ju found no quiet moment\n",
	    (uintmax_t)verdict->reads, (uintmax_t)verdict->failed);
	ok(verdict->reads >= READS, "there were enough readings");
	is_int(verdict->back, 0, "no reading was below the one before");
	is_int(verdict->seen, turn * PER_FOLD, "the last one has all");
	return done();
}
