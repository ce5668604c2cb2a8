// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "announce.h"
#include "config.h"
#include "instance.h"
#include "log.h"
#include "privilege.h"
#include "probe.h"
#include "supervisor.h"
#include "title.h"
#include "worker.h"

#define DEFAULT_FILE SYSCONFDIR "/relayd/relayd.conf"

enum { DONE, FAILED, WRONG }; /* exit status */

enum verb { SERVE, CHECK, DUMP, DIRECTIVES, VERSION_OF, HELP };

struct options {
	int argc;
	char **argv;
	enum verb verb;
	bool detach;
	const char *file, *name;
	struct config_short words;
};

static const char letters[] = ":dhtTDVf:n:l:u:P:w:";

static const char usage[] =
    "usage: relayd [-dhtTDV] [-f FILE] [-n NAME]\n"
    "       relayd -l ADDR -u ADDR [-P off|preconnect] [-w N] [-n NAME]\n"
    "\n"
    "  -f, --file FILE      the configuration (" DEFAULT_FILE ")\n"
    "  -n, --name NAME      the instance, in place of the directive name\n"
    "  -d, --detach         go to the background; end when the service is up\n"
    "\n"
    "  -l, --listen ADDR    without a file: where to listen\n"
    "  -u, --upstream ADDR  and the server\n"
    "  -P, --pool MODE      off or preconnect (preconnect)\n"
    "  -w, --workers N      worker processes (auto)\n"
    "\n"
    "  -t, --check          check the configuration and end\n"
    "  -T, --dump           print it as it takes effect, and what it costs\n"
    "  -D, --directives     print all directives, with defaults and ranges\n"
    "  -V, --version        print the version and what this kernel can do\n"
    "  -h, --help           print this\n"
    "\n"
    "See relayd(8) and relayd.conf(5).\n";

static int
wrong_usage(const char *which, const char *what)
{
	fprintf(stderr, "relayd: %s: %s; see relayd --help\n", which, what);
	return WRONG;
}

/* What getopt() found wrong; word: where it stands, if it is a long one. */
static int
wrong_option(int letter, const char *word)
{
	const char name[] = {'-', (char)optopt, '\0'};

	if (letter == ':')
		return wrong_usage(name, "it needs a value");
	if (optopt == 0)
		return wrong_usage(word, "no such option");
	return wrong_usage(name, strchr(letters, optopt) == NULL
				     ? "no such option"
				     : "it takes no value");
}

/* Returns -1; or the exit status, when getopt has said what is wrong. */
static int
take_option(int letter, struct options *options)
{
	switch (letter) {
	case 'd':
		options->detach = true;
		break;
	case 'f':
		options->file = optarg;
		break;
	case 'n':
		options->name = optarg;
		break;
	case 'l':
		options->words.listen = optarg;
		break;
	case 'u':
		options->words.server = optarg;
		break;
	case 'P':
		options->words.pool = optarg;
		break;
	case 'w':
		options->words.workers = optarg;
		break;
	case 't':
		options->verb = CHECK;
		break;
	case 'T':
		options->verb = DUMP;
		break;
	case 'D':
		options->verb = DIRECTIVES;
		break;
	case 'V':
		options->verb = VERSION_OF;
		break;
	case 'h':
		options->verb = HELP;
		break;
	default:
		return wrong_option(letter, options->argv[optind - 1]);
	}
	return -1;
}

/* Whether the options make sense together.  Returns as take_option(). */
static int
check_options(const struct options *options)
{
	const struct config_short *words = &options->words;
	bool is_short = words->listen != NULL || words->server != NULL;

	if (is_short && (words->listen == NULL || words->server == NULL))
		return wrong_usage("-l, -u", "they go together");
	if (is_short && options->file != NULL)
		return wrong_usage("-f, -l", "they exclude each other");
	if (!is_short && words->pool != NULL)
		return wrong_usage("-P", "it needs -l and -u");
	if (!is_short && words->workers != NULL)
		return wrong_usage("-w", "it needs -l and -u");
	if (options->name != NULL && !config_is_name(options->name))
		return wrong_usage(
		    "-n", "a name is 1 to 63 letters, digits, '-' and '_'");
	return -1;
}

static int
parse_options(int argc, char **argv, struct options *options)
{
	static const struct option longs[] = {
	    {"check", no_argument, NULL, 't'},
	    {"detach", no_argument, NULL, 'd'},
	    {"directives", no_argument, NULL, 'D'},
	    {"dump", no_argument, NULL, 'T'},
	    {"file", required_argument, NULL, 'f'},
	    {"help", no_argument, NULL, 'h'},
	    {"listen", required_argument, NULL, 'l'},
	    {"name", required_argument, NULL, 'n'},
	    {"pool", required_argument, NULL, 'P'},
	    {"upstream", required_argument, NULL, 'u'},
	    {"version", no_argument, NULL, 'V'},
	    {"workers", required_argument, NULL, 'w'},
	    {0},
	};
	int letter;

	opterr = 0;
	while ((letter = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		int status = take_option(letter, options);

		if (status != -1)
			return status;
	}
	if (optind < argc)
		return wrong_usage(
		    argv[optind], "there is nothing beside options");
	return check_options(options);
}

/* The log of a service that has left its terminal. */
static int
detach_log(struct config *config, const char *file)
{
	struct config_log *log = &config->global.log;

	if (log->sink != LOG_TO_STDERR)
		return 0;
	if (config->log_written) {
		fprintf(stderr,
		    "%s: log: stderr is no log for relayd -d, which leaves "
		    "its terminal; write syslog or a file\n",
		    file);
		return -1;
	}
	log->sink = LOG_TO_SYSLOG;
	log->facility = LOG_DAEMON;
	return 0;
}

/* Returns NULL after every error was printed. */
static struct config *
read_config(const struct options *options, const char *file)
{
	struct config *config = options->words.listen != NULL
				    ? config_from_short(&options->words, stderr)
				    : config_read(file, stderr);

	if (config == NULL)
		return NULL;
	if (options->detach && detach_log(config, file) == -1) {
		config_close(&config);
		return NULL;
	}
	if (options->name == NULL)
		return config;
	free(config->global.name);
	config->global.name = strdup(options->name);
	if (config->global.name == NULL) {
		perror("relayd");
		config_close(&config);
	}
	return config;
}

static int
serve(struct config *config, const struct options *options)
{
	const struct config_log *log = &config->global.log;
	struct instance instance;
	int status;

	title_init(options->argc, options->argv); /* no more to be read */
	privilege_close_others(NULL, 0);          /* the shell's, if any */
	if (options->detach && announce_detach() == -1) {
		perror("relayd: detach");
		return FAILED;
	}
	supervisor_block_signals();
	log_set_level(config->global.log_level);
	if (log_open(log->sink, log->path, log->facility) == -1) {
		announce_failure("log %s: %m",
		    log->sink == LOG_TO_FILE ? log->path : "syslog");
		return FAILED;
	}
	log_set_name("supervisor");
	if (instance_open(&instance, config) == -1)
		return FAILED;
	status = supervisor_run(&instance);
	instance_close(&instance);
	return status;
}

static int
dump(struct config *config)
{
	config_dump(config, stdout);
	if (instance_limits(config) == 0)
		return FAILED;
	worker_print_memory(config, stdout);
	instance_print_memory(config, stdout);
	return DONE;
}

static int
with_config(const struct options *options)
{
	const char *file = options->file != NULL ? options->file : DEFAULT_FILE;
	struct config *config;
	int status = DONE;

	if (options->words.listen != NULL)
		file = "command line";
	config = read_config(options, file);
	if (config == NULL)
		return WRONG;
	if (options->verb == CHECK)
		printf("%s: ok\n", file);
	else if (options->verb == DUMP)
		status = dump(config);
	else
		status = serve(config, options);
	config_close(&config);
	return status;
}

static int
run(const struct options *options)
{
	switch (options->verb) {
	case HELP:
		fputs(usage, stdout);
		return DONE;
	case VERSION_OF:
		printf("relayd %s\n", VERSION);
		probe_print(stdout);
		return DONE;
	case DIRECTIVES:
		config_table(stdout);
		return DONE;
	default:
		return with_config(options);
	}
}

/* What we open must not be taken for a standard stream by someone else. */
static void
fill_standard_streams(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd != -1 && fd <= STDERR_FILENO);
	if (fd != -1)
		close(fd);
}

int
main(int argc, char **argv)
{
	struct options options = {.argc = argc, .argv = argv, .verb = SERVE};
	int status;

	fill_standard_streams();
	status = parse_options(argc, argv, &options);
	if (status != -1)
		return status;
	status = run(&options);
	if ((fflush(stdout) == EOF || ferror(stdout)) && status == DONE) {
		perror("relayd: standard output");
		status = FAILED;
	}
	return status;
}
