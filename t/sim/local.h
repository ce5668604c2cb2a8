/*
 * local - what Linux does with an AF_UNIX stream, on the terms of tcp.h
 */
#ifndef RELAY_SIM_LOCAL_H
#define RELAY_SIM_LOCAL_H

#include "cable.h"

ssize_t local_recv(
    struct cable *cable, int who, void *buf, size_t n, bool peek);
ssize_t local_send(struct cable *cable, int who, const void *buf, size_t n);
int local_shutdown(struct cable *cable, int who);
bool local_close(struct cable *cable, int who);
uint32_t local_poll(struct cable *cable, int who);

#endif /* RELAY_SIM_LOCAL_H */
