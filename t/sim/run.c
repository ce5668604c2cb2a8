// SPDX-License-Identifier: BSD-2-Clause
#define RELAY_SIM_INSIDE /* what the world itself calls is no site */
#include "run.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cable.h"
#include "checks.h"
#include "config.h"
#include "run_inside.h"
#include "trace.h"
#include "worker.h"
#include "world.h"

#define SECONDS_MOST 60
#define WAITS_MOST 4000

static struct scene scene;
static struct play play;
static struct sim_fault fault, first;
static const struct run_plan *plan;

_Noreturn static void
give_up(const char *what)
{
	perror(what);
	exit(1);
}

/* The linker's section is an array, whatever its ends are called. */
uint32_t
run_sites(struct sim_site **sites)
{
	uintptr_t from = (uintptr_t)__start_sim_sites;
	uintptr_t to = (uintptr_t)__stop_sim_sites;

	*sites = __start_sim_sites;
	return (uint32_t)((to - from) / sizeof(struct sim_site));
}

/* ---- in the child ------------------------------------------------------ */

/*
 * Say what led to it, then die of it.  To print is not safe in a signal's
 * handler; but this process is lost anyway, and its parent waits for no word.
 */
static void
on_crash(int number)
{
	if (plan->tail)
		trace_dump(stdout); /* NOLINT(bugprone-signal-handler) */
	fflush(stdout);             /* NOLINT(bugprone-signal-handler) */
	signal(number, SIG_DFL);
	raise(number);
}

static struct config *
read_config(const char *text)
{
	int fd = memfd_create("config", MFD_CLOEXEC);
	struct config *config;
	char path[64], *said = NULL;
	size_t n;
	FILE *errors = open_memstream(&said, &n);

	if (fd == -1 || errors == NULL ||
	    write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		give_up("config");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	config = config_read(path, errors);
	fclose(errors);
	close(fd);
	if (config == NULL)
		run_violate("the scene is wrong: %s", said);
	free(said);
	return config;
}

static struct stats_page *
make_page(const struct config *config)
{
	struct stats_shape shape = {
	    config->n_listeners, config->n_upstreams, config->n_servers};
	struct stats_page *page = calloc(1, stats_page_size(&shape));

	if (page == NULL)
		give_up("page");
	stats_page_init(page, &shape, 0, 1);
	return page;
}

static uint32_t
make_sockets(const struct config *config, struct worker_socket *sockets)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < config->n_listeners; i++) {
		const struct config_listener *listener = &config->listeners[i];

		for (uint32_t k = 0; k < listener->addresses.n; k++) {
			bool local =
			    addr_is_unix(&listener->addresses.v[k].addr);

			sockets[n++] = (struct worker_socket){
			    .listener = i,
			    .shared = local,
			    .fd = world_add_socket(i, local),
			};
		}
	}
	world.n_own = n;
	return n;
}

/* The failure to inject; before it, that which the scene cannot be without. */
static void
arm(void)
{
	struct sim_site *sites;

	run_sites(&sites);
	if (plan->first_site >= 0 && plan->first_site != plan->site) {
		first = (struct sim_fault){
		    .site = &sites[plan->first_site],
		    .error = ENOMEM,
		    .nth = 1,
		    .next = &fault,
		};
		sim_set_fault(&first);
	} else {
		sim_set_fault(&fault);
	}
	if (plan->site >= 0)
		fault = (struct sim_fault){
		    .site = &sites[plan->site],
		    .error = plan->error,
		    .nth = plan->nth,
		    .forever = plan->forever,
		};
}

void
run_disarm(void)
{
	if (fault.fired > 0)
		sim_set_fault(NULL);
}

bool
run_calm_down(void)
{
	if (fault.fired == 0 || (fault.error != EAGAIN && fault.error != EINTR))
		return false;
	run_disarm();
	return true;
}

uint64_t
run_arrived(const struct wire *wire)
{
	const struct cable *cable = (const void *)wire;

	return way_unread(&cable->way[FAR]);
}

int
run_log_socket(void)
{
	struct sockaddr_un sun = {
	    .sun_family = AF_UNIX, .sun_path = RUN_LOG_PATH};
	int fd = sys_socket(AF_UNIX);

	if (fd == -1 ||
	    sys_connect(fd, (struct sockaddr *)&sun, sizeof(sun)) == 0)
		return fd;
	sys_close(fd);
	return -1;
}

/* The worker has left: its channel with it.  Its peers may not know yet. */
static void
let_end(int channel)
{
	struct epoll_event event;
	int epoll;

	world.passed_fds++;
	world.hung_up = true;
	sys_close(channel);
	sim_set_fault(NULL);
	sim_set_failing(false);
	epoll = sys_epoll_create();
	for (int i = 0; i < WAITS_MOST && world.n_active > 0; i++)
		sys_epoll_wait(epoll, &event, 1, 1000);
	sys_close(epoll);
}

void
run_end(enum result_state state)
{
	struct result *result = world.result;
	struct sim_site *sites;
	uint32_t n_sites = run_sites(&sites);

	result->state = state;
	tally_add(&result->tally, &world.tally);
	tally_add(&result->tally, &world.unix_tally);
	tally_add(&result->tally, &world.probe_tally);
	tally_add(&result->tally, &world.junk_tally);
	result->calls = sim_calls();
	result->worker_bytes = sim_bytes();
	result->fired = fault.fired;
	result->accepted = world.accepting;
	result->digest = trace_digest();
	result->virtual_ns = sim_now_ns();
	for (uint32_t i = 0; i < n_sites && i < RESULT_SITES; i++)
		result->hits[i] = sites[i].hits;
	if (state == RESULT_VIOLATED && plan->tail)
		trace_dump(stdout);
	fflush(stdout);
	_exit(0);
}

void
run_violate(const char *fmt, ...)
{
	struct result *result = world.result;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(result->what, sizeof(result->what), fmt, ap);
	va_end(ap);
	trace_say("violation: %s", result->what);
	run_end(RESULT_VIOLATED);
}

static void
judge_status(int status)
{
	world.result->status = status;
	if (status == 0 && world.prepared)
		return;
	if (!plan->may_fail)
		run_violate("the worker ended with status %d", status);
	/* Its process ends, and with it all that it has open. */
	run_end(RESULT_HELD);
}

_Noreturn static void
live(struct result *result)
{
	struct worker_socket sockets[WORLD_SOCKETS];
	struct world with = {
	    .scene = &scene,
	    .play = &play,
	    .result = result,
	    .harm = plan->harm,
	    .faulty = plan->site >= 0 || scene.knobs.failing > 0,
	};
	struct worker_plan worker = {.sockets = sockets, .generation = 1};

	world = with;
	with.config = read_config(scene.text);
	with.page = make_page(with.config);
	sim_open(&scene.knobs, &world_calls);
	world_init(&with);
	arm();
	worker.config = with.config;
	worker.page = with.page;
	worker.channel = sim_channel();
	worker.n_sockets = make_sockets(with.config, sockets);
	worker.max_fds = scene.knobs.fd_most;
	judge_status(worker_run(&worker));
	checks_end();
	let_end(worker.channel);
	run_end(RESULT_HELD);
}

_Noreturn static void
be_child(struct result *result)
{
	static const int crashes[] = {SIGABRT, SIGSEGV, SIGBUS, SIGALRM};

	for (size_t i = 0; i < sizeof(crashes) / sizeof(crashes[0]); i++)
		signal(crashes[i], on_crash);
	syscall(SYS_close_range, 3U, ~0U, 0); /* musl has no function for it */
	alarm(SECONDS_MOST);
	if (plan->show || plan->tail)
		trace_open(plan->show ? stdout : NULL);
	run_parts(plan, &scene, &play);
	live(result);
}

/* ---- in the parent ----------------------------------------------------- */

void
run_parts(
    const struct run_plan *run, struct scene *to_scene, struct play *to_play)
{
	if (run->scene != NULL)
		*to_scene = *run->scene;
	else
		scene_draw(to_scene, run->seed, 0);
	if (run->play != NULL)
		*to_play = *run->play;
	else
		play_draw(to_play, to_scene);
}

struct result *
run_results(uint32_t n)
{
	void *page = mmap(NULL, n * sizeof(struct result),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		give_up("mmap");
	return page;
}

pid_t
run_start(const struct run_plan *with, struct result *result)
{
	pid_t pid;

	*result = (struct result){.state = RESULT_RUNNING};
	fflush(stdout);
	pid = fork();
	if (pid == -1)
		give_up("fork");
	if (pid > 0)
		return pid;
	plan = with;
	be_child(result);
}

pid_t
run_wait(int *status)
{
	pid_t pid = wait(status);

	if (pid == -1)
		give_up("wait");
	return pid;
}

void
run_judge(struct result *result, int status)
{
	if (result->state != RESULT_RUNNING)
		return;
	result->state = RESULT_VIOLATED;
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
		snprintf(result->what, sizeof(result->what),
		    "the run does not end within %d seconds", SECONDS_MOST);
	else if (WIFSIGNALED(status))
		snprintf(result->what, sizeof(result->what),
		    "the worker dies of signal %d", WTERMSIG(status));
	else
		snprintf(result->what, sizeof(result->what),
		    "the worker exits unasked, with status %d",
		    WEXITSTATUS(status));
}

void
run_once(const struct run_plan *with, struct result *result)
{
	pid_t pid = run_start(with, result);
	int status;

	if (waitpid(pid, &status, 0) == -1)
		give_up("waitpid");
	run_judge(result, status);
}
