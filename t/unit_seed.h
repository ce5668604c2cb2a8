/*
 * unit_seed - numbers that look random and are the same in every run
 */
#ifndef RELAY_UNIT_SEED_H
#define RELAY_UNIT_SEED_H

#include <stdint.h>

#include "tap.h"

static uint64_t unit_seed = 0x9e3779b97f4a7c15;

/* A number below n, which is at least 1. */
TAP_UNUSED static uint64_t
unit_random(uint64_t n)
{
	unit_seed ^= unit_seed << 13;
	unit_seed ^= unit_seed >> 7;
	unit_seed ^= unit_seed << 17;
	return (unit_seed >> 11) % n;
}

#endif /* RELAY_UNIT_SEED_H */
