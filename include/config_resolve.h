/*
 * config_resolve - servers that are host names
 */
#ifndef RELAY_CONFIG_RESOLVE_H
#define RELAY_CONFIG_RESOLVE_H

#include <stdio.h>

struct config;

/*
 * Replace servers that are host names by the addresses they have, of the
 * source's family if there is one, each once in its upstream.  A child asks
 * the resolver and is killed at its deadline: blocks for at most 5 s a name.
 * Returns 0; or -1, with a line on errors for each.
 */
int config_resolve(struct config *config, FILE *errors);

#endif /* RELAY_CONFIG_RESOLVE_H */
