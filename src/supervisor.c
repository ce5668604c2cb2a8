// SPDX-License-Identifier: BSD-2-Clause
#include "supervisor.h"

#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "announce.h"
#include "crew.h"
#include "lend.h"
#include "log.h"
#include "sys.h"
#include "title.h"

#define TICK_MS 1000
#define GRACE_MS 1000 /* more than a drain was granted */
#define REAP_MS 5000  /* for the kernel to end what was killed */

struct supervisor {
	struct instance *instance;
	struct crew crew;
	int signals;
	int status;      /* that supervisor_run() returns */
	int64_t tick_ms; /* the next one */
	int64_t end_ms;  /* of DRAIN and STOP; INT64_MAX: none */
};

static const int signals[] = {
    SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGCHLD};
#define N_SIGNALS (sizeof(signals) / sizeof(*signals))

static sigset_t
our_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < N_SIGNALS; i++)
		sigaddset(&set, signals[i]);
	return set;
}

/* An ignored SIGCHLD, inherited, would let no child be waited for. */
void
supervisor_block_signals(void)
{
	sigset_t set = our_signals();

	sigprocmask(SIG_BLOCK, &set, NULL);
	for (size_t i = 0; i < N_SIGNALS; i++)
		signal(signals[i], SIG_DFL);
	signal(SIGPIPE, SIG_IGN);
}

static void
enter(struct supervisor *sv, enum crew_phase phase, int64_t within_ms)
{
	sv->crew.phase = phase;
	sv->end_ms = within_ms == 0 ? INT64_MAX : sv->crew.now_ms + within_ms;
}

static void
stop(struct supervisor *sv)
{
	if (sv->crew.phase != CREW_STOP)
		enter(sv, CREW_STOP, REAP_MS);
}

static void
fail(struct supervisor *sv)
{
	sv->status = 1;
	stop(sv);
}

/* The queues of our own copies end with the workers' drain. */
static void
drain(struct supervisor *sv)
{
	int64_t ms = sv->instance->config->global.stop_timeout;

	announce_stopping();
	bind_close(&sv->instance->sockets);
	crew_happen_all(&sv->crew, CREW_LEAVE);
	enter(sv, CREW_DRAIN, ms == 0 ? 0 : ms + GRACE_MS);
}

static const char *
signal_name(int signal)
{
	return signal == SIGTERM ? "TERM" : signal == SIGINT ? "INT" : "QUIT";
}

static void
on_stop(struct supervisor *sv, const struct signalfd_siginfo *info)
{
	int signal = (int)info->ssi_signo;
	bool gently = signal == SIGQUIT;

	if (sv->crew.phase == CREW_STOP ||
	    (sv->crew.phase == CREW_DRAIN && gently))
		return;
	if (sv->crew.phase == CREW_START) {
		announce_failure(
		    "stop: signal %s during the start", signal_name(signal));
		fail(sv);
		return;
	}
	log_info("stop: signal %s from pid %u: %s", signal_name(signal),
	    info->ssi_pid, gently ? "sessions may end" : "at once");
	if (gently) {
		drain(sv);
	} else {
		announce_stopping();
		stop(sv);
	}
}

static void
reopen_log(struct supervisor *sv)
{
	const struct config_log *log = &sv->instance->config->global.log;

	if (log->sink == LOG_TO_STDERR) {
		log_info("log: reopen: standard error stays as it is");
		return;
	}
	if (log_open(log->sink, log->path, log->facility) == -1) {
		log_error("log: reopen: %m");
		return;
	}
	log_info("log: reopened");
	crew_pass_log(&sv->crew);
}

static void
on_signal(struct supervisor *sv, const struct signalfd_siginfo *info)
{
	switch (info->ssi_signo) {
	case SIGTERM:
	case SIGINT:
	case SIGQUIT:
		on_stop(sv, info);
		break;
	case SIGUSR1:
		reopen_log(sv);
		break;
	case SIGHUP:
		log_warn("reload: not possible in this release: "
			 "restart to change the configuration");
		break;
	default:
		break; /* SIGCHLD: all who died are looked for anyway */
	}
}

static void
read_signals(struct supervisor *sv)
{
	struct signalfd_siginfo info;

	while (read(sv->signals, &info, sizeof(info)) == sizeof(info))
		on_signal(sv, &info);
}

/* Two steps: none accepts before all can. */
static void
go_on_starting(struct supervisor *sv)
{
	struct crew *crew = &sv->crew;

	if (crew_has(crew, CHILD_NONE)) {
		fail(sv); /* its death was announced */
	} else if (crew_is(crew, CHILD_PREPARED)) {
		if (bind_listen(&sv->instance->sockets) == -1)
			fail(sv);
		else
			crew_happen_all(crew, CREW_GO);
	} else if (crew_is(crew, CHILD_RUNNING)) {
		instance_ready(sv->instance);
		enter(sv, CREW_SERVE, 0);
	}
}

static void
go_on_serving(struct supervisor *sv)
{
	struct crew *crew = &sv->crew;

	if (crew_fork_due(crew) == -1)
		log_error("fork: %m");
	for (uint32_t i = 0; i < crew->n; i++)
		if (crew->children[i].state == CHILD_PREPARED)
			crew_happen(crew, &crew->children[i], CREW_GO);
	lend_update(crew->children, crew->n, &sv->instance->sockets);
}

/* After all that was heard: what is to be done now, by phase. */
static void
go_on(struct supervisor *sv)
{
	struct crew *crew = &sv->crew;

	if (crew->phase == CREW_START)
		go_on_starting(sv);
	else if (crew->phase == CREW_SERVE)
		go_on_serving(sv);
	if (crew->phase == CREW_DRAIN && crew->now_ms >= sv->end_ms) {
		log_warn("stop: stop-timeout has passed: ending the rest");
		stop(sv);
	}
	if (crew->phase == CREW_STOP)
		crew_happen_all(crew, CREW_END);
}

static bool
is_over(const struct supervisor *sv)
{
	const struct crew *crew = &sv->crew;

	if (crew->phase == CREW_DRAIN)
		return crew_is(crew, CHILD_NONE);
	return crew->phase == CREW_STOP &&
	       (crew_is(crew, CHILD_NONE) || crew->now_ms >= sv->end_ms);
}

static void
tick(struct supervisor *sv)
{
	if (sv->crew.now_ms < sv->tick_ms)
		return;
	sv->tick_ms = sv->crew.now_ms + TICK_MS;
	segment_beat(sv->instance->segment);
	crew_tick(&sv->crew);
}

static void
wait_for_news(struct supervisor *sv)
{
	struct crew *crew = &sv->crew;
	int64_t until_ms = sv->tick_ms;

	if (crew->phase == CREW_SERVE && crew_due_ms(crew) < until_ms)
		until_ms = crew_due_ms(crew);
	if (sv->end_ms < until_ms)
		until_ms = sv->end_ms;
	int64_t ms = until_ms - crew->now_ms;

	crew_watch(crew);
	crew->polls[crew->n] =
	    (struct pollfd){.fd = sv->signals, .events = POLLIN};
	poll(crew->polls, crew->n + 1, ms > 0 ? (int)ms : 0);
	crew->now_ms = sys_now_ns() / 1000000;
}

static void
serve(struct supervisor *sv)
{
	while (!is_over(sv)) {
		wait_for_news(sv);
		crew_listen(&sv->crew);
		read_signals(sv);
		crew_reap(&sv->crew);
		tick(sv);
		go_on(sv);
	}
}

static int
open_all(struct supervisor *sv)
{
	sigset_t set = our_signals();

	if (crew_open(&sv->crew, sv->instance) == -1)
		return announce_failure("start: %m");
	sv->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (sv->signals == -1)
		return announce_failure("start: signals: %m");
	sv->crew.now_ms = sys_now_ns() / 1000000;
	sv->tick_ms = sv->crew.now_ms + TICK_MS;
	enter(sv, CREW_START, 0);
	return 0;
}

int
supervisor_run(struct instance *instance)
{
	struct supervisor sv = {.instance = instance, .signals = -1};

	title_set("relayd: supervisor %s gen %" PRIu64,
	    instance->config->global.name, instance->generation);
	if (open_all(&sv) == -1) {
		sv.status = 1;
	} else {
		if (crew_fork_due(&sv.crew) == -1) {
			announce_failure("start: fork: %m");
			fail(&sv);
		}
		serve(&sv);
	}
	if (sv.status == 0)
		log_info("stopped");
	crew_close(&sv.crew);
	if (sv.signals != -1)
		close(sv.signals);
	return sv.status;
}
