/*
 * proto_line - one line is answered by one line, in order
 *
 * A line ends with \n; what is in it does not matter, nor how long it is.
 */
#ifndef RELAY_PROTO_LINE_H
#define RELAY_PROTO_LINE_H

#include "framing.h"

extern const struct proto proto_line;

#endif /* RELAY_PROTO_LINE_H */
