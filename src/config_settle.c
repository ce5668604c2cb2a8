// SPDX-License-Identifier: BSD-2-Clause
#include "config_settle.h"

#include "config_row.h"
#include "machine.h"

#define WORKERS_MAX 8
#define SHARE_MIN 4 /* connections a worker can do something with */

static uint64_t
least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static void
settle_protocol(struct config_upstream *up)
{
	const struct protocol_row *row = &config_protocols[up->protocol];

	if ((unsigned)up->pool == CONFIG_BY_PROTOCOL)
		up->pool = row->pool;
	if ((unsigned)up->borrow_at == CONFIG_BY_PROTOCOL)
		up->borrow_at =
		    row->client_first ? BORROW_AT_FIRST_BYTE : BORROW_AT_ACCEPT;
	if (up->first_byte_timeout == CONFIG_BY_PROTOCOL_MS)
		up->first_byte_timeout = row->first_byte_ms;
	if (up->warm_max_age == CONFIG_BY_PROTOCOL_MS)
		up->warm_max_age = row->warm_max_age_ms;
}

/* The most workers that a limit is enough for: a share each at least. */
static uint64_t
enough_for(uint64_t limit, uint64_t share)
{
	if (limit == 0)
		return WORKERS_MAX;
	return limit < share ? 1 : limit / share;
}

static uint32_t
auto_workers(const struct config *config)
{
	uint64_t n = least(machine_cpus(""), WORKERS_MAX);

	n = least(n, enough_for(config->global.max_sessions, 1));
	for (uint32_t i = 0; i < config->n_listeners; i++)
		n = least(n, enough_for(config->listeners[i].max_sessions, 1));
	for (uint32_t i = 0; i < config->n_upstreams; i++) {
		const struct config_upstream *up = &config->upstreams[i];

		n = least(n, enough_for(up->max_connections, SHARE_MIN));
		for (uint32_t k = 0; k < up->servers.n; k++)
			n = least(
			    n, enough_for(up->servers.v[k].max_connections,
				   SHARE_MIN));
	}
	return (uint32_t)n;
}

void
config_number_servers(struct config *config)
{
	config->n_servers = 0;
	for (uint32_t i = 0; i < config->n_upstreams; i++) {
		config->upstreams[i].server_i = config->n_servers;
		config->n_servers += config->upstreams[i].servers.n;
	}
}

static uint64_t
most(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

void
config_settle(struct config *config)
{
	struct config_global *global = &config->global;
	uint64_t least_memory = config_rows[ROW_GLOBAL_buffer_memory].min;

	for (uint32_t i = 0; i < config->n_upstreams; i++)
		settle_protocol(&config->upstreams[i]);
	if (global->workers == 0)
		global->workers = auto_workers(config);
	config->n_workers = (uint32_t)global->workers;
	if (global->buffer_memory == 0)
		global->buffer_memory =
		    most(machine_memory("") / 4, least_memory);
	config_number_servers(config);
}
