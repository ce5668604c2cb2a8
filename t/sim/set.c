// SPDX-License-Identifier: BSD-2-Clause
#include "set.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static struct job {
	pid_t pid; /* 0: none */
	struct run_plan plan;
	struct result *result;
} jobs[SET_JOBS];

static double
seconds_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void
add(struct result *sum, const struct result *result)
{
	tally_add(&sum->tally, &result->tally);
	sum->steps += result->steps;
	sum->calls += result->calls;
	sum->worker_bytes += result->worker_bytes;
	sum->excused += result->excused;
	sum->virtual_ns += result->virtual_ns;
}

static bool
is_enough(const struct set *set, uint64_t started, double since)
{
	return set->bad_seed != 0 || (set->runs > 0 && started >= set->runs) ||
	       (set->seconds > 0 &&
		   seconds_now() - since >= (double)set->seconds) ||
	       (set->exchanges > 0 &&
		   set->sum.tally.exchanges >= set->exchanges);
}

static void
start(struct job *job, const struct set *set, uint64_t i)
{
	job->plan = set->plan;
	job->plan.seed += i;
	job->pid = run_start(&job->plan, job->result);
}

static void
finish(struct set *set, struct job *job, int status)
{
	struct result *result = job->result;

	job->pid = 0;
	run_judge(result, status);
	add(&set->sum, result);
	set->n_runs++;
	if (job->plan.seed >= set->sum.hits[0]) { /* the last seed so far */
		set->sum.hits[0] = job->plan.seed;
		set->sum.digest = result->digest;
	}
	if (result->state == RESULT_HELD)
		return;
	if (!set->quiet)
		printf("seed %llu: %s\n", (unsigned long long)job->plan.seed,
		    result->what);
	if (set->bad_seed == 0 || job->plan.seed < set->bad_seed) {
		set->bad_seed = job->plan.seed;
		snprintf(set->what, sizeof(set->what), "%s", result->what);
	}
}

static struct job *
job_of(pid_t pid)
{
	struct job *job = jobs;

	while (job->pid != pid)
		job++;
	return job;
}

bool
set_run(struct set *set)
{
	struct result *results = run_results(set->jobs);
	double since = seconds_now(), took;
	uint64_t started = 0;
	uint32_t running = 0;

	for (uint32_t i = 0; i < set->jobs; i++)
		jobs[i] = (struct job){.result = &results[i]};
	for (;;) {
		int status;
		pid_t pid;

		while (running < set->jobs && !is_enough(set, started, since)) {
			start(job_of(0), set, started++);
			running++;
		}
		if (running == 0)
			break;
		pid = run_wait(&status);
		finish(set, job_of(pid), status);
		running--;
	}
	took = seconds_now() - since;
	set->per_second =
	    (uint64_t)((double)set->sum.tally.exchanges / (took + 1e-9));
	return set->bad_seed == 0;
}

/* Acts and ends that were no orderly ones. */
static uint64_t
faults(const struct tally *tally)
{
	uint64_t n = tally->idle_closes + tally->blurts;

	for (int i = CLIENT_FIN_UP; i < N_CLIENT_ENDS; i++)
		n += tally->ends[i];
	for (int i = SERVER_EARLY; i < N_SERVER_ACTS; i++)
		n += tally->acts[i];
	return n;
}

void
set_print(const struct set *set)
{
	const struct tally *tally = &set->sum.tally;

	printf("simulate seed=%llu runs=%llu sessions=%llu exchanges=%llu "
	       "bytes=%llu calls=%llu faults=%llu resets=%llu closed=%llu "
	       "refused=%llu excused=%u violations=%d digest=%016llx "
	       "per-second=%llu\n",
	    (unsigned long long)set->plan.seed, (unsigned long long)set->n_runs,
	    (unsigned long long)tally->sessions,
	    (unsigned long long)tally->exchanges,
	    (unsigned long long)tally->bytes,
	    (unsigned long long)set->sum.calls,
	    (unsigned long long)faults(tally),
	    (unsigned long long)tally->resets,
	    (unsigned long long)tally->closed,
	    (unsigned long long)tally->refused, set->sum.excused,
	    set->bad_seed != 0, (unsigned long long)set->sum.digest,
	    (unsigned long long)set->per_second);
}
