/*
 * inner - what the rooms of the simulated kernel share: the run, its clock,
 * and how a call begins and ends
 */
#ifndef RELAY_SIM_INNER_H
#define RELAY_SIM_INNER_H

/* The kernel's own calls are no sites. */
#ifndef RELAY_SIM_INSIDE
#define RELAY_SIM_INSIDE
#endif

#include <stdbool.h>
#include <stdint.h>

#include "../pair/prf.h"
#include "kernel.h"
#include "sites.h"
#include "trace.h"

/* One generator for each purpose, so that a change in one place does not
 * change what all others draw. */
enum chance {
	CHANCE_CLOCK = 1,
	CHANCE_FAULT,
	CHANCE_EPOLL,
	CHANCE_RANDOM,
	CHANCE_CABLES,
};

#define SIM_START_NS ((int64_t)1000 * 1000000000)
#define SIM_NEVER INT64_MAX

struct sim_run {
	struct sim_knobs knobs;
	struct sim_world world;
	int64_t now_ns;
	struct prf clock, fault, epoll, random;
	bool failing;
	uint64_t calls, bytes;
	/* The spin detector: waits in a row that led to nothing. */
	uint64_t idle_waits;
};
extern struct sim_run sim_run;

static inline struct prf
chance_of(enum chance purpose, uint64_t which)
{
	return (struct prf){prf_seed(sim_run.knobs.seed, purpose, which), 0};
}

/*
 * A call begins: it is counted, takes a little time, and what is due arrives.
 * Returns 0, or the error it has to fail with.
 */
int call_begin(enum sim_call call);

/*
 * It ends: digest and trace.  Takes a result as the kernel has it, below 0 an
 * error; returns it as the library has it, with errno.
 */
ssize_t call_end(enum sim_call call, int fd, ssize_t result);

/* A line of the trace that is not in the digest, if anybody reads it. */
#define NOTE(...)                                                              \
	do {                                                                   \
		if (trace_on)                                                  \
			trace_note(__VA_ARGS__);                               \
	} while (0)
extern bool trace_on;
void trace_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* A new run: no lines, no digest. */
void trace_reset(void);

const char *call_name(enum sim_call call);

/* What is known of the call that is being made: whose it is, NULL: nobody
 * said; and why it fails, if it does: by the world's order, or by chance. */
struct call_cause {
	const struct sim_site *site;
	bool ordered, drawn;
};
extern struct call_cause call_cause;

/* The error that this call fails with; 0: none. */
int fault_draw(enum sim_call call);
void fault_reset(void);

#endif /* RELAY_SIM_INNER_H */
