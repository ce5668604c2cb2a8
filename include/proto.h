/*
 * proto - the protocol modules, and what their framing says of a connection
 */
#ifndef RELAY_PROTO_H
#define RELAY_PROTO_H

#include <stdbool.h>

#include "config.h"
#include "framing.h"
#include "stats.h"

/* The module of a protocol; NULL where nothing can be proven. */
const struct proto *proto_find(enum protocol protocol);

/* Whether both streams end between exchanges and nothing is owed. */
bool proto_is_quiet(const struct framing *framing);

/* Whether every request that was written whole was answered whole. */
bool proto_is_settled(const struct framing *framing);

/* Why a connection with this framing is unfit; N_REASONS if it is fit. */
enum reason proto_unfit(const struct framing *framing);

/* Forget the exchanges of the session before; the framing must be quiet. */
void proto_rewind(struct framing *framing);

#endif /* RELAY_PROTO_H */
