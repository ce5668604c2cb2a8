/*
 * unit_world - what a worker has, in a test: a loop, pools, sessions, a page
 *
 * The text of the configuration is printf's, so that it may name the port of
 * a server that the test made before.
 */
#ifndef RELAY_UNIT_WORLD_H
#define RELAY_UNIT_WORLD_H

#include <errno.h>
#include <fcntl.h>

#include "config_text.h"
#include "pool.h"
#include "server.h"
#include "sessions.h"
#include "stats.h"

#define WORLD_MOST 1000

static struct {
	struct config *config;
	struct loop loop;
	struct slab conns;
	struct sessions sessions;
	struct stats_page *page;
	struct upstream up;
	struct server servers[8];
	struct service service;
} world;

static void
world_ended(struct sessions *sessions, struct service *service)
{
	(void)sessions;
	(void)service;
}

static void
world_page(void)
{
	struct stats_shape shape = {world.config->n_listeners,
	    world.config->n_upstreams, world.config->n_servers};

	world.page = calloc(1, stats_page_size(&shape));
	stats_page_init(world.page, &shape, 0, 1);
}

/* Take over where a world was before; there is one upstream, one listener. */
TAP_UNUSED TAP_PRINTF(1, 2) static void world_open(const char *fmt, ...)
{
	char text[4096];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	world.config = config_of(text);
	if (world.config == NULL || loop_init(&world.loop) == -1 ||
	    slab_init(&world.conns, sizeof(struct conn), WORLD_MOST) == -1 ||
	    sessions_init(&world.sessions, &world.loop, WORLD_MOST, 1 << 20) ==
		-1) {
		printf("Bail out! %s\n", config_said);
		exit(1);
	}
	world_page();
	pool_init(&world.up,
	    &(struct upstream_plan){.config = world.config,
		.loop = &world.loop,
		.conns = &world.conns,
		.page = world.page},
	    0, world.servers);
	world.service = (struct service){.config = world.config->listeners,
	    .upstream = &world.up,
	    .stats = stats_listener(world.page, 0)};
	world.sessions.ended = world_ended;
}

TAP_UNUSED static void
world_close(void)
{
	loop_fini(&world.loop);
	slab_fini(&world.conns);
	slab_fini(&world.sessions.slab);
	buffers_fini(&world.sessions.memory.buffers);
	free(world.page);
	config_close(&world.config);
}

/* Turn until it is so; too many turns are a fault, which the test then sees. */
#define world_until(condition)                                                 \
	for (int turns_ = 0; turns_ < 4000 && !(condition); turns_++)          \
	loop_turn(&world.loop, 5)

#endif /* RELAY_UNIT_WORLD_H */
