#include "view.h"

#include <string.h>
#include <time.h>

static bool
is_split(const struct view *view, const struct schema_metric *metric)
{
	if (metric->scope == STATS_SUPERVISOR)
		return false;
	return view->by_worker || (metric->scope == STATS_WORKER &&
				      strncmp(metric->name, "relayd_worker_",
					  strlen("relayd_worker_")) == 0);
}

struct view_sample
view_samples(const struct view *view, const struct schema_metric *metric)
{
	return (struct view_sample){
	    .metric = metric,
	    .slot = is_split(view, metric) ? 0 : SNAPSHOT_ALL,
	};
}

static uint32_t
n_objects(const struct view *view, const struct schema_metric *metric)
{
	return view->snapshot->schema.n_objects[metric->scope];
}

/* Cells run fastest, then slots, then objects. */
static bool
step(const struct view *view, struct view_sample *sample)
{
	const struct schema_metric *metric = sample->metric;
	int n_slots = (int)view->snapshot->n_slots;

	if (!sample->begun) {
		sample->begun = true;
		return n_objects(view, metric) > 0 && sample->slot < n_slots;
	}
	if (metric->kind != STATS_HISTOGRAM && ++sample->cell < metric->cells)
		return true;
	sample->cell = 0;
	if (sample->slot != SNAPSHOT_ALL && ++sample->slot < n_slots)
		return true;
	if (sample->slot != SNAPSHOT_ALL)
		sample->slot = 0;
	return ++sample->object < n_objects(view, metric);
}

static bool
has_meaning(const struct schema_metric *metric, uint32_t cell)
{
	for (unsigned i = 0; i < metric->n_labels; i++)
		if (schema_value(metric, i, cell)[0] == '\0')
			return false;
	return true;
}

bool
view_next(const struct view *view, struct view_sample *sample)
{
	while (step(view, sample))
		if (has_meaning(sample->metric, sample->cell) &&
		    snapshot_has(view->snapshot, sample->metric, sample->slot))
			return true;
	return false;
}

uint64_t
view_value(const struct view *view, const struct view_sample *sample)
{
	const struct schema_metric *metric = sample->metric;
	uint64_t sum = 0;

	if (metric->kind != STATS_HISTOGRAM)
		return snapshot_value(view->snapshot, metric, sample->object,
		    sample->cell, sample->slot);
	for (uint32_t i = 0; i + 1 < metric->cells; i++)
		sum += snapshot_value(
		    view->snapshot, metric, sample->object, i, sample->slot);
	return sum;
}

const char *
view_object(
    const struct view *view, enum stats_scope scope, uint32_t object, char *buf)
{
	const struct schema_object *o =
	    &view->snapshot->schema.objects[scope][object];

	if (o->n > 0)
		return o->fields[0];
	snprintf(buf, VIEW_WORD_MAX, "#%u", object);
	return buf;
}

static void
put_number(struct view_label *label, const char *name, int64_t number)
{
	label->name = name;
	label->value = label->number;
	snprintf(label->number, sizeof(label->number), "%d", (int)number);
}

/* The labels that say whose number it is. */
static unsigned
object_labels(const struct view *view, const struct view_sample *sample,
    struct view_label *labels)
{
	static const char *const names[N_STATS_SCOPES] = {
	    [STATS_LISTENER] = "listener",
	    [STATS_UPSTREAM] = "upstream",
	    [STATS_SERVER] = "server",
	};
	enum stats_scope scope = sample->metric->scope;
	const struct schema_object *o;
	unsigned n = 0;

	if (sample->slot != SNAPSHOT_ALL)
		put_number(&labels[n++], "worker", sample->slot);
	if (names[scope] == NULL)
		return n;
	o = &view->snapshot->schema.objects[scope][sample->object];
	if (scope == STATS_SERVER && o->n > 1) {
		labels[n].name = "upstream";
		labels[n++].value = o->fields[1];
	}
	put_number(&labels[n], names[scope], sample->object);
	if (o->n > 0)
		labels[n].value = o->fields[0];
	return n + 1;
}

unsigned
view_labels(const struct view *view, const struct view_sample *sample,
    struct view_label labels[VIEW_LABELS_MAX])
{
	const struct schema_metric *metric = sample->metric;
	unsigned n = object_labels(view, sample, labels);

	if (metric->kind == STATS_HISTOGRAM)
		return n;
	for (unsigned i = 0; i < metric->n_labels; i++, n++) {
		labels[n].name = metric->labels[i].name;
		labels[n].value = schema_value(metric, i, sample->cell);
	}
	if (metric->n_labels == 0 && metric->cells > 1)
		put_number(&labels[n++], "cell", sample->cell);
	return n;
}

static bool
is_asked(const struct schema_metric *metric, const struct view_query *query,
    uint32_t cell)
{
	for (unsigned i = 0; query->label != NULL && i < metric->n_labels; i++)
		if (strcmp(metric->labels[i].name, query->label) == 0)
			return strcmp(schema_value(metric, i, cell),
				   query->value) == 0;
	return query->label == NULL;
}

bool
view_ask(
    const struct view *view, const struct view_query *query, uint64_t *value)
{
	const struct schema_metric *metric =
	    schema_find(&view->snapshot->schema, query->metric);
	struct view_sample at;

	*value = 0;
	if (metric == NULL)
		return false;
	at = (struct view_sample){.metric = metric, .slot = SNAPSHOT_ALL};
	if (query->slot != SNAPSHOT_ALL &&
	    !snapshot_has(view->snapshot, metric, query->slot))
		return false;
	while (view_next(view, &at)) {
		struct view_sample one = at;
		uint64_t n;

		if ((query->object != VIEW_EVERY &&
			query->object != at.object) ||
		    !is_asked(metric, query, at.cell))
			continue;
		one.slot = query->slot;
		n = view_value(view, &one);
		if (metric->kind != STATS_GAUGE_MAX)
			*value += n;
		else if (n > *value)
			*value = n;
	}
	return true;
}

const char *
view_type(const struct schema_metric *metric, const char *other)
{
	if (metric->kind == STATS_COUNTER)
		return "counter";
	if (metric->kind == STATS_HISTOGRAM)
		return "histogram";
	return metric->kind == SCHEMA_UNKNOWN ? other : "gauge";
}

const char *
view_state(const struct snapshot_slot *slot)
{
	static const char *const states[N_WORKER_STATES] = {
	    [WORKER_STARTING] = "starting",
	    [WORKER_RUNNING] = "running",
	    [WORKER_DRAINING] = "draining",
	    [WORKER_BACKOFF] = "backoff",
	};

	if (slot->state >= N_WORKER_STATES)
		return "unknown";
	if (!slot->is_live && slot->state != WORKER_BACKOFF)
		return "gone";
	return states[slot->state];
}

const char *
view_decimal(uint64_t value, uint64_t scale, char *buf)
{
	uint64_t rest = value % scale;
	int digits = 0;
	size_t n;

	for (uint64_t ten = 1; ten < scale; ten *= 10)
		digits++;
	n = (size_t)snprintf(
	    buf, VIEW_WORD_MAX, "%ju", (uintmax_t)(value / scale));
	if (rest == 0)
		return buf;
	n += (size_t)snprintf(
	    buf + n, VIEW_WORD_MAX - n, ".%0*ju", digits, (uintmax_t)rest);
	while (buf[n - 1] == '0')
		buf[--n] = '\0';
	return buf;
}

void
view_print(FILE *out, const char *text)
{
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '\\')
			fputs("\\\\", out);
		else if (c >= ' ' && c < 0x7f)
			fputc(c, out);
		else
			fprintf(out, "\\x%02x", c);
	}
}

unsigned
view_utf8(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;
	static const uint32_t least[] = {0, 0x20, 0xa0, 0x800, 0x10000};
	unsigned n = at[0] < 0x80 ? 1 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
	uint32_t code = n == 1 ? at[0] : at[0] & (0x7fu >> n);

	if ((at[0] >= 0x80 && at[0] < 0xc2) || at[0] > 0xf4)
		return 0;
	for (unsigned i = 1; i < n; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (at[i] & 0x3f);
	}
	if (code < least[n] || code == 0x7f || code > 0x10ffff ||
	    (code >= 0xd800 && code < 0xe000))
		return 0;
	return n;
}

static const char *
scaled(uint64_t n, unsigned step_by, const char *units, char *buf)
{
	double value = (double)n;

	while (value >= 9999.5 && units[1] != '\0') {
		value /= step_by;
		units++;
	}
	if (units[0] == ' ')
		snprintf(buf, VIEW_WORD_MAX, "%ju", (uintmax_t)n);
	else
		snprintf(buf, VIEW_WORD_MAX, "%.*f%c", value < 99.95 ? 1 : 0,
		    value, units[0]);
	return buf;
}

const char *
view_count(uint64_t n, char *buf)
{
	if (n < 10000000) {
		snprintf(buf, VIEW_WORD_MAX, "%ju", (uintmax_t)n);
		return buf;
	}
	return scaled(n, 1000, " kMGTPE", buf);
}

const char *
view_bytes(uint64_t n, char *buf)
{
	return scaled(n, 1024, " KMGTPE", buf);
}

const char *
view_duration(uint64_t ms, char *buf)
{
	uintmax_t s = ms / 1000;

	if (s < 10)
		snprintf(buf, VIEW_WORD_MAX, "%ju.%jus", s,
		    (uintmax_t)(ms % 1000 / 100));
	else if (s < 60)
		snprintf(buf, VIEW_WORD_MAX, "%jus", s);
	else if (s < 3600)
		snprintf(buf, VIEW_WORD_MAX, "%jum%02jus", s / 60, s % 60);
	else if (s < 86400)
		snprintf(
		    buf, VIEW_WORD_MAX, "%juh%02jum", s / 3600, s / 60 % 60);
	else
		snprintf(
		    buf, VIEW_WORD_MAX, "%jud%02juh", s / 86400, s / 3600 % 24);
	return buf;
}

const char *
view_percent(uint64_t part, uint64_t whole, char *buf)
{
	if (whole == 0)
		snprintf(buf, VIEW_WORD_MAX, "-");
	else
		snprintf(buf, VIEW_WORD_MAX, "%.1f%%",
		    100.0 * (double)part / (double)whole);
	return buf;
}

const char *
view_time(uint64_t wall_ms, char *buf)
{
	time_t seconds = (time_t)(wall_ms / 1000 % 253402300800);
	struct tm tm;
	size_t n;

	gmtime_r(&seconds, &tm);
	n = strftime(buf, VIEW_WORD_MAX, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(
	    buf + n, VIEW_WORD_MAX - n, ".%03uZ", (unsigned)(wall_ms % 1000));
	return buf;
}

uint64_t
view_uptime_ms(const struct snapshot *snapshot)
{
	uint64_t began = snapshot->head.started_boot_ms;

	return snapshot->boot_ms > began ? snapshot->boot_ms - began : 0;
}
