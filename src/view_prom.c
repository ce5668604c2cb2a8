#include "view_prom.h"

#include <string.h>

const struct view_own_row view_own[VIEW_N_OWN] = {
    [VIEW_BUILD] = {"relayd_build_info", "version,revision",
	"The release that runs."},
    [VIEW_INSTANCE] = {"relayd_instance_info", "instance,schema",
	"The instance that was read."},
    [VIEW_UP] = {"relayd_up", "",
	"1 if a supervisor holds the instance, 0 if it died."},
};

static bool
ends_in(const char *name, const char *suffix)
{
	size_t n = strlen(name), m = strlen(suffix);

	return n > m && strcmp(name + n - m, suffix) == 0;
}

/* Text inside of a line: quotes only where the format escapes them. */
static void
print_escaped(FILE *out, const char *text, bool quotes)
{
	while (*text != '\0') {
		unsigned n = view_utf8(text);

		if (*text == '\\')
			fputs("\\\\", out);
		else if (*text == '"' && quotes)
			fputs("\\\"", out);
		else if (*text == '\n')
			fputs("\\n", out);
		else if (n == 0)
			fputs("\xef\xbf\xbd", out);
		else
			fwrite(text, 1, n, out);
		text += n == 0 ? 1 : n;
	}
}

/* name, suffix, {label="value",...} if there are any, value. */
static void
print_sample(FILE *out, const char *const name[2],
    const struct view_label *labels, unsigned n, const char *value)
{
	fprintf(out, "%s%s", name[0], name[1]);
	for (unsigned i = 0; i < n; i++) {
		fprintf(out, "%c%s=\"", i == 0 ? '{' : ',', labels[i].name);
		print_escaped(out, labels[i].value, true);
		fputc('"', out);
	}
	fprintf(out, "%s %s\n", n > 0 ? "}" : "", value);
}

/*
 * HELP, TYPE and, for OpenMetrics, UNIT.  That format gives a family the name
 * of its samples without "_total" and "_info".
 */
static void
print_head(FILE *out, enum view_format format, const char *name,
    const char *type, const char *help)
{
	int n = (int)strlen(name);

	if (format == VIEW_OPENMETRICS && strcmp(type, "counter") == 0 &&
	    ends_in(name, "_total"))
		n -= (int)strlen("_total");
	if (strcmp(type, "info") == 0)
		n -= (int)strlen("_info");
	fprintf(out, "# HELP %.*s ", n, name);
	print_escaped(out, help, format == VIEW_OPENMETRICS);
	fprintf(out, "\n# TYPE %.*s %s\n", n, name, type);
	if (format == VIEW_OPENMETRICS) {
		char family[128];

		snprintf(family, sizeof(family), "%.*s", n, name);
		if (ends_in(family, "_seconds"))
			fprintf(out, "# UNIT %s seconds\n", family);
		if (ends_in(family, "_bytes"))
			fprintf(out, "# UNIT %s bytes\n", family);
	}
}

/* Whether a bucket is kept: its bound is a power of two, and the last such. */
static bool
is_kept(const struct schema_metric *metric, uint32_t i)
{
	uint64_t bound = metric->bounds[i];

	return bound != 0 && (bound & (bound - 1)) == 0 &&
	       metric->bounds[i + 1] != bound;
}

/* The text of a bound: a float always, as OpenMetrics wants it. */
static const char *
le(uint64_t bound, uint64_t scale, char *buf)
{
	size_t n = strlen(view_decimal(bound, scale, buf));

	if (bound % scale == 0)
		snprintf(buf + n, VIEW_WORD_MAX - n, ".0");
	return buf;
}

static void
print_histogram(const struct view *view, const struct view_sample *sample)
{
	const struct schema_metric *metric = sample->metric;
	struct view_label labels[VIEW_LABELS_MAX + 1];
	unsigned n = view_labels(view, sample, labels);
	uint32_t last = metric->cells - 2;
	char text[VIEW_WORD_MAX], number[VIEW_WORD_MAX];
	uint64_t count = 0, sum;

	labels[n].name = "le";
	for (uint32_t i = 0; i <= last; i++) {
		count += snapshot_value(
		    view->snapshot, metric, sample->object, i, sample->slot);
		if (i < last && !is_kept(metric, i))
			continue;
		labels[n].value =
		    i == last ? "+Inf"
			      : le(metric->bounds[i], metric->scale, text);
		print_sample(view->out,
		    (const char *[]){metric->name, "_bucket"}, labels, n + 1,
		    view_decimal(count, 1, number));
	}
	sum = snapshot_value(
	    view->snapshot, metric, sample->object, last + 1, sample->slot);
	print_sample(view->out, (const char *[]){metric->name, "_sum"}, labels,
	    n, view_decimal(sum, metric->scale, number));
	print_sample(view->out, (const char *[]){metric->name, "_count"},
	    labels, n, view_decimal(count, 1, number));
}

static void
print_metric(const struct view *view, enum view_format format,
    const struct schema_metric *metric)
{
	struct view_sample sample = view_samples(view, metric);
	bool wants_total = format == VIEW_OPENMETRICS &&
			   metric->kind == STATS_COUNTER &&
			   !ends_in(metric->name, "_total");
	const char *name[2] = {metric->name, wants_total ? "_total" : ""};

	print_head(view->out, format, metric->name,
	    view_type(
		metric, format == VIEW_OPENMETRICS ? "unknown" : "untyped"),
	    metric->help);
	while (view_next(view, &sample)) {
		struct view_label labels[VIEW_LABELS_MAX];
		char number[VIEW_WORD_MAX];

		if (metric->kind == STATS_HISTOGRAM) {
			print_histogram(view, &sample);
			continue;
		}
		print_sample(view->out, name, labels,
		    view_labels(view, &sample, labels),
		    view_decimal(
			view_value(view, &sample), metric->scale, number));
	}
}

static void
print_own(const struct view *view, enum view_format format, enum view_own own,
    const char *help, const char *const values[2])
{
	const struct view_own_row *row = &view_own[own];
	bool is_info = row->labels[0] != '\0';
	struct view_label labels[2];
	char names[64];
	unsigned n = 0;

	if (schema_find(&view->snapshot->schema, row->name) != NULL)
		return;
	snprintf(names, sizeof(names), "%s", row->labels);
	for (char *rest = names, *name; (name = strsep(&rest, ",")) != NULL;)
		if (name[0] != '\0' && n < 2) {
			labels[n].name = name;
			labels[n].value = values[n];
			n++;
		}
	print_head(view->out, format, row->name,
	    is_info && format == VIEW_OPENMETRICS ? "info" : "gauge", help);
	print_sample(view->out, (const char *[]){row->name, ""}, labels, n,
	    is_info || view->snapshot->is_live ? "1" : "0");
}

void
view_prom(const struct view *view, enum view_format format)
{
	const struct snapshot *snapshot = view->snapshot;
	const struct directory *head = &snapshot->head;
	char help[128], time[VIEW_WORD_MAX], schema[VIEW_WORD_MAX];

	/* no label may hold the time, for each scrape would be a new series */
	snprintf(help, sizeof(help), "%s Schema %d, %s, generation %ju.",
	    view_own[VIEW_INSTANCE].help, VIEW_SCHEMA,
	    view_time(snapshot->wall_ms, time), (uintmax_t)head->generation);
	print_own(view, format, VIEW_INSTANCE, help,
	    (const char *[]){
		head->instance, view_decimal(VIEW_SCHEMA, 1, schema)});
	print_own(view, format, VIEW_BUILD, view_own[VIEW_BUILD].help,
	    (const char *[]){head->version, head->revision});
	print_own(view, format, VIEW_UP, view_own[VIEW_UP].help,
	    (const char *[]){"", ""});
	for (unsigned i = 0; i < snapshot->schema.n_metrics; i++)
		print_metric(view, format, &snapshot->schema.metrics[i]);
	if (format == VIEW_OPENMETRICS)
		fputs("# EOF\n", view->out);
}
