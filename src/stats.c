#include "stats.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "log.h"

/* Lists that reasons.def makes; stats_describe() writes them out. */
#define SESSION_REASONS "*session"
#define CONN_REASONS "*conn"

#define OF_WORKER stats_worker
#define OF_LISTENER stats_listener
#define OF_UPSTREAM stats_upstream
#define OF_SERVER stats_server
#define OF_SUPERVISOR stats_supervisor

const struct stats_row stats_rows[] = {
#define STAT(scope, field, cells, kind, scale, name, labels, help)             \
	{STATS_##scope, STATS_##kind, scale, cells,                            \
	    offsetof(struct OF_##scope, field), name, labels, help},
#include "stats.def"
#undef STAT
};
const unsigned stats_n_rows = sizeof(stats_rows) / sizeof(stats_rows[0]);

static_assert(
    offsetof(struct stats_page, worker) % 8 == 0, "cells are aligned");

static size_t
align(size_t n)
{
	return (n + 63) & ~(size_t)63;
}

size_t
stats_block_size(enum stats_scope scope)
{
	static const size_t sizes[] = {
	    [STATS_WORKER] = sizeof(struct stats_worker),
	    [STATS_LISTENER] = sizeof(struct stats_listener),
	    [STATS_UPSTREAM] = sizeof(struct stats_upstream),
	    [STATS_SERVER] = sizeof(struct stats_server),
	    [STATS_SUPERVISOR] = sizeof(struct stats_supervisor),
	};

	must(scope < N_STATS_SCOPES);
	return sizes[scope];
}

uint32_t
stats_block_count(const struct stats_shape *shape, enum stats_scope scope)
{
	switch (scope) {
	case STATS_LISTENER:
		return shape->n_listeners;
	case STATS_UPSTREAM:
		return shape->n_upstreams;
	case STATS_SERVER:
		return shape->n_servers;
	default:
		return 1;
	}
}

size_t
stats_block(const struct stats_shape *shape, enum stats_scope scope, uint32_t i)
{
	size_t at = align(sizeof(struct stats_page));

	must(scope < STATS_SUPERVISOR);
	if (scope == STATS_WORKER)
		return offsetof(struct stats_page, worker) +
		       i * sizeof(struct stats_worker);
	for (unsigned s = STATS_LISTENER; s < scope; s++) {
		enum stats_scope before = (enum stats_scope)s;

		at += stats_block_count(shape, before) *
		      align(stats_block_size(before));
	}
	return at + i * align(stats_block_size(scope));
}

size_t
stats_page_size(const struct stats_shape *shape)
{
	return stats_block(shape, STATS_SERVER, shape->n_servers);
}

void
stats_page_init(struct stats_page *page, const struct stats_shape *shape,
    uint32_t slot, uint64_t generation)
{
	memcpy(page->magic, STATS_PAGE_MAGIC, sizeof(page->magic));
	page->size = stats_page_size(shape);
	page->slot = slot;
	page->generation = generation;
	page->shape = *shape;
}

static void *
block(struct stats_page *page, enum stats_scope scope, uint32_t i)
{
	must(i < stats_block_count(&page->shape, scope));
	return (char *)page + stats_block(&page->shape, scope, i);
}

struct stats_listener *
stats_listener(struct stats_page *page, uint32_t i)
{
	return block(page, STATS_LISTENER, i);
}

struct stats_upstream *
stats_upstream(struct stats_page *page, uint32_t i)
{
	return block(page, STATS_UPSTREAM, i);
}

struct stats_server *
stats_server(struct stats_page *page, uint32_t i)
{
	return block(page, STATS_SERVER, i);
}

static void
describe_labels(FILE *out, const struct stats_row *row)
{
	const char *star = strchr(row->labels, '*');

	if (row->kind == STATS_HISTOGRAM) {
		fputs("le=", out);
		for (unsigned b = 0; b + 1 < HIST_BUCKETS; b++)
			fprintf(out, "%ju|", (uintmax_t)stats_hist_bound(b));
		fputs("+Inf", out);
		return;
	}
	if (star == NULL) {
		fputs(row->labels, out);
		return;
	}
	fprintf(out, "%.*s", (int)(star - row->labels), row->labels);
	for (unsigned i = 0; i < N_REASONS; i++) {
		enum reason reason = (enum reason)i;
		bool on = stats_reason_is_for(
		    reason, strcmp(star, SESSION_REASONS) == 0);

		fprintf(out, "%s%s", i > 0 ? "|" : "",
		    on ? stats_reason(reason) : "");
	}
}

char *
stats_describe(size_t *n)
{
	static const char *const scopes[] = {
	    "worker", "listener", "upstream", "server", "supervisor"};
	static const char *const kinds[] = {
	    "counter", "gauge", "gauge_max", "gauge_min", "histogram"};
	char *text = NULL;
	FILE *out = open_memstream(&text, n);

	if (out == NULL)
		return NULL;
	for (const struct stats_row *row = stats_rows;
	     row < stats_rows + stats_n_rows; row++) {
		fprintf(out, "%s\t%s\t%s\t%u\t%u\t%zu\t", scopes[row->scope],
		    row->name, kinds[row->kind], row->scale, row->cells,
		    row->offset / sizeof(uint64_t));
		describe_labels(out, row);
		fprintf(out, "\t%s\n", row->help);
	}
	return fclose(out) == 0 ? text : NULL;
}
