/*
 * probe - what this kernel has of what relayd can use
 */
#ifndef RELAY_PROBE_H
#define RELAY_PROBE_H

#include <stdio.h>

/* One line each, "feature NAME: VALUE", found by trying. */
void probe_print(FILE *out);

#endif /* RELAY_PROBE_H */
