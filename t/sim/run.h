/*
 * run - one run: a process that becomes a worker in a world of its own
 *
 * It may crash, so its parent reads from a shared page what came of it.
 */
#ifndef RELAY_SIM_RUN_H
#define RELAY_SIM_RUN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "pair/harm.h"
#include "play.h"
#include "result.h"
#include "scene.h"

struct run_plan {
	/* NULL: those of the seed. */
	const struct scene *scene;
	const struct play *play;
	uint64_t seed;
	enum harm harm;
	/* A failure to inject: index of the site, -1: none; see sim_fault. */
	int site, error;
	uint64_t nth;
	bool forever;
	int first_site; /* its first call fails, besides; -1: none */
	bool may_fail;  /* to start */
	bool show;      /* the trace, on standard output: all of it */
	bool tail;      /* or its end, if there is a violation */
};

#define RUN_OF(s)                                                              \
	{                                                                      \
		.seed = (s), .site = -1, .first_site = -1                      \
	}

/* All places of the product's code that call the system: how many. */
struct sim_site;
uint32_t run_sites(struct sim_site **sites);

/* The scene and the play of a run: those of the plan, else its seed's. */
struct scene;
struct play;
void run_parts(
    const struct run_plan *plan, struct scene *scene, struct play *play);

/* A page for results, shared with the children; never NULL. */
struct result *run_results(uint32_t n);

/* Start a run; wait for any one: returns its pid.  A result that was never
 * finished tells how its process ended. */
pid_t run_start(const struct run_plan *plan, struct result *result);
pid_t run_wait(int *status);
void run_judge(struct result *result, int status);

/* Both, for one run. */
void run_once(const struct run_plan *plan, struct result *result);

#endif /* RELAY_SIM_RUN_H */
