/*
 * run_inside - what the world asks of its run, and of the kernel's insides
 */
#ifndef RELAY_SIM_RUN_INSIDE_H
#define RELAY_SIM_RUN_INSIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel.h"
#include "result.h"

/* The run is over, this way; a violation ends it at once. */
_Noreturn void run_end(enum result_state state);
_Noreturn void run_violate(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));

/* A failure that was injected and has struck does so no more.  The same, if it
 * is one that no real kernel would repeat for ever: returns whether it is. */
void run_disarm(void);
bool run_calm_down(void);

/* A socket for the log, whose other end is at this path; or -1. */
#define RUN_LOG_PATH "/sim/log"
int run_log_socket(void);

/* Bytes that have come to the worker on this wire and were not read. */
uint64_t run_arrived(const struct wire *wire);

#endif /* RELAY_SIM_RUN_INSIDE_H */
