// SPDX-License-Identifier: BSD-2-Clause
/*
 * simulate - a worker's real code in a simulated kernel, played by seed
 *
 * simulate [-s SEED] [-n RUNS | -S SECONDS | -x EXCHANGES] [-j JOBS] [-H HARM]
 *	[-v] [-q]
 *	plays the seeds from SEED on (else of the clock) and prints one line;
 *	at the first violation it stops, shrinks that run, and prints it
 * simulate replay [-v] [-H HARM] SEED
 *	plays one and prints its digest; -v: and its trace
 * simulate sites
 *	the places of the code that call the system, and how each may fail
 * simulate sweep [-s SEED] [-k EXTRA] [-v]
 *	lets each call at each of them fail in each way: at first, at random,
 *	and from then on; EXTRA times more at random
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "set.h"
#include "shrink.h"
#include "sweep.h"

_Noreturn static void
usage(void)
{
	fprintf(stderr,
	    "usage: simulate [-s seed] [-n runs | -S seconds | -x exchanges]\n"
	    "                [-j jobs] [-H harm] [-v] [-q]\n"
	    "       simulate replay [-v] [-H harm] seed\n"
	    "       simulate sites\n"
	    "       simulate sweep [-s seed] [-k extra] [-v]\n"
	    "harm:");
	for (enum harm harm = HARM_NONE; harm < N_HARMS; harm++)
		fprintf(stderr, " %s", harm_word(harm));
	fprintf(stderr, "\n");
	exit(2);
}

static uint64_t
number(const char *text)
{
	char *end;
	unsigned long long n;

	errno = 0;
	n = strtoull(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || *text == '-') {
		fprintf(stderr, "simulate: %s: not a number\n", text);
		exit(2);
	}
	return n;
}

static enum harm
harm_for(const char *word)
{
	enum harm harm = harm_of(word);

	if (harm == N_HARMS || harm == HARM_CROSS_UPSTREAM) {
		fprintf(stderr, "simulate: %s: no such harm here\n", word);
		exit(2);
	}
	return harm;
}

static int
replay(int argc, char **argv)
{
	struct run_plan plan = RUN_OF(0);
	struct result *result = run_results(1);
	int option;

	while ((option = getopt(argc, argv, "vH:")) != -1) {
		if (option == 'v')
			plan.show = true;
		else if (option == 'H')
			plan.harm = harm_for(optarg);
		else
			usage();
	}
	if (argc - optind != 1)
		usage();
	plan.seed = number(argv[optind]);
	run_once(&plan, result);
	printf("replay seed=%llu exchanges=%llu bytes=%llu calls=%llu "
	       "digest=%016llx violations=%d\n",
	    (unsigned long long)plan.seed,
	    (unsigned long long)result->tally.exchanges,
	    (unsigned long long)result->tally.bytes,
	    (unsigned long long)result->calls,
	    (unsigned long long)result->digest, result->state != RESULT_HELD);
	if (result->state != RESULT_HELD)
		printf("seed %llu: %s\n", (unsigned long long)plan.seed,
		    result->what);
	return result->state != RESULT_HELD;
}

static int
sweep(int argc, char **argv)
{
	struct sweep sweep = {.seed = 1};
	int option;

	while ((option = getopt(argc, argv, "s:k:v")) != -1) {
		if (option == 's')
			sweep.seed = number(optarg);
		else if (option == 'k')
			sweep.extra = number(optarg);
		else if (option == 'v')
			sweep.verbose = true;
		else
			usage();
	}
	if (argc != optind)
		usage();
	return !sweep_run(&sweep);
}

static void
read_options(struct set *set, int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "s:n:S:x:j:H:vq")) != -1) {
		switch (option) {
		case 's':
			set->plan.seed = number(optarg);
			break;
		case 'n':
			set->runs = number(optarg);
			break;
		case 'S':
			set->seconds = number(optarg);
			break;
		case 'x':
			set->exchanges = number(optarg);
			break;
		case 'j':
			set->jobs = (uint32_t)number(optarg);
			break;
		case 'H':
			set->plan.harm = harm_for(optarg);
			break;
		case 'v':
			set->plan.show = true;
			break;
		case 'q':
			set->quiet = true;
			break;
		default:
			usage();
		}
	}
	if (argc != optind || set->jobs < 1 || set->jobs > SET_JOBS)
		usage();
	if (set->runs + set->seconds + set->exchanges == 0)
		set->runs = 100;
}

int
main(int argc, char **argv)
{
	struct set set = {.plan = RUN_OF((uint64_t)time(NULL)), .jobs = 1};
	bool held;

	if (argc > 1 && strcmp(argv[1], "replay") == 0)
		return replay(argc - 1, argv + 1);
	if (argc > 1 && strcmp(argv[1], "sweep") == 0)
		return sweep(argc - 1, argv + 1);
	if (argc == 2 && strcmp(argv[1], "sites") == 0)
		return sweep_print_sites();
	read_options(&set, argc, argv);
	held = set_run(&set);
	if (!held && !set.quiet) {
		struct run_plan bad = set.plan;

		bad.seed = set.bad_seed;
		bad.show = false;
		shrink(&bad, run_results(1));
	}
	set_print(&set);
	return !held;
}
