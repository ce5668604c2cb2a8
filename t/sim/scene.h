/*
 * scene - what a run is played in: a configuration, a kernel, habits; by seed
 *
 * Two tables (scene.c) have a row for each dimension with its choices; a seed
 * takes one of each.  The first choice of a row is the plain one: a failing
 * run is made simpler by taking it, row by row.  A calm scene takes only
 * choices that let every session end whole.
 */
#ifndef RELAY_SIM_SCENE_H
#define RELAY_SIM_SCENE_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel.h"
#include "pair/frame.h"

#define SCENE_UPSTREAMS 2
#define SCENE_RESET_SEND "RESET\n" /* the reset script of every scene */
#define SCENE_RESET_EXPECT "RESET OK\n"
#define SCENE_RESET_WRONG "RESET NO\n"

/* How a run ends. */
enum scene_end {
	END_DRAIN,      /* when all sessions have ended */
	END_DRAIN_AMID, /* in the middle of them, with a deadline */
	END_SUCCESSOR,  /* the supervisor goes, and another one comes */
	END_ORPHAN,     /* the supervisor goes, and nobody comes */
};

struct scene {
	uint64_t seed;
	bool calm;
	char text[8192]; /* the configuration */
	struct sim_knobs knobs;
	enum pair_mode modes[SCENE_UPSTREAMS];
	uint32_t end; /* enum scene_end */
	/* Clients: how many, how many at a time, of what plans; they come in
	 * clumps, with a gap of up to gap_us between two, and say nothing for
	 * up to shy_us. */
	uint32_t clients, at_once, clump, gap_us, shy_us, roughness, size_bits;
	/* Servers: closing when idle for about as long as the pool keeps; the
	 * last reply again, resets that are not answered rightly, dials that
	 * find the queue full, of 1,000. */
	uint32_t idle_close, blurts, wrong_resets, full;
	/* Restarts, outages, words of the supervisor in a run; ends that are
	 * moved in one wait; that PREPARED is answered so late. */
	uint32_t disturbances, moves, commit_us;
};

/* Draw the scene of a seed; the rows that have a bit in plain are plain. */
void scene_draw(struct scene *scene, uint64_t seed, uint64_t plain);

/* Whether both take the same choices, though they were drawn otherwise. */
bool scene_is_same(const struct scene *a, const struct scene *b);

/* How many rows there are, at most 64, and what the i-th is called. */
uint32_t scene_rows(void);
const char *scene_row(uint32_t i);

#endif /* RELAY_SIM_SCENE_H */
