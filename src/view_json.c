#include "view_json.h"

#include <string.h>

static void
print_string(FILE *out, const char *text)
{
	fputc('"', out);
	while (*text != '\0') {
		unsigned char c = (unsigned char)*text;
		unsigned n = view_utf8(text);

		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (n > 0)
			fwrite(text, 1, n, out);
		else if (c < 0x80)
			fprintf(out, "\\u%04x", c);
		else
			fputs("\\ufffd", out);
		text += n == 0 ? 1 : n;
	}
	fputc('"', out);
}

static void
print_member(FILE *out, const char *name, const char *value)
{
	fprintf(out, "\"%s\":", name);
	print_string(out, value);
}

static const char *
state_of(const struct snapshot *snapshot)
{
	if (!snapshot->is_live)
		return "dead";
	return snapshot->head.state == DIRECTORY_READY ? "ready" : "starting";
}

static void
print_head(const struct view *view)
{
	const struct snapshot *snapshot = view->snapshot;
	const struct directory *head = &snapshot->head;
	char buf[VIEW_WORD_MAX];

	fprintf(view->out, "{\"schema\":%d,", VIEW_SCHEMA);
	print_member(view->out, "time", view_time(snapshot->wall_ms, buf));
	fputc(',', view->out);
	print_member(view->out, "instance", head->instance);
	fprintf(view->out, ",\"generation\":%ju,", (uintmax_t)head->generation);
	print_member(view->out, "version", head->version);
	fputc(',', view->out);
	print_member(view->out, "revision", head->revision);
	fputc(',', view->out);
	print_member(view->out, "state", state_of(snapshot));
	fprintf(view->out, ",\"pid\":%ju,\"uptime_seconds\":%s",
	    (uintmax_t)head->pid,
	    view_decimal(view_uptime_ms(snapshot), 1000, buf));
}

static void
print_workers(const struct view *view)
{
	const struct snapshot *snapshot = view->snapshot;

	fputs(",\n\"workers\":[", view->out);
	for (uint32_t i = 0; i < snapshot->n_slots; i++) {
		const struct snapshot_slot *slot = &snapshot->slots[i];

		fprintf(view->out,
		    "%s\n{\"worker\":%u,\"pid\":%ju,\"generation\":%ju,",
		    i > 0 ? "," : "", i, (uintmax_t)slot->pid,
		    (uintmax_t)slot->generation);
		print_member(view->out, "state", view_state(slot));
		fputc('}', view->out);
	}
	fputc(']', view->out);
}

/* "protocol=line" to "protocol":"line"; a word alone is true. */
static void
print_mark(FILE *out, const char *mark)
{
	size_t n = strcspn(mark, "=");
	char name[64];

	snprintf(name, sizeof(name), "%.*s", (int)n, mark);
	fputc(',', out);
	print_string(out, name);
	fputc(':', out);
	if (mark[n] == '=')
		print_string(out, mark + n + 1);
	else
		fputs("true", out);
}

/* "a:1,b:2" to ["a:1","b:2"]. */
static void
print_list(FILE *out, const char *list)
{
	fputs(",\"addresses\":[", out);
	while (*list != '\0') {
		size_t n = strcspn(list, ",");
		char one[512];

		snprintf(one, sizeof(one), "%.*s", (int)n, list);
		print_string(out, one);
		list += n;
		if (*list == ',') {
			list++;
			fputc(',', out);
		}
	}
	fputc(']', out);
}

/* What follows the name is as segment.h says, or of a later release. */
static void
print_object(const struct view *view, enum stats_scope scope, uint32_t i)
{
	const struct schema_object *object =
	    &view->snapshot->schema.objects[scope][i];
	char buf[VIEW_WORD_MAX];
	unsigned f = 1;

	fputs(i > 0 ? ",\n{" : "\n{", view->out);
	print_member(view->out, "name", view_object(view, scope, i, buf));
	if (scope != STATS_UPSTREAM && f < object->n) {
		fputc(',', view->out);
		print_member(view->out, "upstream", object->fields[f++]);
	}
	if (scope == STATS_LISTENER && f < object->n)
		print_list(view->out, object->fields[f++]);
	for (; f < object->n; f++)
		print_mark(view->out, object->fields[f]);
	fputc('}', view->out);
}

static void
print_objects(
    const struct view *view, enum stats_scope scope, const char *member)
{
	fprintf(view->out, ",\n\"%s\":[", member);
	for (uint32_t i = 0; i < view->snapshot->schema.n_objects[scope]; i++)
		print_object(view, scope, i);
	fputc(']', view->out);
}

static void
print_labels(const struct view *view, const struct view_sample *sample)
{
	struct view_label labels[VIEW_LABELS_MAX];
	unsigned n = view_labels(view, sample, labels);

	fputs("{\"labels\":{", view->out);
	for (unsigned i = 0; i < n; i++) {
		fputs(i > 0 ? "," : "", view->out);
		print_member(view->out, labels[i].name, labels[i].value);
	}
	fputs("},", view->out);
}

static void
print_histogram(const struct view *view, const struct view_sample *sample)
{
	const struct schema_metric *metric = sample->metric;
	uint32_t last = metric->cells - 2;
	uint64_t n = snapshot_value(
	    view->snapshot, metric, sample->object, last + 1, sample->slot);
	char buf[VIEW_WORD_MAX];
	bool is_first = true;

	fprintf(view->out, "\"count\":%ju,\"sum\":%s,\"buckets\":[",
	    (uintmax_t)view_value(view, sample),
	    view_decimal(n, metric->scale, buf));
	for (uint32_t i = 0; i <= last; i++) {
		n = snapshot_value(
		    view->snapshot, metric, sample->object, i, sample->slot);
		if (n == 0)
			continue;
		fprintf(view->out, "%s[%s,%ju]", is_first ? "" : ",",
		    i == last
			? "null"
			: view_decimal(metric->bounds[i], metric->scale, buf),
		    (uintmax_t)n);
		is_first = false;
	}
	fputs("]}", view->out);
}

static void
print_metric(const struct view *view, const struct schema_metric *metric)
{
	struct view_sample sample = view_samples(view, metric);
	char buf[VIEW_WORD_MAX];

	fputs("\n{", view->out);
	print_member(view->out, "name", metric->name);
	fputc(',', view->out);
	print_member(view->out, "type", view_type(metric, "unknown"));
	fputc(',', view->out);
	print_member(view->out, "help", metric->help);
	fputs(",\"samples\":[", view->out);
	for (bool is_first = true; view_next(view, &sample); is_first = false) {
		fputs(is_first ? "\n" : ",\n", view->out);
		print_labels(view, &sample);
		if (metric->kind == STATS_HISTOGRAM)
			print_histogram(view, &sample);
		else
			fprintf(view->out, "\"value\":%s}",
			    view_decimal(
				view_value(view, &sample), metric->scale, buf));
	}
	fputs("]}", view->out);
}

void
view_json(const struct view *view)
{
	const struct schema *schema = &view->snapshot->schema;

	print_head(view);
	print_workers(view);
	print_objects(view, STATS_LISTENER, "listeners");
	print_objects(view, STATS_UPSTREAM, "upstreams");
	print_objects(view, STATS_SERVER, "servers");
	fputs(",\n\"metrics\":[", view->out);
	for (unsigned i = 0; i < schema->n_metrics; i++) {
		fputs(i > 0 ? "," : "", view->out);
		print_metric(view, &schema->metrics[i]);
	}
	fputs("]}\n", view->out);
}
