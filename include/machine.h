/*
 * machine - what this machine, and the control group we are in, lets us use
 *
 * root is "" or a folder that stands for "/": for tests.  What cannot be read
 * limits nothing.
 */
#ifndef RELAY_MACHINE_H
#define RELAY_MACHINE_H

#include <stdint.h>

/* The CPUs of a control group's quota (v2 and v1), rounded up; 0: no quota. */
uint32_t machine_quota(const char *root);

/* The CPUs this process may use: affinity and quota; at least 1. */
uint32_t machine_cpus(const char *root);

/* The bytes of memory a control group allows; UINT64_MAX: any. */
uint64_t machine_memory_limit(const char *root);

/* The bytes of memory of the machine, or of the control group if fewer. */
uint64_t machine_memory(const char *root);

#endif /* RELAY_MACHINE_H */
