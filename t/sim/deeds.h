/*
 * deeds - what the supervisor and the servers do to a worker, beside serving
 */
#ifndef RELAY_SIM_DEEDS_H
#define RELAY_SIM_DEEDS_H

#include <stdint.h>

#include "channel.h"
#include "play.h"

/* Carry out an entry of the play that is no client. */
void deeds_do(const struct entry *entry);

/* Say something to the worker, if the supervisor is still there; passing a
 * descriptor, or -1. */
void deeds_tell(enum channel_kind kind, uint32_t slot, uint32_t socket, int fd,
    uint64_t ms);

/* Let it drain, with a deadline: once. */
void deeds_drain(int64_t for_us);

#endif /* RELAY_SIM_DEEDS_H */
