// SPDX-License-Identifier: BSD-2-Clause
#include "shrink.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define RUNS_MOST 600
#define SECONDS_MOST 60

static struct scene scene;
static struct play play;
static struct run_plan with;
static struct result *result;
static uint32_t n_runs;
static time_t until;

static bool
still_fails(void)
{
	if (n_runs == RUNS_MOST || time(NULL) > until)
		return false;
	n_runs++;
	run_once(&with, result);
	return result->state == RESULT_VIOLATED;
}

/* Leave out the entries from a to b, if it still fails without them. */
static bool
drop(uint32_t a, uint32_t b)
{
	uint8_t before[PLAY_MOST];
	bool any = false;

	memcpy(before, play.left_out, sizeof(before));
	for (uint32_t i = a; i < b && i < play.n; i++) {
		any |= !play.left_out[i];
		play.left_out[i] = 1;
	}
	if (any && still_fails())
		return true;
	memcpy(play.left_out, before, sizeof(before));
	return false;
}

/* Those that are left stand together, so that halves are halves of them. */
static void
compact(void)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < play.n; i++)
		if (!play.left_out[i])
			play.entries[n++] = play.entries[i];
	play.n = n;
	memset(play.left_out, 0, sizeof(play.left_out));
}

static void
drop_entries(void)
{
	uint32_t size = play.n;

	while (size > 1) {
		size = (size + 1) / 2;
		for (uint32_t at = 0; at < play.n; at += size)
			drop(at, at + size);
		compact();
		if (size > play.n)
			size = play.n;
	}
	if (size == 1 && play.n > 1)
		for (uint32_t at = 0; at < play.n; at++)
			drop(at, at + 1);
	compact();
}

/* Each row of the scene plain, if it still fails so. */
static uint64_t
make_plain(void)
{
	uint64_t plain = 0;
	struct scene before;

	for (uint32_t i = 0; i < scene_rows(); i++) {
		before = scene;
		scene_draw(&scene, with.seed, plain | (uint64_t)1 << i);
		if (scene_is_same(&before, &scene) || still_fails())
			plain |= (uint64_t)1 << i;
		else
			scene = before;
	}
	return plain;
}

static void
print(uint64_t plain)
{
	printf("seed %llu, %u of its entries, after %u runs:\n",
	    (unsigned long long)with.seed, play.n, n_runs);
	printf("kernel: buffers %u, delays %u us, spurious %u, failing %u, "
	       "descriptors %u; mode %s; clients at once %u, moves %u\n",
	    scene.knobs.buffer_most, scene.knobs.delay_most_us,
	    scene.knobs.spurious, scene.knobs.failing, scene.knobs.fd_most,
	    pair_mode_word(scene.modes[0]), scene.at_once, scene.moves);
	printf("rows that are not plain:");
	for (uint32_t i = 0; plain != 0 && i < scene_rows(); i++)
		if (!(plain >> i & 1))
			printf(" %s", scene_row(i));
	printf("\n%splay:\n", scene.text);
	play_print(&play, stdout);
	printf("trace:\n");
}

void
shrink(const struct run_plan *plan, struct result *page)
{
	uint64_t plain = 0;

	with = *plan;
	result = page;
	n_runs = 0;
	until = time(NULL) + SECONDS_MOST;
	run_parts(plan, &scene, &play);
	with.scene = &scene;
	with.play = &play;
	drop_entries();
	if (plan->scene == NULL) {
		plain = make_plain();
		drop_entries();
	}
	print(plain);
	with.tail = true;
	run_once(&with, result);
	printf("%s: %s\n",
	    result->state == RESULT_VIOLATED ? "violation" : "held",
	    result->what);
}
