/*
 * config_type_line - the types of several words, or several lines
 */
#ifndef RELAY_CONFIG_TYPE_LINE_H
#define RELAY_CONFIG_TYPE_LINE_H

#include "config_type.h"

extern const struct config_type config_type_KEEPALIVE, config_type_SCRIPT,
    config_type_ADDRESSES, config_type_SERVERS, config_type_SOURCE;

#endif /* RELAY_CONFIG_TYPE_LINE_H */
