/*
 * errname - the names of errors, as manual pages write them
 */
#ifndef RELAY_SIM_ERRNAME_H
#define RELAY_SIM_ERRNAME_H

/* "EAGAIN"; the text of strerror() for one that no simulated call gives. */
const char *errname(int error);

#endif /* RELAY_SIM_ERRNAME_H */
