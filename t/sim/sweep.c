// SPDX-License-Identifier: BSD-2-Clause
#include "sweep.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "errname.h"
#include "kernel.h"
#include "pair/prf.h"
#include "run.h"
#include "sweep_scenes.h"

#define SCENES_MOST 32
#define ERRNOS_MOST 24

enum mode { FIRST, ONCE, FROM_THEN_ON, N_MODES };
static const char *const mode_words[N_MODES] = {
    "the first", "one", "each from one on"};

static const char *const call_words[N_SIM_CALLS] = {
#define CALL(name, errnos) #name,
#include "errnos.def"
#undef CALL
};

static struct scene scenes[SCENES_MOST];
static struct play plays[SCENES_MOST];
static int firsts[SCENES_MOST];
static struct result base[SCENES_MOST]; /* nothing injected */
static struct result *result;
static struct prf chance;
static struct sim_site *sites;
static uint32_t n_sites;

/* How a call may fail: also by moving less than it might. */
static uint32_t
errors_of(enum sim_call call, int errors[ERRNOS_MOST])
{
	const int *errnos;
	uint32_t n = sim_errnos(call, &errnos);

	memcpy(errors, errnos, n * sizeof(int));
	if (call == SIM_recv || call == SIM_send)
		errors[n++] = SIM_SHORT;
	return n;
}

static const char *
error_word(int error)
{
	return error == SIM_SHORT ? "short" : errname(error);
}

int
sweep_print_sites(void)
{
	n_sites = run_sites(&sites);
	for (uint32_t i = 0; i < n_sites; i++) {
		const struct sim_site *site = &sites[i];
		int errors[ERRNOS_MOST];
		uint32_t n = errors_of(site->call, errors);

		printf(
		    "%s:%u %s", site->file, site->line, call_words[site->call]);
		for (uint32_t k = 0; k < n; k++)
			printf(" %s", error_word(errors[k]));
		printf("\n");
	}
	return 0;
}

/* ---- one run ----------------------------------------------------------- */

static struct run_plan
plan_of(uint32_t scene)
{
	struct run_plan plan = RUN_OF(scenes[scene].seed);

	plan.scene = &scenes[scene];
	plan.play = &plays[scene];
	plan.first_site = firsts[scene];
	plan.may_fail = true;
	return plan;
}

/* A worker may give up at its start, or if epoll itself is broken. */
static bool
may_give_up(uint32_t scene, enum sim_call call, int error)
{
	if (firsts[scene] >= 0)
		return true;
	if (result->accepted)
		return call == SIM_epoll_wait && error != EINTR;
	return call == SIM_reserve || call == SIM_epoll_create ||
	       call == SIM_epoll_add || call == SIM_epoll_wait;
}

static bool
inject(const struct sweep *sweep, uint32_t scene, uint32_t site, int error,
    enum mode mode)
{
	const struct sim_site *at = &sites[site];
	uint64_t hits = base[scene].hits[site];
	struct run_plan plan = plan_of(scene);
	const char *what = result->what;
	bool held;

	plan.site = (int)site;
	plan.error = error;
	plan.nth = mode == FIRST ? 1 : 1 + prf_below(&chance, hits);
	plan.forever = mode == FROM_THEN_ON;
	run_once(&plan, result);
	held = result->state == RESULT_HELD && result->fired > 0;
	if (result->fired == 0 && result->state == RESULT_HELD)
		what = "it was never injected";
	if (held && result->status != 0 &&
	    !may_give_up(scene, at->call, error)) {
		held = false;
		what = "the worker gave up";
	}
	if (!held || sweep->verbose)
		printf("%s: %s:%u %s -> %s, %s (%llu of %llu): %s\n",
		    sweep_scene_name(scene), at->file, at->line,
		    call_words[at->call], error_word(error), mode_words[mode],
		    (unsigned long long)plan.nth, (unsigned long long)hits,
		    held ? "held" : what);
	return held;
}

/* ---- all --------------------------------------------------------------- */

static bool
play_all(const struct sweep *sweep)
{
	bool held = true;

	for (uint32_t i = 0; i < sweep_scenes(); i++) {
		struct run_plan plan;

		sweep_scene(i, sweep->seed, &scenes[i], &plays[i], &firsts[i]);
		plan = plan_of(i);
		run_once(&plan, &result[0]);
		base[i] = result[0];
		if (sweep->verbose)
			printf("%s: %llu exchanges, %llu calls\n",
			    sweep_scene_name(i),
			    (unsigned long long)base[i].tally.exchanges,
			    (unsigned long long)base[i].calls);
		if (base[i].state == RESULT_HELD)
			continue;
		printf("%s: %s\n", sweep_scene_name(i), base[i].what);
		held = false;
	}
	return held;
}

/* Another scene each time, of those that come to the site. */
static uint32_t
scene_with(uint32_t site, uint32_t turn)
{
	uint32_t i = turn % sweep_scenes();

	while (base[i].hits[site] == 0)
		i = (i + 1) % sweep_scenes();
	return i;
}

static bool
is_reached(uint32_t site)
{
	for (uint32_t i = 0; i < sweep_scenes(); i++)
		if (base[i].hits[site] > 0)
			return true;
	return false;
}

struct count {
	uint64_t pairs, injected, bad;
};

static void
sweep_site(const struct sweep *sweep, uint32_t site, struct count *count)
{
	int errors[ERRNOS_MOST];
	uint32_t n = errors_of(sites[site].call, errors), turn = 0;

	for (uint32_t k = 0; k < n; k++) {
		count->pairs++;
		for (uint64_t i = 0; i < N_MODES + sweep->extra; i++) {
			enum mode mode =
			    i < N_MODES
				? (enum mode)i
				: ONCE + (enum mode)prf_below(&chance, 2);

			count->injected++;
			count->bad += !inject(sweep, scene_with(site, turn++),
			    site, errors[k], mode);
		}
	}
}

bool
sweep_run(struct sweep *sweep)
{
	struct count count = {0};
	uint32_t missed = 0;

	n_sites = run_sites(&sites);
	result = run_results(1);
	chance.seed = prf_seed(sweep->seed, 112, 0);
	if (!play_all(sweep))
		count.bad++;
	for (uint32_t i = 0; i < n_sites; i++) {
		const struct sim_site *site = &sites[i];
		const char *excuse = sweep_excuse(site);

		if (is_reached(i)) {
			sweep_site(sweep, i, &count);
			continue;
		}
		printf("not reached: %s:%u %s: %s\n", site->file, site->line,
		    call_words[site->call],
		    excuse != NULL ? excuse : "no scene does");
		missed += excuse == NULL;
	}
	printf("sweep seed=%llu scenes=%u sites=%u pairs=%llu injected=%llu "
	       "missed=%u violations=%llu\n",
	    (unsigned long long)sweep->seed, sweep_scenes(), n_sites,
	    (unsigned long long)count.pairs, (unsigned long long)count.injected,
	    missed, (unsigned long long)count.bad);
	return count.bad == 0 && missed == 0;
}
