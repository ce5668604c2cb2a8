/*
 * warm - how many connections to have ready that nobody has used yet
 *
 * About as many as sessions borrow in twice the time of a dial, within
 * min-idle and max-idle.  What is opened ahead may be closed unused, which
 * some servers hold against this host, so it is rationed: a borrow earns one
 * token, a closing without use costs one, and no more are open than tokens are
 * left: unused closings never outnumber borrows (and the min-idle of the
 * start).  After one, none is opened before the next borrow; and a protocol
 * with unused_max bounds how many can be closed in a row.
 *
 * Here is the arithmetic; ageing.h acts on it.
 */
#ifndef RELAY_WARM_H
#define RELAY_WARM_H

#include <stdbool.h>
#include <stdint.h>

#include "server.h"
#include "upstream.h"

/* Give the server its first tokens. */
void warm_init(struct server *server);

/* A session borrowed from the server, a warm connection or another. */
void warm_note_borrow(struct server *server, bool warm);

/* A dial took so long. */
void warm_note_dial(struct server *server, int64_t took_ns);

/* A warm connection is closed unused; the reason tells by whom. */
void warm_note_unused(struct server *server, enum reason reason);

/* Update the rate after elapsed_ms milliseconds. */
void warm_look(struct server *server, int64_t elapsed_ms);

/* How many warm ones there may be, by what may be closed unused. */
uint32_t warm_most(const struct server *server);

/* How many warm or idle ones the load needs; how many more may be dialled. */
uint32_t warm_target(const struct server *server);
uint32_t warm_missing(const struct server *server);

#endif /* RELAY_WARM_H */
