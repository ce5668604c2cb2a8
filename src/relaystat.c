/*
 * relaystat - show what relayd counts in shared memory; see relaystat(1)
 */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "snapshot.h"
#include "view.h"
#include "view_json.h"
#include "view_prom.h"
#include "view_show.h"
#include "view_table.h"

#define USAGE_ERROR 2

struct options {
	const char *instance, *output;
	bool by_worker, zeros;
};

static void
render_prometheus(const struct view *view)
{
	view_prom(view, VIEW_PROMETHEUS);
}

static void
render_openmetrics(const struct view *view)
{
	view_prom(view, VIEW_OPENMETRICS);
}

/* What is to be done, and which options mean something to it. */
struct verb {
	const char *name, *help;
	void (*render)(const struct view *view); /* NULL: needs no instance */
	bool by_worker, zeros, output;
};

static const struct verb verbs[] = {
    {"", "", view_overview, false, false, false},
    {"show", "every number that is not 0", view_show, true, true, false},
    {"workers", "a row for each worker", view_workers, false, false, false},
    {"pools", "a row for each upstream", view_pools, true, false, false},
    {"listeners", "a row for each listener", view_listeners, true, false,
	false},
    {"json", "everything, as JSON", view_json, true, false, true},
    {"prometheus", "everything, in Prometheus' text format", render_prometheus,
	true, false, true},
    {"openmetrics", "everything, in the OpenMetrics format", render_openmetrics,
	true, false, true},
    {"list", "the instances of this machine", NULL, false, false, false},
    {"metrics", "what can be counted: name, type, labels, meaning", NULL, false,
	false, false},
};
#define N_VERBS (sizeof(verbs) / sizeof(verbs[0]))

__attribute__((format(printf, 2, 3))) static int
complain(int status, const char *fmt, ...)
{
	va_list ap;

	fputs("relaystat: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return status;
}

static int
help(void)
{
	puts("usage: relaystat [-hVz] [-b worker] [-n name] [-o file] [verb]\n"
	     "\n"
	     "  -n, --name name    the instance, instead of \"default\" or the "
	     "only live one\n"
	     "  -b, --by worker    one number for each worker\n"
	     "  -z, --zeros        show what is 0 as well\n"
	     "  -o, --output file  write there, whole or not at all\n"
	     "  -h, --help         this text\n"
	     "  -V, --version      the version\n"
	     "\n"
	     "Without a verb: one screen.  Verbs:");
	for (size_t i = 1; i < N_VERBS; i++)
		printf("  %-12s %s\n", verbs[i].name, verbs[i].help);
	return 0;
}

static int
version(void)
{
	printf("relaystat %s (segment format %d, output schema %d)\n", VERSION,
	    DIRECTORY_FORMAT, VIEW_SCHEMA);
	return 0;
}

/* "up 5m12s", or why there is nothing to say. */
static void
list_one(const char *name)
{
	struct snapshot *snapshot;
	char up[VIEW_WORD_MAX];
	const char *why;

	if (snapshot_open(name, &snapshot, &why) == SNAPSHOT_ABSENT)
		return;
	if (snapshot == NULL) {
		printf("%-24s %s\n", name, why);
		return;
	}
	printf("%-24s %-5s %8ju %4ju %8s ", name,
	    snapshot->is_live ? "live" : "dead", (uintmax_t)snapshot->head.pid,
	    (uintmax_t)snapshot->head.generation,
	    snapshot->is_live ? view_duration(view_uptime_ms(snapshot), up)
			      : "-");
	view_print(stdout, snapshot->head.version);
	putchar('\n');
	snapshot_close(&snapshot);
}

static int
list(void)
{
	size_t n;
	char **names = snapshot_list(&n);

	if (names == NULL)
		return complain(
		    SNAPSHOT_FAILED, "%s: %s", DIRECTORY_SHM, strerror(errno));
	printf("%-24s %-5s %8s %4s %8s %s\n", "instance", "state", "pid", "gen",
	    "up", "version");
	for (size_t i = 0; i < n; i++)
		list_one(names[i]);
	free(names);
	return SNAPSHOT_OK;
}

static bool
is_live(const char *name)
{
	struct snapshot *snapshot;
	const char *why;
	bool live;

	snapshot_open(name, &snapshot, &why);
	live = snapshot != NULL && snapshot->is_live;
	snapshot_close(&snapshot);
	return live;
}

/* The only live one into name; or say which there are, and return false. */
static bool
find_only(char *name, size_t size)
{
	size_t n, n_live = 0;
	char **names = snapshot_list(&n);

	for (size_t i = 0; names != NULL && i < n; i++)
		if (is_live(names[i]) && n_live++ == 0)
			snprintf(name, size, "%s", names[i]);
	for (size_t i = 0; n_live != 1 && names != NULL && i < n; i++)
		fprintf(stderr, "%s\n", names[i]);
	free(names);
	if (n_live != 1)
		complain(SNAPSHOT_ABSENT,
		    n == 0 ? "there is no instance"
			   : "which instance?  Name one of these with -n");
	return n_live == 1;
}

static int
open_instance(const struct options *options, struct snapshot **snapshot)
{
	char only[DIRECTORY_NAME_MAX + 1] = "default";
	const char *name = options->instance == NULL ? only : options->instance;
	const char *why;
	int status = (int)snapshot_open(name, snapshot, &why);

	if (status == SNAPSHOT_ABSENT && name == only) {
		if (!find_only(only, sizeof(only)))
			return SNAPSHOT_ABSENT;
		status = (int)snapshot_open(name, snapshot, &why);
	}
	return *snapshot == NULL
		   ? complain(status, "instance %s: %s", name, why)
		   : status;
}

/* A file beside the wanted one, to be renamed when it is complete. */
static FILE *
open_output(const char *path, char *temporary, size_t size)
{
	mode_t mask = umask(0);
	int fd, n = snprintf(temporary, size, "%s.XXXXXX", path);
	FILE *out = NULL;

	umask(mask);
	if (n < 0 || (size_t)n >= size) {
		errno = ENAMETOOLONG;
		return NULL;
	}
	fd = mkstemp(temporary);
	if (fd == -1)
		return NULL;
	if (fchmod(fd, 0666 & ~mask) == 0)
		out = fdopen(fd, "w");
	if (out == NULL) {
		close(fd);
		unlink(temporary);
	}
	return out;
}

static int
close_output(FILE *out, const char *path, const char *temporary)
{
	bool failed = ferror(out) != 0;

	if (fclose(out) != 0 || failed || rename(temporary, path) == -1) {
		int error = errno;

		unlink(temporary);
		errno = error;
		return -1;
	}
	return 0;
}

static int
render(const struct verb *verb, const struct options *options,
    const struct snapshot *snapshot)
{
	struct view view = {
	    snapshot, stdout, options->by_worker, options->zeros};
	char temporary[PATH_MAX];

	if (options->output == NULL) {
		verb->render(&view);
		if (fflush(stdout) != 0 || ferror(stdout) != 0)
			return complain(SNAPSHOT_FAILED, "standard output: %s",
			    strerror(errno));
		return 0;
	}
	view.out = open_output(options->output, temporary, sizeof(temporary));
	if (view.out != NULL) {
		verb->render(&view);
		if (close_output(view.out, options->output, temporary) == 0)
			return 0;
	}
	return complain(
	    SNAPSHOT_FAILED, "%s: %s", options->output, strerror(errno));
}

static int
run(const struct verb *verb, const struct options *options)
{
	struct snapshot *snapshot;
	int status, failed;

	if (strcmp(verb->name, "list") == 0)
		return list();
	if (strcmp(verb->name, "metrics") == 0) {
		view_metrics(stdout);
		return 0;
	}
	status = open_instance(options, &snapshot);
	if (snapshot == NULL)
		return status;
	if (status == SNAPSHOT_DEAD)
		complain(status,
		    "instance %s: its supervisor is dead, these "
		    "are its last numbers",
		    snapshot->head.instance);
	failed = render(verb, options, snapshot);
	snapshot_close(&snapshot);
	return failed != 0 ? failed : status;
}

/* Refuse an option that would mean nothing. */
static int
check(const struct verb *verb, const struct options *options)
{
	const char *what = verb->name[0] != '\0' ? verb->name : "the overview";

	if (options->by_worker && !verb->by_worker)
		return complain(USAGE_ERROR, "%s takes no --by", what);
	if (options->zeros && !verb->zeros)
		return complain(USAGE_ERROR, "%s takes no --zeros", what);
	if (options->output != NULL && !verb->output)
		return complain(USAGE_ERROR, "%s takes no --output", what);
	if (options->instance != NULL && verb->render == NULL)
		return complain(USAGE_ERROR, "%s takes no --name", what);
	return 0;
}

static const struct verb *
find_verb(const char *name)
{
	for (size_t i = 1; i < N_VERBS; i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

/* getopt_long() names a short option by its letter, an unknown long one not. */
static int
complain_of_option(int problem, const char *word)
{
	char letter[] = {'-', (char)optopt, '\0'};
	const char *name = optopt > ' ' && optopt < 0x7f ? letter : word;

	if (problem == ':')
		return complain(
		    USAGE_ERROR, "%s needs a value; see relaystat -h", name);
	if (name == letter && strchr("hVz", optopt) != NULL)
		return complain(
		    USAGE_ERROR, "%s takes no value; see relaystat -h", name);
	return complain(
	    USAGE_ERROR, "option %s is unknown; see relaystat -h", name);
}

/* Returns -1 to go on, or the exit status. */
static int
read_option(int option, char *const *argv, struct options *options)
{
	switch (option) {
	case 'n':
		options->instance = optarg;
		return -1;
	case 'o':
		options->output = optarg;
		return -1;
	case 'z':
		options->zeros = true;
		return -1;
	case 'b':
		options->by_worker = true;
		if (strcmp(optarg, "worker") == 0)
			return -1;
		return complain(
		    USAGE_ERROR, "--by %s: only \"worker\" can be", optarg);
	case 'h':
		return help();
	case 'V':
		return version();
	default:
		return complain_of_option(option, argv[optind - 1]);
	}
}

int
main(int argc, char **argv)
{
	static const struct option longs[] = {
	    {"by", required_argument, NULL, 'b'},
	    {"help", no_argument, NULL, 'h'},
	    {"name", required_argument, NULL, 'n'},
	    {"output", required_argument, NULL, 'o'},
	    {"version", no_argument, NULL, 'V'},
	    {"zeros", no_argument, NULL, 'z'},
	    {NULL, 0, NULL, 0},
	};
	struct options options = {0};
	const struct verb *verb = &verbs[0];
	int option, status = -1;

	while (status == -1 && (option = getopt_long(argc, argv, ":b:hn:o:Vz",
				    longs, NULL)) != -1)
		status = read_option(option, argv, &options);
	if (status != -1)
		return status;
	if (argc - optind > 1)
		return complain(
		    USAGE_ERROR, "one verb at a time; see relaystat -h");
	if (argc - optind == 1)
		verb = find_verb(argv[optind]);
	if (verb == NULL)
		return complain(USAGE_ERROR,
		    "verb %s is unknown; see relaystat -h", argv[optind]);
	status = check(verb, &options);
	return status != 0 ? status : run(verb, &options);
}
