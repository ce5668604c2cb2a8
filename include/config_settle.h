/*
 * config_settle - values in the place of "protocol" and "auto"
 */
#ifndef RELAY_CONFIG_SETTLE_H
#define RELAY_CONFIG_SETTLE_H

#include "config_blocks.h"

/*
 * Settle what the protocol says; the workers, which are the CPUs this process
 * may use, 8 at most, and few enough that each has 4 of the smallest
 * max-connections; and buffer-memory, a quarter of the memory.
 */
void config_settle(struct config *config);

/* Number the servers of all upstreams, in their order. */
void config_number_servers(struct config *config);

#endif /* RELAY_CONFIG_SETTLE_H */
