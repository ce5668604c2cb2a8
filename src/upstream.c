// SPDX-License-Identifier: BSD-2-Clause
#include "upstream.h"

bool
upstream_has_room(const struct upstream *upstream)
{
	uint32_t total = 0;

	for (int state = 0; state < CONN_FREE; state++)
		total += upstream->n[state];
	return upstream->limit == 0 || total < upstream->limit;
}

uint32_t
upstream_share(const struct upstream_plan *plan, uint64_t total)
{
	return (uint32_t)config_share(
	    total, plan->slot, plan->config->n_workers);
}

/* Of a limit every worker has at least one; 0 is none. */
static uint32_t
max_waiters(const struct upstream_plan *plan, uint64_t total)
{
	uint32_t share = upstream_share(plan, total);

	if (total == 0)
		return UINT32_MAX;
	return share > 0 ? share : 1;
}

void
upstream_init(struct upstream *upstream, const struct upstream_plan *plan,
    uint32_t i, struct server *servers)
{
	const struct config_upstream *config = &plan->config->upstreams[i];

	*upstream = (struct upstream){
	    .config = config,
	    .protocol = &config_protocols[config->protocol],
	    .proto = proto_find(config->protocol),
	    .stats = stats_upstream(plan->page, i),
	    .loop = plan->loop,
	    .conns = plan->conns,
	    .servers = servers,
	    .n_servers = config->servers.n,
	    .limit = upstream_share(plan, config->max_connections),
	    .min_idle = upstream_share(plan, config->min_idle),
	    .max_idle = upstream_share(plan, config->max_idle),
	    .max_waiters = max_waiters(plan, config->max_waiters),
	    .looked_ms = loop_now_ms(plan->loop),
	};
	upstream->unused_max =
	    upstream_share(plan, upstream->protocol->unused_max);
	list_init(&upstream->waiters);
	stats_set(upstream->stats->limit, upstream->limit);
}
