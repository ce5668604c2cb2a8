// SPDX-License-Identifier: BSD-2-Clause
#include "config_resolve.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "config_blocks.h"
#include "config_settle.h"
#include "mem.h"

#define DEADLINE_MS 5000
#define ADDRS_MAX 64

/* What the child writes: n of addrs, or n -1 and the cause. */
struct answer {
	int n;
	char why[128];
	struct addr addrs[ADDRS_MAX];
};

static _Noreturn void
ask(const char *text, int fd)
{
	static struct answer answer;
	const char *why, *at = (const char *)&answer;
	size_t left = sizeof answer;

	answer.n = addr_resolve(text, answer.addrs, ADDRS_MAX, &why);
	if (answer.n == -1)
		strncpy(answer.why, why, sizeof answer.why - 1);
	while (left > 0) {
		ssize_t n = write(fd, at, left);

		if (n == -1 && errno != EINTR)
			_exit(1);
		if (n > 0) {
			at += n;
			left -= (size_t)n;
		}
	}
	_exit(0);
}

static int64_t
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Read the whole answer by the deadline; or say why there is none. */
static const char *
wait_for(int fd, struct answer *answer)
{
	int64_t deadline = now_ms() + DEADLINE_MS, left;
	size_t have = 0;

	while (have < sizeof *answer) {
		struct pollfd watch = {.fd = fd, .events = POLLIN};
		ssize_t n;

		left = deadline - now_ms();
		if (left <= 0)
			return "no answer in 5 s";
		if (poll(&watch, 1, (int)left) <= 0)
			continue;
		n = read(fd, (char *)answer + have, sizeof *answer - have);
		if (n == 0)
			return "the resolver ended without an answer";
		if (n > 0)
			have += (size_t)n;
	}
	answer->why[sizeof answer->why - 1] = '\0';
	return answer->n > 0 ? NULL : answer->why;
}

static void
reap(pid_t pid)
{
	kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) == -1 && errno == EINTR)
		;
}

/* Returns NULL, or why the name has no address. */
static const char *
look_up(const char *text, struct answer *answer)
{
	const char *why;
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) == -1)
		return strerror(errno);
	pid = fork();
	if (pid == 0)
		ask(text, ends[1]);
	why = pid == -1 ? strerror(errno) : NULL;
	close(ends[1]);
	if (pid > 0) {
		why = wait_for(ends[0], answer);
		reap(pid);
	}
	close(ends[0]);
	return why;
}

static bool
has(const struct config_servers *list, const struct addr *addr)
{
	for (uint32_t i = 0; i < list->n; i++)
		if (addr_equal(&list->v[i].addr, addr))
			return true;
	return false;
}

/* Add a server like the one given, at addr; takes nothing of it. */
static void
add(struct config_servers *list, const struct config_server *like,
    const struct addr *addr)
{
	struct config_server new = *like;
	char text[ADDR_TEXT_MAX];

	new.addr = *addr;
	addr_print(addr, text);
	new.text = mem_copy(text, strlen(text));
	list->v = mem_room(list->v, list->n, sizeof *list->v);
	list->v[list->n++] = new;
}

/* Add what the server stands for; returns NULL, or why there is nothing. */
static const char *
add_resolved(struct config_servers *list, const struct config_server *server,
    const struct addr *source, struct answer *answer)
{
	const char *why = look_up(server->text, answer);
	bool fits = false;

	for (int i = 0; why == NULL && i < answer->n; i++) {
		const struct addr *addr = &answer->addrs[i];

		if (source->len > 0 &&
		    source->sa.sa_family != addr->sa.sa_family)
			continue;
		fits = true;
		if (!has(list, addr))
			add(list, server, addr);
	}
	if (why == NULL && !fits)
		return "no address of the kind of source";
	return why;
}

static void
drop(struct config_servers *list)
{
	for (uint32_t i = 0; i < list->n; i++)
		free(list->v[i].text);
	free(list->v);
}

/* Written addresses come first, so that a name does not take their place. */
static int
resolve(struct config_upstream *up, struct answer *answer, FILE *errors)
{
	struct config_servers old = up->servers, new = {NULL, 0};
	int status = 0;

	for (uint32_t i = 0; i < old.n; i++)
		if (old.v[i].addr.len > 0)
			add(&new, &old.v[i], &old.v[i].addr);
	for (uint32_t i = 0; i < old.n; i++) {
		const char *why = NULL;

		if (old.v[i].addr.len == 0)
			why =
			    add_resolved(&new, &old.v[i], &up->source, answer);
		if (why == NULL)
			continue;
		fprintf(errors, "upstream %s: server %s: resolve: %s\n",
		    up->label, old.v[i].text, why);
		status = -1;
	}
	drop(status == 0 ? &old : &new);
	if (status == 0)
		up->servers = new;
	return status;
}

static bool
has_names(const struct config_upstream *up)
{
	for (uint32_t i = 0; i < up->servers.n; i++)
		if (up->servers.v[i].addr.len == 0)
			return true;
	return false;
}

int
config_resolve(struct config *config, FILE *errors)
{
	struct answer *answer = mem_take(sizeof *answer);
	int status = 0;

	for (uint32_t i = 0; i < config->n_upstreams; i++)
		if (has_names(&config->upstreams[i]) &&
		    resolve(&config->upstreams[i], answer, errors) == -1)
			status = -1;
	free(answer);
	config_number_servers(config);
	return status;
}
