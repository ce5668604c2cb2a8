#include "view_table.h"

#include <string.h>

#define STALE_MS 3000

/* A cell of a table: what it is called, how wide, and where it comes from. */
struct column {
	const char *title, *metric, *label, *value;
	int width;
	enum { COUNT, BYTES, SECONDS, OF_ALL } how;
};

/* A place in a table: one row. */
struct row {
	int64_t object;
	int slot;
};

/* A further cell of a row. */
static void
put(const struct view *view, int width, const char *text)
{
	fprintf(view->out, " %*s", width, text);
}

/* Text from outside: escaped, and cut with a '~' where it does not fit. */
static void
put_text(const struct view *view, int width, const char *text)
{
	char buf[512] = "";
	FILE *out = fmemopen(buf, sizeof(buf), "w");
	size_t n = (size_t)(width < 0 ? -width : width);

	if (out != NULL) {
		view_print(out, text);
		fclose(out);
	}
	buf[sizeof(buf) - 1] = '\0';
	if (strlen(buf) > n)
		snprintf(buf + n - 1, 2, "~");
	fprintf(view->out, "%*s", width, buf);
}

static void
put_titles(const struct view *view, const struct column *columns, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		put(view, columns[i].width, columns[i].title);
	fputc('\n', view->out);
}

/* The part of a sum that the column's label picks, in percent. */
static const char *
share(const struct view *view, const struct column *column,
    const struct row *row, uint64_t part, char *buf)
{
	uint64_t whole;

	view_ask(view,
	    &(struct view_query){
		column->metric, row->object, row->slot, NULL, NULL},
	    &whole);
	return view_percent(part, whole, buf);
}

static void
put_number(
    const struct view *view, const struct column *column, const struct row *row)
{
	const struct schema_metric *metric =
	    schema_find(&view->snapshot->schema, column->metric);
	char buf[VIEW_WORD_MAX];
	const char *word = "-";
	uint64_t n;

	if (view_ask(view,
		&(struct view_query){column->metric, row->object, row->slot,
		    column->label, column->value},
		&n)) {
		if (column->how == COUNT)
			word = view_count(n, buf);
		else if (column->how == BYTES)
			word = view_bytes(n, buf);
		else if (column->how == SECONDS)
			word = view_duration(n * 1000 / metric->scale, buf);
		else
			word = share(view, column, row, n, buf);
	}
	put(view, column->width, word);
}

static void
put_numbers(const struct view *view, const struct column *columns, unsigned n,
    const struct row *row)
{
	for (unsigned i = 0; i < n; i++)
		put_number(view, &columns[i], row);
}

/* How long ago a worker gave a sign of life; false if it never did. */
static bool
silent_for(const struct view *view, int slot, uint64_t *ms)
{
	uint64_t beat, now = view->snapshot->wall_ms;

	if (!view_ask(view,
		&(struct view_query){
		    "relayd_worker_heartbeat_timestamp_seconds", VIEW_EVERY,
		    slot, NULL, NULL},
		&beat) ||
	    beat == 0)
		return false;
	*ms = now > beat ? now - beat : 0;
	return true;
}

static const char *
state_of(const struct view *view, uint32_t i)
{
	const struct snapshot_slot *slot = &view->snapshot->slots[i];
	uint64_t ms;

	if (slot->is_live && silent_for(view, (int)i, &ms) && ms > STALE_MS)
		return "STALE";
	return view_state(slot);
}

static void
put_instance(const struct view *view)
{
	const struct snapshot *snapshot = view->snapshot;
	const struct directory *head = &snapshot->head;
	char up[VIEW_WORD_MAX];
	unsigned n_live = 0;

	for (uint32_t i = 0; i < snapshot->n_slots; i++)
		n_live += snapshot->slots[i].is_live;
	fputs("relayd ", view->out);
	view_print(view->out, head->instance);
	fputc(' ', view->out);
	view_print(view->out, head->version);
	fprintf(view->out, "  generation %ju  pid %ju  ",
	    (uintmax_t)head->generation, (uintmax_t)head->pid);
	if (!snapshot->is_live)
		fputs("DEAD  ", view->out);
	else if (head->state != DIRECTORY_READY)
		fputs("starting  ", view->out);
	else
		fprintf(view->out, "up %s  ",
		    view_duration(view_uptime_ms(snapshot), up));
	fprintf(view->out, "workers %u/%u\n", n_live, snapshot->n_slots);
}

void
view_overview(const struct view *view)
{
	static const struct column columns[] = {
	    {"sessions", "relayd_sessions", NULL, NULL, 8, COUNT},
	    {"borrows", "relayd_pool_borrows_total", NULL, NULL, 7, COUNT},
	    {"reused", "relayd_pool_borrows_total", "source", "reused", 6,
		OF_ALL},
	    {"fresh", "relayd_pool_fresh_dials_total", NULL, NULL, 7, COUNT},
	    {"invalid", "relayd_pool_invalidations_total", NULL, NULL, 7,
		COUNT},
	    {"timeouts", "relayd_timeouts_total", NULL, NULL, 8, COUNT},
	    {"received", "relayd_client_received_bytes_total", NULL, NULL, 8,
		BYTES},
	    {"sent", "relayd_client_sent_bytes_total", NULL, NULL, 6, BYTES},
	};
	const unsigned n = sizeof(columns) / sizeof(columns[0]);
	struct row total = {VIEW_EVERY, SNAPSHOT_ALL};

	put_instance(view);
	fprintf(view->out, "%6s %-8s", "worker", "state");
	put_titles(view, columns, n);
	for (uint32_t i = 0; i < view->snapshot->n_slots; i++) {
		struct row row = {VIEW_EVERY, (int)i};

		fprintf(view->out, "%6u %-8s", i, state_of(view, i));
		put_numbers(view, columns, n, &row);
		fputc('\n', view->out);
	}
	fprintf(view->out, "%6s %-8s", "total", "");
	put_numbers(view, columns, n, &total);
	fputc('\n', view->out);
}

void
view_workers(const struct view *view)
{
	static const struct column columns[] = {
	    {"sessions", "relayd_sessions", NULL, NULL, 8, COUNT},
	    {"fds", "relayd_worker_open_fds", NULL, NULL, 6, COUNT},
	    {"of", "relayd_worker_max_fds", NULL, NULL, 7, COUNT},
	    {"memory", "relayd_worker_resident_memory_bytes", NULL, NULL, 6,
		BYTES},
	    {"cpu", "relayd_worker_cpu_seconds_total", NULL, NULL, 7, SECONDS},
	    {"turns", "relayd_loop_turns_total", NULL, NULL, 8, COUNT},
	};
	const unsigned n = sizeof(columns) / sizeof(columns[0]);

	fprintf(view->out, "%6s %7s %-8s %4s %6s", "worker", "pid", "state",
	    "gen", "silent");
	put_titles(view, columns, n);
	for (uint32_t i = 0; i < view->snapshot->n_slots; i++) {
		const struct snapshot_slot *slot = &view->snapshot->slots[i];
		struct row row = {VIEW_EVERY, (int)i};
		char buf[VIEW_WORD_MAX] = "-";
		uint64_t ms;

		if (silent_for(view, (int)i, &ms))
			view_duration(ms, buf);
		fprintf(view->out, "%6u %7ju %-8s %4ju %6s", i,
		    (uintmax_t)slot->pid, state_of(view, i),
		    (uintmax_t)slot->generation, buf);
		put_numbers(view, columns, n, &row);
		fputc('\n', view->out);
	}
}

/* Who a row is about: an object, and with --by worker one slot of it. */
static void
put_object(
    const struct view *view, enum stats_scope scope, const struct row *row)
{
	char buf[VIEW_WORD_MAX];

	put_text(
	    view, -16, view_object(view, scope, (uint32_t)row->object, buf));
	if (row->slot != SNAPSHOT_ALL)
		fprintf(view->out, " %6d", row->slot);
}

/* The next row: slots first, if they are kept apart. */
static bool
next_row(const struct view *view, enum stats_scope scope, struct row *row)
{
	int n_slots = (int)view->snapshot->n_slots;

	if (view->by_worker && row->object >= 0 && row->slot + 1 < n_slots) {
		row->slot++;
		return true;
	}
	row->slot = view->by_worker ? 0 : SNAPSHOT_ALL;
	return ++row->object < view->snapshot->schema.n_objects[scope];
}

/* Marks that are no columns of their own. */
static void
put_marks(const struct view *view, const struct schema_object *object)
{
	for (unsigned i = 1; i < object->n; i++) {
		const char *mark = object->fields[i];

		if (strncmp(mark, "protocol=", 9) == 0 ||
		    strncmp(mark, "pool=", 5) == 0)
			continue;
		fputc(' ', view->out);
		view_print(view->out, mark);
	}
}

void
view_pools(const struct view *view)
{
	static const char held[] = "relayd_pool_connections";
	static const struct column columns[] = {
	    {"warm", held, "state", "warm", 5, COUNT},
	    {"idle", held, "state", "idle", 5, COUNT},
	    {"lent", held, "state", "lent", 5, COUNT},
	    {"reset", held, "state", "resetting", 5, COUNT},
	    {"dial", "relayd_pool_dialing", NULL, NULL, 4, COUNT},
	    {"wait", "relayd_pool_waiters", NULL, NULL, 5, COUNT},
	    {"oldest", "relayd_pool_oldest_wait_seconds", NULL, NULL, 6,
		SECONDS},
	    {"reused", "relayd_pool_borrows_total", "source", "reused", 6,
		OF_ALL},
	};
	const unsigned n = sizeof(columns) / sizeof(columns[0]);
	struct row row = {-1, SNAPSHOT_ALL};

	fprintf(view->out, "%-16s%s %-10s %-10s", "upstream",
	    view->by_worker ? " worker" : "", "protocol", "pool");
	put_titles(view, columns, n);
	while (next_row(view, STATS_UPSTREAM, &row)) {
		const struct schema_object *o =
		    &view->snapshot->schema.objects[STATS_UPSTREAM][row.object];
		const char *protocol = schema_mark(o, "protocol");
		const char *pool = schema_mark(o, "pool");

		put_object(view, STATS_UPSTREAM, &row);
		fputc(' ', view->out);
		put_text(view, -10, protocol == NULL ? "-" : protocol);
		fputc(' ', view->out);
		put_text(view, -10, pool == NULL ? "-" : pool);
		put_numbers(view, columns, n, &row);
		put_marks(view, o);
		fputc('\n', view->out);
	}
}

void
view_listeners(const struct view *view)
{
	static const struct column columns[] = {
	    {"sessions", "relayd_sessions", NULL, NULL, 8, COUNT},
	    {"accepted", "relayd_sessions_accepted_total", NULL, NULL, 8,
		COUNT},
	    {"paused", "relayd_accept_paused_total", NULL, NULL, 6, COUNT},
	    {"received", "relayd_client_received_bytes_total", NULL, NULL, 8,
		BYTES},
	    {"sent", "relayd_client_sent_bytes_total", NULL, NULL, 6, BYTES},
	};
	const unsigned n = sizeof(columns) / sizeof(columns[0]);
	struct row row = {-1, SNAPSHOT_ALL};

	fprintf(view->out, "%-16s%s %-16s", "listener",
	    view->by_worker ? " worker" : "", "upstream");
	put_titles(view, columns, n);
	while (next_row(view, STATS_LISTENER, &row)) {
		const struct schema_object *o =
		    &view->snapshot->schema.objects[STATS_LISTENER][row.object];

		put_object(view, STATS_LISTENER, &row);
		fputc(' ', view->out);
		put_text(view, -16, o->n > 1 ? o->fields[1] : "-");
		put_numbers(view, columns, n, &row);
		if (o->n > 2) {
			fputc(' ', view->out);
			view_print(view->out, o->fields[2]);
		}
		fputc('\n', view->out);
	}
}
