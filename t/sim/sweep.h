/*
 * sweep - each system call of the worker's code fails in each way it can
 */
#ifndef RELAY_SIM_SWEEP_H
#define RELAY_SIM_SWEEP_H

#include <stdbool.h>
#include <stdint.h>

struct sweep {
	uint64_t seed, extra;
	bool verbose;
};

/* Prints a line, and before it whatever is not as it should be.  Returns
 * whether all is. */
bool sweep_run(struct sweep *sweep);

/* The list of sites: file, line, call, errors.  Returns 0. */
int sweep_print_sites(void);

#endif /* RELAY_SIM_SWEEP_H */
