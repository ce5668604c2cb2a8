/*
 * trace - what happened in a run, as text to read and as a number to compare
 */
#ifndef RELAY_SIM_TRACE_H
#define RELAY_SIM_TRACE_H

#include <stdint.h>
#include <stdio.h>

/* Keep the last lines in memory; NULL is allowed for out: print none as they
 * come.  Keep none any more. */
void trace_open(FILE *out);
void trace_close(void);

/* A line, with the clock before it, if lines are kept; the clock and the words
 * of the format go into the digest, kept or not. */
void trace_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Into the digest alone: cheaper, for what every call returns. */
void trace_mix(uint64_t value);

uint64_t trace_digest(void);

/* The lines that are kept, oldest first. */
void trace_dump(FILE *out);

#endif /* RELAY_SIM_TRACE_H */
