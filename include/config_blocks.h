/*
 * config_blocks - the structs that config.def makes; include config.h instead
 */
#ifndef RELAY_CONFIG_BLOCKS_H
#define RELAY_CONFIG_BLOCKS_H

#include "config_fields.h"

#define CFG(scope, field, name, type, ...) IN_##scope(cfg_##type field;)
#define IN_GLOBAL(x) x
#define IN_LISTENER(x)
#define IN_UPSTREAM(x)
struct config_global {
#include "config.def"
};
#undef IN_GLOBAL
#define IN_GLOBAL(x)
#undef IN_LISTENER
#define IN_LISTENER(x) x
struct config_listener {
	char *label;         /* the name behind "listener" */
	uint32_t line;       /* where the block begins */
	uint32_t upstream_i; /* index of the upstream it names */
#include "config.def"
};
#undef IN_LISTENER
#define IN_LISTENER(x)
#undef IN_UPSTREAM
#define IN_UPSTREAM(x) x
struct config_upstream {
	char *label;
	uint32_t line;
	uint32_t server_i; /* index of its first server among all servers */
#include "config.def"
};
#undef IN_UPSTREAM
#undef IN_LISTENER
#undef IN_GLOBAL
#undef CFG

struct config {
	struct config_global global;
	struct config_listener *listeners;
	struct config_upstream *upstreams;
	uint32_t n_listeners, n_upstreams;
	uint32_t n_servers; /* of all upstreams, in their order */
	uint32_t n_workers; /* global.workers with auto computed */
	bool log_written;   /* global.log is from the file, not the default */
};

#endif /* RELAY_CONFIG_BLOCKS_H */
