/*
 * config_check - what directives mean together
 *
 * The rules look at effective values, so all is to be settled before.  What
 * could not be read, and is in the report, is not judged again.
 */
#ifndef RELAY_CONFIG_CHECK_H
#define RELAY_CONFIG_CHECK_H

#include "config_row.h"

/* Report every rule that is broken; find the upstream of each listener. */
void config_check(struct config *config, const struct config_source *source,
    struct report *report);

#endif /* RELAY_CONFIG_CHECK_H */
