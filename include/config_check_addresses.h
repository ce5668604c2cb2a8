/*
 * config_check_addresses - addresses given twice, and sessions going round
 */
#ifndef RELAY_CONFIG_CHECK_ADDRESSES_H
#define RELAY_CONFIG_CHECK_ADDRESSES_H

#include "config_row.h"

/* A part of config_check(): report every rule of addresses that is broken. */
void config_check_addresses(const struct config *config,
    const struct config_source *source, struct report *report);

#endif /* RELAY_CONFIG_CHECK_ADDRESSES_H */
