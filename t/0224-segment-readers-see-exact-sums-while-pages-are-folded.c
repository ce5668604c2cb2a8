/*
 * What a page loses when it is folded, the totals have: a reader in another
 * process sees the same sum before, while and after, to the last one.
 */
#include <sys/mman.h>

#include "synth.h"

#include "snapshot.h"
#include "view.h"

#define SLOTS 24
#define ROUNDS 1500
#define READINGS 3

struct verdict {
	uint64_t want; /* set before a round */
	uint64_t readings, failed, wrong;
};

static void
look(struct verdict *verdict)
{
	static const struct view_query query = {
	    "relayd_pool_returns_total", 1, SNAPSHOT_ALL, NULL, NULL};
	struct view view = {0};
	struct snapshot *snapshot;
	const char *why;
	uint64_t n;

	if (snapshot_open(synth_name, &snapshot, &why) == SNAPSHOT_OK) {
		view.snapshot = snapshot;
		view_ask(&view, &query, &n);
		verdict->wrong += n != verdict->want;
		verdict->readings++;
	} else {
		verdict->failed++;
	}
	snapshot_close(&snapshot);
}

/* Some readings a round, until the writer is gone. */
static void
be_reader(struct verdict *verdict, int begin, int end)
{
	char c;

	while (read(begin, &c, 1) == 1) {
		for (int i = 0; i < READINGS; i++)
			look(verdict);
		if (write(end, &c, 1) != 1)
			break;
	}
	_exit(0);
}

/* Count while nobody reads; fold everything while somebody does. */
static void
run_round(struct verdict *verdict, uint32_t round, int begin, int end)
{
	char c = 'g';

	for (uint32_t slot = 0; slot < SLOTS; slot++)
		stats_add(&synth_upstream(slot, 1)->returns[0], 37);
	verdict->want += (uint64_t)SLOTS * 37;
	if (write(begin, &c, 1) != 1)
		return;
	for (volatile uint32_t spin = 0; spin < round * 97 % 100000; spin++)
		;
	for (uint32_t slot = 0; slot < SLOTS; slot++)
		segment_fold(synth, (slot + round) % SLOTS);
	if (read(end, &c, 1) != 1)
		verdict->failed++;
}

int
main(void)
{
	struct verdict *verdict = mmap(NULL, sizeof(*verdict),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int begin[2], end[2];

	plan(3);
	synth_open(SLOTS);
	if (verdict == MAP_FAILED || pipe(begin) == -1 || pipe(end) == -1)
		return 1;
	if (fork() == 0) {
		close(begin[1]);
		be_reader(verdict, begin[0], end[1]);
	}
	for (uint32_t round = 0; round < ROUNDS; round++)
		run_round(verdict, round, begin[1], end[0]);
	close(begin[1]);
	wait(NULL);
	is_int(verdict->readings, ROUNDS * READINGS, "every reading worked");
	is_int(verdict->failed, 0, "none failed");
	is_int(verdict->wrong, 0, "all had the sum that was counted");
	return done();
}
