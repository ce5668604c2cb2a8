#include "view_show.h"

#include <stdlib.h>
#include <string.h>

#include "view_prom.h"

static bool
ends_in(const char *name, const char *suffix)
{
	size_t n = strlen(name), m = strlen(suffix);

	return n > m && strcmp(name + n - m, suffix) == 0;
}

static void
print_series(const struct view *view, const struct view_sample *sample)
{
	struct view_label labels[VIEW_LABELS_MAX];
	unsigned n = view_labels(view, sample, labels);

	fputs(sample->metric->name, view->out);
	for (unsigned i = 0; i < n; i++) {
		fprintf(
		    view->out, "%c%s=\"", i == 0 ? '{' : ',', labels[i].name);
		view_print(view->out, labels[i].value);
		fputc('"', view->out);
	}
	fputs(n > 0 ? "} " : " ", view->out);
}

/* The upper bound of the bucket that holds the n-th smallest event. */
static void
print_quantile(const struct view *view, const struct view_sample *sample,
    const char *word, uint64_t n)
{
	const struct schema_metric *metric = sample->metric;
	char buf[VIEW_WORD_MAX];
	uint64_t seen = 0;

	for (uint32_t i = 0; i + 1 < metric->cells; i++) {
		seen += snapshot_value(
		    view->snapshot, metric, sample->object, i, sample->slot);
		if (seen < n)
			continue;
		fprintf(view->out, " %s<%s", word,
		    metric->bounds[i] == UINT64_MAX
			? "inf"
			: view_decimal(metric->bounds[i], metric->scale, buf));
		return;
	}
}

static void
print_histogram(const struct view *view, const struct view_sample *sample)
{
	const struct schema_metric *metric = sample->metric;
	uint64_t n = view_value(view, sample);
	uint64_t sum = snapshot_value(view->snapshot, metric, sample->object,
	    metric->cells - 1, sample->slot);
	char buf[VIEW_WORD_MAX];

	fprintf(view->out, "%ju", (uintmax_t)n);
	if (n == 0)
		return;
	fprintf(
	    view->out, " mean=%s", view_decimal(sum / n, metric->scale, buf));
	print_quantile(view, sample, "p50", n - n / 2);
	print_quantile(view, sample, "p99", n - n / 100);
}

/* The number as it is, then what it means, where that is not plain. */
static void
print_value(const struct view *view, const struct view_sample *sample)
{
	const struct schema_metric *metric = sample->metric;
	uint64_t value = view_value(view, sample);
	uint64_t ms = value / (metric->scale < 1000 ? 1 : metric->scale / 1000);
	char buf[VIEW_WORD_MAX];

	fputs(view_decimal(value, metric->scale, buf), view->out);
	if ((ends_in(metric->name, "_timestamp_seconds") ||
		ends_in(metric->name, "_time_seconds")) &&
	    metric->scale >= 1000 && value > 0)
		fprintf(view->out, " (%s)", view_time(ms, buf));
	else if ((ends_in(metric->name, "_bytes") ||
		     ends_in(metric->name, "_bytes_total")) &&
		 value >= 10000)
		fprintf(view->out, " (%s)", view_bytes(value, buf));
}

void
view_show(const struct view *view)
{
	const struct schema *schema = &view->snapshot->schema;

	for (unsigned i = 0; i < schema->n_metrics; i++) {
		const struct schema_metric *metric = &schema->metrics[i];
		struct view_sample sample = view_samples(view, metric);

		while (view_next(view, &sample)) {
			if (!view->zeros && view_value(view, &sample) == 0)
				continue;
			print_series(view, &sample);
			if (metric->kind == STATS_HISTOGRAM)
				print_histogram(view, &sample);
			else
				print_value(view, &sample);
			fputc('\n', view->out);
		}
	}
}

static void
print_row(FILE *out, const struct schema_metric *metric)
{
	static const char *const objects[N_STATS_SCOPES] = {
	    [STATS_WORKER] = "",
	    [STATS_LISTENER] = "listener",
	    [STATS_UPSTREAM] = "upstream",
	    [STATS_SERVER] = "upstream,server",
	    [STATS_SUPERVISOR] = "",
	};
	const char *object = objects[metric->scope];

	if (strncmp(metric->name, "relayd_worker_", 14) == 0 &&
	    metric->scope == STATS_WORKER)
		object = "worker";
	fprintf(out, "%s\t%s\t%s", metric->name, view_type(metric, "unknown"),
	    object);
	for (unsigned i = 0;
	     metric->kind != STATS_HISTOGRAM && i < metric->n_labels; i++)
		fprintf(out, "%s%s", i > 0 || object[0] != '\0' ? "," : "",
		    metric->labels[i].name);
	fprintf(out, "\t%s\n", metric->help);
}

void
view_metrics(FILE *out)
{
	struct directory_block blocks[DIRECTORY_SCOPES] = {{0}};
	struct schema schema;
	char names[] = "";
	size_t n;
	char *text = stats_describe(&n);

	for (unsigned scope = 0; scope < N_STATS_SCOPES; scope++)
		blocks[scope].size = stats_block_size((enum stats_scope)scope);
	if (text == NULL || schema_init(&schema, text, names, blocks) == -1) {
		free(text);
		return;
	}
	for (unsigned i = 0; i < VIEW_N_OWN; i++)
		fprintf(out, "%s\tgauge\t%s\t%s\n", view_own[i].name,
		    view_own[i].labels, view_own[i].help);
	for (unsigned i = 0; i < schema.n_metrics; i++)
		print_row(out, &schema.metrics[i]);
	schema_fini(&schema);
	free(text);
}
