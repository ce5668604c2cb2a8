#include "fold.h"

/* A sum that a hostile page cannot make go back. */
static uint64_t
plus(uint64_t a, uint64_t b)
{
	uint64_t sum;

	return __builtin_add_overflow(a, b, &sum) ? UINT64_MAX : sum;
}

static uint64_t
minus(uint64_t a, uint64_t b)
{
	return a > b ? a - b : 0;
}

static uint64_t
sum_of(const uint64_t *cells, unsigned n)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < n; i++)
		sum = plus(sum, cells[i]);
	return sum;
}

static void
grow(uint64_t *cell, uint64_t n)
{
	stats_set(cell, plus(*cell, n));
}

static void
lose_sessions(struct stats_listener *l)
{
	uint64_t lost = minus(l->accepted[0], sum_of(l->closed, N_REASONS));

	grow(&l->closed[REASON_worker_died], lost);
}

static void
lose_connections(struct stats_upstream *u)
{
	const uint64_t *lent_cells = &u->invalidations[AT_LENT * N_REASONS];
	uint64_t dials =
	    plus(u->fresh_dials[DIAL_OK], u->preconnect_dials[DIAL_OK]);
	uint64_t dropped = sum_of(u->invalidations, N_PLACES * N_REASONS);
	uint64_t lost = minus(dials, plus(u->discards[0], dropped));
	uint64_t ended = plus(u->discards[0], sum_of(lent_cells, N_REASONS));
	uint64_t borrows = sum_of(u->borrows, N_SOURCES);
	uint64_t lent = minus(borrows, plus(u->returns[0], ended));

	if (lent > lost)
		lent = lost;
	grow(&u->invalidations[AT_LENT * N_REASONS + REASON_worker_died], lent);
	grow(&u->invalidations[AT_IDLE * N_REASONS + REASON_worker_died],
	    lost - lent);
}

static void *
block(struct stats_page *page, const struct stats_shape *shape,
    enum stats_scope scope, uint32_t i)
{
	return (char *)page + stats_block(shape, scope, i);
}

void
fold_lost(struct stats_page *page, const struct stats_shape *shape)
{
	for (uint32_t i = 0; i < shape->n_listeners; i++)
		lose_sessions(block(page, shape, STATS_LISTENER, i));
	for (uint32_t i = 0; i < shape->n_upstreams; i++)
		lose_connections(block(page, shape, STATS_UPSTREAM, i));
}

void
fold_add(struct stats_page *totals, const struct stats_page *page,
    const struct stats_shape *shape)
{
	for (unsigned r = 0; r < stats_n_rows; r++) {
		const struct stats_row *row = &stats_rows[r];

		if (row->scope == STATS_SUPERVISOR ||
		    (row->kind != STATS_COUNTER &&
			row->kind != STATS_HISTOGRAM))
			continue;
		for (uint32_t i = 0; i < stats_block_count(shape, row->scope);
		     i++) {
			size_t at =
			    stats_block(shape, row->scope, i) + row->offset;
			uint64_t *to = (void *)((char *)totals + at);
			const uint64_t *from =
			    (const void *)((const char *)page + at);

			for (uint32_t c = 0; c < row->cells; c++)
				grow(&to[c], from[c]);
		}
	}
}
