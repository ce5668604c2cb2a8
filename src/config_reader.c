// SPDX-License-Identifier: BSD-2-Clause
#include "config_reader.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "nearest.h"

struct config_reader {
	struct config *config;
	struct config_source source;
	struct report *report;
	enum config_scope scope; /* of the block at hand */
};

static const char *const scope_names[] = {"top level", "listener", "upstream"};

/* The block at hand, and its marks. */
static void *
block(const struct config_reader *r)
{
	struct config *config = r->config;

	switch (r->scope) {
	case CONFIG_LISTENER:
		return &config->listeners[config->n_listeners - 1];
	case CONFIG_UPSTREAM:
		return &config->upstreams[config->n_upstreams - 1];
	default:
		return &config->global;
	}
}

static struct config_marks *
marks(struct config_reader *r)
{
	switch (r->scope) {
	case CONFIG_LISTENER:
		return &r->source.listeners[r->config->n_listeners - 1];
	case CONFIG_UPSTREAM:
		return &r->source.upstreams[r->config->n_upstreams - 1];
	default:
		return &r->source.global;
	}
}

struct config_reader *
config_reader_open(struct report *report)
{
	struct config_reader *r = mem_take(sizeof *r);

	r->config = mem_take(sizeof *r->config);
	r->report = report;
	config_row_defaults(CONFIG_GLOBAL, &r->config->global);
	return r;
}

/* Room for one more of size bytes and its marks, both of zeros. */
static void *
add_block(void **blocks, struct config_marks **all, uint32_t *n, size_t size)
{
	void *new;

	*blocks = mem_room(*blocks, *n, size);
	*all = mem_room(*all, *n, sizeof **all);
	memset(&(*all)[*n], 0, sizeof **all);
	new = (char *)*blocks + *n *size;
	memset(new, 0, size);
	++*n;
	return new;
}

void
config_reader_begin(struct config_reader *r, enum config_scope scope,
    const char *label, struct report_place place)
{
	struct config *config = r->config;
	char *copy = mem_copy(label, strlen(label));

	r->scope = scope;
	if (scope == CONFIG_LISTENER) {
		void *blocks = config->listeners;
		struct config_listener *new = add_block(&blocks,
		    &r->source.listeners, &config->n_listeners, sizeof *new);

		config->listeners = blocks;
		new->label = copy;
		new->line = place.line;
	} else {
		void *blocks = config->upstreams;
		struct config_upstream *new = add_block(&blocks,
		    &r->source.upstreams, &config->n_upstreams, sizeof *new);

		config->upstreams = blocks;
		new->label = copy;
		new->line = place.line;
	}
	config_row_defaults(scope, block(r));
	marks(r)->begin = place;
}

void
config_reader_end(struct config_reader *r)
{
	r->scope = CONFIG_GLOBAL;
}

void
config_reader_set(struct config_reader *r, enum config_row_id id,
    const struct lex_line *values, struct report_place place)
{
	const struct config_row *row = &config_rows[id];
	struct config_mark *mark = &marks(r)->of[id];
	struct config_arg arg = {
	    row, row->name, values->words, values->n, r->report, place};
	char buf[REPORT_WHERE_MAX];

	if (mark->place.line > 0 && !row->type->repeatable) {
		report_error(r->report, place, row->name,
		    "given before, in %s; give it once",
		    report_where(mark->place, place, buf));
		return;
	}
	if (mark->place.line == 0)
		mark->place = place;
	if (values->broken ||
	    row->type->parse(&arg, config_row_field(row, block(r))) == -1)
		mark->bad = true;
}

/* The row of another scope that has this name. */
static const struct config_row *
find_elsewhere(enum config_scope scope, const char *name)
{
	const struct config_row *row = NULL;

	for (int other = CONFIG_UPSTREAM; other >= CONFIG_GLOBAL; other--)
		if (row == NULL && other != (int)scope)
			row = config_row_find((enum config_scope)other, name);
	return row;
}

/* The known word nearest to one: of this scope first, then of any. */
static struct nearest
find_nearest(enum config_scope scope, const char *name)
{
	struct nearest here = {.word = name}, any = {.word = name};

	for (size_t i = 0; i < N_CONFIG_ROWS; i++)
		nearest_offer(config_rows[i].scope == scope ? &here : &any,
		    config_rows[i].name);
	if (scope == CONFIG_GLOBAL) {
		nearest_offer(&here, "listener");
		nearest_offer(&here, "upstream");
		nearest_offer(&here, "include");
	}
	return here.best != NULL ? here : any;
}

/* Where a directive of another scope, or of none, was found. */
static void
misplaced(struct config_reader *r, const char *name, struct report_place place,
    enum config_scope home)
{
	bool inside = r->scope != CONFIG_GLOBAL;

	if (home == CONFIG_GLOBAL)
		report_error(r->report, place, name,
		    "does not belong in a block; give it outside, at top "
		    "level");
	else
		report_error(r->report, place, name,
		    "belongs in \"%s NAME {\"%s%s%s", scope_names[home],
		    inside ? ", not in \"" : "",
		    inside ? scope_names[r->scope] : "",
		    inside ? " NAME {\"" : "");
}

static void
unknown(struct config_reader *r, const char *name, struct report_place place)
{
	const struct config_row *row = find_elsewhere(r->scope, name);
	struct nearest nearest = find_nearest(r->scope, name);
	char hint[NEAREST_MAX], shown[REPORT_TEXT_MAX];

	if (row != NULL) {
		misplaced(r, name, place, row->scope);
		return;
	}
	report_error(r->report, place, report_text(name, strlen(name), shown),
	    "unknown directive%s", nearest_hint(&nearest, hint));
	/* What was meant is not missed as well. */
	row = nearest.best != NULL ? config_row_find(r->scope, nearest.best)
				   : NULL;
	if (row != NULL)
		marks(r)->of[row - config_rows].bad = true;
}

void
config_reader_directive(struct config_reader *r, const struct lex_line *line,
    struct report_place place)
{
	const char *name = line->words[0].text;
	const struct config_row *row = config_row_find(r->scope, name);
	struct lex_line values = *line;

	values.words++;
	values.n--;
	if (row == NULL)
		unknown(r, name, place);
	else
		config_reader_set(
		    r, (enum config_row_id)(row - config_rows), &values, place);
}

enum config_scope
config_reader_scope(const struct config_reader *r)
{
	return r->scope;
}

const char *
config_reader_label(const struct config_reader *r)
{
	const struct config *config = r->config;

	switch (r->scope) {
	case CONFIG_LISTENER:
		return config->listeners[config->n_listeners - 1].label;
	case CONFIG_UPSTREAM:
		return config->upstreams[config->n_upstreams - 1].label;
	default:
		return "";
	}
}

struct config_marks *
config_reader_marks(struct config_reader *r)
{
	return marks(r);
}

struct config *
config_reader_config(const struct config_reader *r)
{
	return r->config;
}

const struct config_source *
config_reader_source(const struct config_reader *r)
{
	return &r->source;
}

void
config_reader_close(struct config_reader **r_p)
{
	struct config_reader *r = *r_p;

	*r_p = NULL;
	free(r->source.listeners);
	free(r->source.upstreams);
	free(r);
}
