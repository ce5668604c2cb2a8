/*
 * stats - the page that a worker counts into: where each block of cells is
 *
 * A page is a head, a worker block, then a block for each listener, upstream
 * and server of the configuration, in its order.  What the cells are is in
 * stats_cells.h, what they are called in stats.def.
 */
#ifndef RELAY_STATS_H
#define RELAY_STATS_H

#include <stddef.h>
#include <stdint.h>

#include "stats_cells.h"
#include "stats_words.h"

enum stats_scope {
	STATS_WORKER,
	STATS_LISTENER,
	STATS_UPSTREAM,
	STATS_SERVER,
	STATS_SUPERVISOR,
	N_STATS_SCOPES
};
enum stats_kind {
	STATS_COUNTER,
	STATS_GAUGE,
	STATS_GAUGE_MAX,
	STATS_GAUGE_MIN,
	STATS_HISTOGRAM
};

/* How many blocks of each a page has: from the configuration. */
struct stats_shape {
	uint32_t n_listeners, n_upstreams, n_servers;
};

#define STATS_PAGE_MAGIC "RLYPAGE\n"

/* What a page begins with; constant after it was made. */
struct stats_page {
	char magic[8]; /* STATS_PAGE_MAGIC, without its NUL */
	uint64_t size; /* of the page, head included */
	uint64_t slot, generation;
	struct stats_shape shape;
	uint32_t reserved;
	struct stats_worker worker;
	/* the blocks of listeners, upstreams and servers follow */
};

/* The size in bytes of a page of this shape. */
size_t stats_page_size(const struct stats_shape *shape);

/* Make size zeroed bytes a page. */
void stats_page_init(struct stats_page *page, const struct stats_shape *shape,
    uint32_t slot, uint64_t generation);

/*
 * The offset in such a page of the i-th block of a scope that pages have, the
 * size of a block of a scope, and how many of it there are.
 */
size_t stats_block(
    const struct stats_shape *shape, enum stats_scope scope, uint32_t i);
size_t stats_block_size(enum stats_scope scope);
uint32_t stats_block_count(
    const struct stats_shape *shape, enum stats_scope scope);

/* The blocks of the i-th listener, upstream and server. */
struct stats_listener *stats_listener(struct stats_page *page, uint32_t i);
struct stats_upstream *stats_upstream(struct stats_page *page, uint32_t i);
struct stats_server *stats_server(struct stats_page *page, uint32_t i);

/* A row of stats.def. */
struct stats_row {
	enum stats_scope scope;
	enum stats_kind kind;
	uint32_t scale, cells;
	size_t offset; /* bytes, from the start of the block */
	const char *name, *labels, *help;
};
extern const struct stats_row stats_rows[];
extern const unsigned stats_n_rows;

/*
 * The rows as the text that the directory has for readers (directory.h).
 * Returns it, yours to free, with its length; or NULL, ENOMEM.
 */
char *stats_describe(size_t *n);

#endif /* RELAY_STATS_H */
