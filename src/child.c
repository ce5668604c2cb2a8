// SPDX-License-Identifier: BSD-2-Clause
#include "child.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "announce.h"
#include "log.h"
#include "title.h"

#define LIFE_MS 10000 /* who lived so long did not fail at its start */

static const int64_t delays_ms[] = {0, 100, 1000, 5000};
#define N_DELAYS (sizeof(delays_ms) / sizeof(*delays_ms))

/* Leave the worker what is its own.  Returns its sockets; NULL and errno. */
static struct worker_socket *
keep_own(
    const struct child *child, const struct instance *instance, int channel)
{
	uint32_t n = instance->sockets.n_bounds;
	struct worker_socket *sockets = calloc(n, sizeof(*sockets));
	int *keep = calloc(n + 3, sizeof(*keep));

	if (sockets == NULL || keep == NULL) {
		free(sockets);
		free(keep);
		return NULL;
	}
	bind_sockets(&instance->sockets, child->slot, sockets);
	for (uint32_t i = 0; i < n; i++)
		keep[i] = sockets[i].fd;
	keep[n] = channel;
	keep[n + 1] = log_fd();
	keep[n + 2] = segment_fd(instance->segment);
	privilege_close_others(keep, n + 3);
	free(keep);
	return sockets;
}

/* The life of the worker, up to its exit status. */
static int
live(const struct child *child, const struct instance *instance, int channel)
{
	struct worker_plan plan = {
	    .config = instance->config,
	    .segment = instance->segment,
	    .n_sockets = instance->sockets.n_bounds,
	    .slot = child->slot,
	    .generation = instance->generation,
	    .channel = channel,
	    .max_fds = instance->max_fds,
	};
	char name[32];

	snprintf(name, sizeof(name), "worker %" PRIu32, child->slot);
	log_set_name(name);
	title_set("relayd: %s gen %" PRIu64, name, instance->generation);
	announce_leave();
	plan.page = segment_keep(instance->segment, child->slot);
	if (plan.page == NULL) {
		log_error("start: statistics: %m");
		return 1;
	}
	plan.sockets = keep_own(child, instance, channel);
	if (plan.sockets == NULL) {
		log_error("start: %m");
		return 1;
	}
	if (privilege_drop(&instance->account) == -1)
		return 1;
	return worker_run(&plan);
}

int
child_fork(struct child *child, const struct instance *instance, int64_t now_ms)
{
	int ends[2];
	pid_t pid;

	if (channel_open(ends) == -1)
		return -1;
	fflush(NULL);
	pid = fork();
	if (pid == 0)
		_exit(live(child, instance, ends[1]));
	int error = errno;

	close(ends[1]);
	if (pid == -1) {
		close(ends[0]);
		errno = error;
		return -1;
	}
	child->pid = pid;
	child->channel = ends[0];
	child->born_ms = now_ms;
	child->still = 0;
	child->watchdog = false;
	return 0;
}

int
child_tell(struct child *child, const struct channel_message *message, int pass)
{
	if (child->channel == -1) {
		errno = EPIPE;
		return -1;
	}
	return channel_send(child->channel, message, pass);
}

void
child_kill(struct child *child)
{
	if (child->pid != 0)
		kill(child->pid, SIGKILL);
}

void
child_hang_up(struct child *child)
{
	if (child->channel != -1)
		close(child->channel);
	child->channel = -1;
}

void
child_gone(struct child *child, int64_t now_ms)
{
	child_hang_up(child);
	child->pid = 0;
	if (now_ms - child->born_ms >= LIFE_MS)
		child->failures = 0;
	child->delay_ms = delays_ms[child->failures < N_DELAYS ? child->failures
							       : N_DELAYS - 1];
	child->failures++;
	child->due_ms = now_ms + child->delay_ms;
}

const char *
child_cause(int status, char *buf, size_t size)
{
	if (WIFSIGNALED(status))
		snprintf(buf, size, "killed by signal %d (%s)",
		    WTERMSIG(status), strsignal(WTERMSIG(status)));
	else
		snprintf(buf, size, "exit status %d", WEXITSTATUS(status));
	return buf;
}
