/*
 * result - what a run leaves behind, in memory that its parent can read: the
 * run itself may crash
 */
#ifndef RELAY_SIM_RESULT_H
#define RELAY_SIM_RESULT_H

#include <stdbool.h>
#include <stdint.h>

#include "pair/tally.h"

#define RESULT_SITES 128

enum result_state {
	RESULT_RUNNING, /* or crashed */
	RESULT_HELD,
	RESULT_VIOLATED
};

struct result {
	enum result_state state;
	char what[200]; /* the first violation */
	struct tally tally;
	uint64_t steps, calls, digest;
	uint64_t worker_bytes; /* received by the worker, and sent by it */
	uint64_t fired;        /* injected failures */
	uint64_t failed;       /* calls that the kernel let fail */
	int64_t virtual_ns;
	uint32_t excused; /* sessions that met what nobody could prevent */
	int status;       /* of the worker */
	bool accepted;    /* it came so far */
	uint64_t hits[RESULT_SITES];
};

#endif /* RELAY_SIM_RESULT_H */
