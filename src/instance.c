// SPDX-License-Identifier: BSD-2-Clause
#include "instance.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "announce.h"
#include "log.h"
#include "parse.h"
#include "worker.h"

#define MAX_SESSIONS_AUTO 16384

static uint32_t
n_addresses(const struct config *config)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < config->n_listeners; i++)
		n += config->listeners[i].addresses.n;
	return n;
}

/* A session holds two descriptors at most: its client's and its server's. */
uint64_t
instance_limits(struct config *config)
{
	uint64_t max_fds = privilege_raise_files();
	uint64_t reserve = worker_reserved_fds(config, n_addresses(config));
	uint64_t each = max_fds > reserve ? (max_fds - reserve) / 2 : 0;
	uint64_t all = each * config->n_workers;
	uint64_t *sessions = &config->global.max_sessions;
	uint64_t wanted = *sessions != 0 ? *sessions : config->n_workers;

	if (wanted > all) {
		uint64_t n = config->n_workers;

		announce_failure("max-sessions %" PRIu64
				 ": a descriptor limit of %" PRIu64
				 " allows %" PRIu64 " on %" PRIu64
				 " workers; it would take a hard limit of "
				 "%" PRIu64,
		    wanted, max_fds, all, n,
		    reserve + 2 * ((wanted + n - 1) / n));
		return 0;
	}
	if (*sessions == 0)
		*sessions = all < MAX_SESSIONS_AUTO ? all : MAX_SESSIONS_AUTO;
	return max_fds;
}

static int
resolve(struct config *config)
{
	char *text = NULL, *rest = NULL;
	size_t n = 0;
	FILE *errors = open_memstream(&text, &n);
	int rc;

	if (errors == NULL)
		return announce_failure("servers: %m");
	rc = config_resolve(config, errors);
	fclose(errors);
	for (char *line = strtok_r(text, "\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\n", &rest))
		announce_failure("%s", line);
	free(text);
	return rc;
}

/* sockets: NULL where none is bound, and the ports are as they were written. */
static void
print_listeners(
    const struct config *config, const struct bind_set *sockets, FILE *out)
{
	char text[ADDR_TEXT_MAX];
	uint32_t n = 0;

	for (uint32_t i = 0; i < config->n_listeners; i++) {
		const struct config_listener *listener = &config->listeners[i];

		fprintf(out, "listener\t%s\t%s", listener->label,
		    listener->upstream);
		for (uint32_t j = 0; j < listener->addresses.n; j++, n++)
			fprintf(out, "%c%s", j == 0 ? '\t' : ',',
			    addr_print(sockets != NULL
					   ? &sockets->bounds[n].addr
					   : &listener->addresses.v[j].addr,
				text));
		fputc('\n', out);
	}
}

static void
print_upstreams(const struct config *config, FILE *out)
{
	static const char *const pools[] = {[POOL_OFF] = "off",
	    [POOL_PRECONNECT] = "preconnect",
	    [POOL_REUSE] = "reuse"};

	for (uint32_t i = 0; i < config->n_upstreams; i++) {
		const struct config_upstream *up = &config->upstreams[i];

		fprintf(out, "upstream\t%s\tprotocol=%s\tpool=%s%s\n",
		    up->label, config_protocols[up->protocol].name,
		    pools[up->pool], up->stateless ? "\tstateless=yes" : "");
	}
}

static void
print_servers(const struct config *config, FILE *out)
{
	char text[ADDR_TEXT_MAX];

	for (uint32_t i = 0; i < config->n_upstreams; i++) {
		const struct config_upstream *up = &config->upstreams[i];

		for (uint32_t j = 0; j < up->servers.n; j++) {
			const struct config_server *server = &up->servers.v[j];

			fprintf(out, "server\t%s\t%s\n",
			    server->addr.len != 0
				? addr_print(&server->addr, text)
				: server->text,
			    up->label);
		}
	}
}

/* What readers call the blocks of a page, as segment.h describes it; to be
 * freed.  Returns NULL and errno. */
static char *
print_names(const struct config *config, const struct bind_set *sockets)
{
	char *names = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&names, &n);

	if (out == NULL)
		return NULL;
	print_listeners(config, sockets, out);
	print_upstreams(config, out);
	print_servers(config, out);
	if (fclose(out) != EOF)
		return names;
	free(names);
	return NULL;
}

static struct segment_plan
plan_of(const struct config *config, const char *names)
{
	return (struct segment_plan){
	    .shape = {config->n_listeners, config->n_upstreams,
		config->n_servers},
	    .n_slots = config->n_workers,
	    .version = VERSION,
	    .names = names,
	    .mode = config->global.stats_mode,
	    .gid = (gid_t)-1,
	    .budget = config->global.stats_memory,
	};
}

void
instance_print_memory(const struct config *config, FILE *out)
{
	char word[PARSE_WORD_MAX];
	char *names = print_names(config, NULL);
	struct segment_plan plan = plan_of(config, names);

	fprintf(out,
	    "# statistics: %" PRIu64 " KiB of shared memory, of the %s of "
	    "stats-memory\n",
	    (segment_size(&plan) + 1023) / 1024,
	    parse_print_size(plan.budget, word));
	free(names);
}

static int
build_segment(struct instance *instance, const char *names)
{
	const struct config_global *global = &instance->config->global;
	struct segment_plan plan = plan_of(instance->config, names);
	const char *why;

	plan.generation = instance->generation;
	if (global->stats_group != NULL &&
	    privilege_group(global->stats_group, &plan.gid) == -1)
		return announce_failure(
		    "stats-group %s: no such group", global->stats_group);
	if (segment_build(instance->segment, &plan, &why) == -1)
		return announce_failure("instance %s: %s", global->name, why);
	return 0;
}

static int
build(struct instance *instance)
{
	char *names = print_names(instance->config, &instance->sockets);
	int rc;

	if (names == NULL)
		return announce_failure("instance: %m");
	rc = build_segment(instance, names);
	free(names);
	return rc;
}

static int
write_pid_file(struct instance *instance)
{
	const char *path = instance->config->global.pid_file;

	if (path == NULL)
		return 0;
	if (announce_pid(path) == -1)
		return announce_failure("pid-file %s: %m", path);
	instance->has_pid_file = true;
	return 0;
}

static int
take_all(struct instance *instance)
{
	struct config *config = instance->config;
	const char *why;

	instance->segment = segment_take(config->global.name, &why);
	if (instance->segment == NULL)
		return announce_failure(
		    "instance %s: %s", config->global.name, why);
	instance->max_fds = instance_limits(config);
	if (instance->max_fds == 0)
		return -1;
	if (privilege_account(config->global.user, config->global.group,
		&instance->account) == -1)
		return -1;
	if (resolve(config) == -1)
		return -1;
	if (bind_open(&instance->sockets, config,
		segment_orphans(instance->segment) > 0) == -1)
		return -1;
	if (write_pid_file(instance) == -1)
		return -1;
	return build(instance);
}

int
instance_open(struct instance *instance, struct config *config)
{
	*instance = (struct instance){.config = config, .generation = 1};

	if (take_all(instance) == 0)
		return 0;
	instance_close(instance);
	return -1;
}

void
instance_ready(struct instance *instance)
{
	char text[ADDR_TEXT_MAX];

	segment_ready(instance->segment);
	for (uint32_t i = 0; i < instance->sockets.n_bounds; i++) {
		const struct bound *bound = &instance->sockets.bounds[i];

		log_info("listener %s: address %s", bound->listener->label,
		    addr_print(&bound->addr, text));
	}
	if (instance->account.nobody)
		log_warn("user: there is no account relayd: "
			 "workers run as nobody");
	log_info("ready: generation %" PRIu64 ", workers %u",
	    instance->generation, instance->config->n_workers);
	announce_ready();
}

void
instance_close(struct instance *instance)
{
	bind_close(&instance->sockets);
	if (instance->has_pid_file)
		unlink(instance->config->global.pid_file);
	instance->has_pid_file = false;
	if (instance->segment != NULL)
		segment_remove(&instance->segment);
}
