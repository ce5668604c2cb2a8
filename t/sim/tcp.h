/*
 * tcp - what Linux does with a TCP connection, as its two ends see it
 *
 * Results below 0 are errors.  NEAR or FAR: both keep the same rules.
 */
#ifndef RELAY_SIM_TCP_H
#define RELAY_SIM_TCP_H

#include "cable.h"

ssize_t tcp_recv(struct cable *cable, int who, void *buf, size_t n, bool peek);
ssize_t tcp_send(struct cable *cable, int who, const void *buf, size_t n);
int tcp_shutdown(struct cable *cable, int who);
/* Returns whether the other side will see a RST. */
bool tcp_close(struct cable *cable, int who);
uint32_t tcp_poll(struct cable *cable, int who);

/* The first thing that is due on this way arrives. */
void tcp_arrive(struct cable *cable, int from);
/* Send a RST, all that waits to be sent is dropped. */
void tcp_reset(struct cable *cable, int who);

#endif /* RELAY_SIM_TCP_H */
