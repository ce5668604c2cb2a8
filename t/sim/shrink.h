/*
 * shrink - from a run that fails to the least that still does
 */
#ifndef RELAY_SIM_SHRINK_H
#define RELAY_SIM_SHRINK_H

#include "run.h"

/*
 * Play the run again and again with less: halves of its entries left out, then
 * quarters, down to one; then row by row of its scene made plain.  Prints what
 * is left and the end of its trace.
 */
void shrink(const struct run_plan *plan, struct result *result);

#endif /* RELAY_SIM_SHRINK_H */
