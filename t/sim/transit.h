/*
 * transit - what is under way, in the order of its arrival
 */
#ifndef RELAY_SIM_TRANSIT_H
#define RELAY_SIM_TRANSIT_H

#include "way.h"

void transit_reset(void);

/* When the next thing arrives; SIM_NEVER. */
int64_t transit_next(void);

/* Let all arrive that is due. */
void transit_run(void);

/* Something else is under way than before; nothing any more. */
void transit_plan(struct way *way);
void transit_forget(struct way *way);

#endif /* RELAY_SIM_TRANSIT_H */
