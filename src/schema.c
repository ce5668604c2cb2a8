#include "schema.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define N_METRICS_MAX 4096
#define CELLS_MAX 4096
#define SCALE_MAX 1000000000u

enum { F_SCOPE, F_NAME, F_KIND, F_SCALE, F_CELLS, F_OFFSET, F_LABELS, F_HELP };

static const char *const scopes[N_STATS_SCOPES] = {
    [STATS_WORKER] = "worker",
    [STATS_LISTENER] = "listener",
    [STATS_UPSTREAM] = "upstream",
    [STATS_SERVER] = "server",
    [STATS_SUPERVISOR] = "supervisor",
};

static const char *const kinds[] = {
    [STATS_COUNTER] = "counter",
    [STATS_GAUGE] = "gauge",
    [STATS_GAUGE_MAX] = "gauge_max",
    [STATS_GAUGE_MIN] = "gauge_min",
    [STATS_HISTOGRAM] = "histogram",
};

/* The index of word in a list of n, or n. */
static unsigned
index_of(const char *word, const char *const *list, unsigned n)
{
	unsigned i = 0;

	while (i < n && strcmp(list[i], word) != 0)
		i++;
	return i;
}

/* Split text in place.  Returns how many parts there are, stored up to max. */
static unsigned
split(char *text, char by, char **parts, unsigned max)
{
	unsigned n = 0;

	for (char *at = text; at != NULL; n++) {
		char *end = strchr(at, by);

		if (end != NULL)
			*end++ = '\0';
		if (n < max)
			parts[n] = at;
		at = end;
	}
	return n;
}

static bool
is_name(const char *name)
{
	const char *at = name;

	while (isalnum((unsigned char)*at) || *at == '_')
		at++;
	return at > name && *at == '\0' && !isdigit((unsigned char)name[0]) &&
	       strncmp(name, "__", 2) != 0 && at - name < 128;
}

static bool
read_number(const char *text, uint64_t max, uint64_t *value)
{
	char *end;

	errno = 0;
	*value = strtoull(text, &end, 10);
	return isdigit((unsigned char)text[0]) && *end == '\0' && errno == 0 &&
	       *value <= max;
}

static bool
is_power_of_ten(uint64_t n)
{
	while (n > 1 && n % 10 == 0)
		n /= 10;
	return n == 1;
}

/* "name=a|b|c" to a label; a name that we add ourselves is refused. */
static bool
read_label(char *text, struct schema_label *label)
{
	static const char *const ours[] = {
	    "worker", "listener", "upstream", "server", "cell"};
	char *values = strchr(text, '=');

	if (values == NULL)
		return false;
	*values++ = '\0';
	label->name = text;
	label->n = 1;
	for (const char *at = values; *at != '\0'; at++)
		label->n += *at == '|';
	if (!is_name(text) || index_of(text, ours, 5) < 5)
		return false;
	label->values = calloc(label->n, sizeof(label->values[0]));
	if (label->values == NULL)
		return false;
	split(values, '|', label->values, label->n);
	return true;
}

/* Labels whose values do not make the number of cells are left out. */
static bool
read_labels(char *text, struct schema_metric *metric)
{
	char *parts[SCHEMA_LABELS_MAX] = {text};
	uint64_t product = 1;
	unsigned n;

	if (*text == '\0')
		return true;
	n = split(text, ';', parts, SCHEMA_LABELS_MAX);
	if (n > SCHEMA_LABELS_MAX)
		return false;
	for (unsigned i = 0; i < n; i++) {
		if (!read_label(parts[i], &metric->labels[i]))
			return false;
		metric->n_labels++;
		for (unsigned j = 0; j < i; j++)
			if (strcmp(metric->labels[j].name, parts[i]) == 0)
				return false;
		product *= metric->labels[i].n;
		if (product > CELLS_MAX)
			return false;
	}
	return true;
}

/* A histogram's one label is the ascending bounds of its buckets. */
static bool
read_bounds(struct schema_metric *metric)
{
	struct schema_label *le = &metric->labels[0];
	uint64_t before = 0;

	if (metric->n_labels != 1 || le->n + 1 != metric->cells)
		return false;
	metric->bounds = calloc(le->n, sizeof(metric->bounds[0]));
	if (metric->bounds == NULL)
		return false;
	for (uint32_t i = 0; i + 1 < le->n; i++) {
		if (!read_number(
			le->values[i], UINT64_MAX, &metric->bounds[i]) ||
		    metric->bounds[i] < before)
			return false;
		before = metric->bounds[i];
	}
	metric->bounds[le->n - 1] = UINT64_MAX;
	return strcmp(le->values[le->n - 1], "+Inf") == 0;
}

static void
drop_metric(struct schema_metric *metric)
{
	for (unsigned i = 0; i < metric->n_labels; i++)
		free(metric->labels[i].values);
	free(metric->bounds);
	memset(metric, 0, sizeof(*metric));
}

/* The numbers of a line, and whether its cells are inside of the block. */
static bool
read_place(char **fields, struct schema_metric *metric,
    const struct directory_block *blocks)
{
	uint64_t cells, offset;

	if (!read_number(fields[F_SCALE], SCALE_MAX, &metric->scale) ||
	    !is_power_of_ten(metric->scale) ||
	    !read_number(fields[F_CELLS], CELLS_MAX, &cells) || cells == 0 ||
	    !read_number(fields[F_OFFSET], UINT32_MAX, &offset))
		return false;
	metric->cells = (uint32_t)cells;
	metric->offset = offset * sizeof(uint64_t);
	return metric->offset + cells * sizeof(uint64_t) <=
	       blocks[metric->scope].size;
}

static bool
read_metric(char *line, struct schema_metric *metric,
    const struct directory_block *blocks)
{
	char *fields[F_HELP + 1];
	unsigned scope, n = split(line, '\t', fields, F_HELP + 1);
	uint64_t product = 1;

	if (n <= F_HELP || !is_name(fields[F_NAME]))
		return false;
	scope = index_of(fields[F_SCOPE], scopes, N_STATS_SCOPES);
	if (scope == N_STATS_SCOPES)
		return false;
	metric->scope = (enum stats_scope)scope;
	metric->kind =
	    (enum stats_kind)index_of(fields[F_KIND], kinds, SCHEMA_UNKNOWN);
	metric->name = fields[F_NAME];
	metric->help = fields[F_HELP];
	if (!read_place(fields, metric, blocks) ||
	    !read_labels(fields[F_LABELS], metric))
		return false;
	if (metric->kind == STATS_HISTOGRAM)
		return read_bounds(metric);
	for (unsigned i = 0; i < metric->n_labels; i++)
		product *= metric->labels[i].n;
	return metric->n_labels == 0 || product == metric->cells;
}

static unsigned
count_lines(const char *text)
{
	unsigned n = 1;

	while ((text = strchr(text, '\n')) != NULL && n < N_METRICS_MAX) {
		text++;
		n++;
	}
	return n;
}

static void
read_metrics(struct schema *schema, char *text,
    const struct directory_block *blocks, unsigned max)
{
	for (char *line = text, *next; line != NULL; line = next) {
		struct schema_metric *metric =
		    &schema->metrics[schema->n_metrics];

		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		if (schema->n_metrics == max)
			return;
		if (read_metric(line, metric, blocks) &&
		    schema_find(schema, metric->name) == NULL)
			schema->n_metrics++;
		else
			drop_metric(metric);
	}
}

static void
read_names(struct schema *schema, char *text)
{
	uint32_t seen[N_STATS_SCOPES] = {0};

	for (char *line = text, *next; line != NULL; line = next) {
		char *fields[SCHEMA_FIELDS_MAX + 1];
		struct schema_object *object;
		unsigned n, scope;

		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		n = split(line, '\t', fields, SCHEMA_FIELDS_MAX + 1);
		scope = index_of(fields[0], scopes, N_STATS_SCOPES);
		if (n < 2 || scope == N_STATS_SCOPES ||
		    seen[scope] == schema->n_objects[scope])
			continue;
		object = &schema->objects[scope][seen[scope]++];
		object->n =
		    n - 1 > SCHEMA_FIELDS_MAX ? SCHEMA_FIELDS_MAX : n - 1;
		memcpy(
		    object->fields, fields + 1, object->n * sizeof(fields[0]));
	}
}

int
schema_init(struct schema *schema, char *text, char *names,
    const struct directory_block *blocks)
{
	unsigned max = count_lines(text);

	memset(schema, 0, sizeof(*schema));
	for (unsigned scope = 0; scope < N_STATS_SCOPES; scope++) {
		uint32_t n = (uint32_t)blocks[scope].count;

		schema->objects[scope] =
		    calloc(n + 1, sizeof(schema->objects[scope][0]));
		if (schema->objects[scope] == NULL)
			goto give_up;
		schema->n_objects[scope] = n;
	}
	schema->metrics = calloc(max + 1, sizeof(schema->metrics[0]));
	if (schema->metrics == NULL)
		goto give_up;
	read_metrics(schema, text, blocks, max);
	read_names(schema, names);
	return 0;
give_up:
	schema_fini(schema);
	errno = ENOMEM;
	return -1;
}

void
schema_fini(struct schema *schema)
{
	for (unsigned i = 0; i < schema->n_metrics; i++)
		drop_metric(&schema->metrics[i]);
	for (unsigned scope = 0; scope < N_STATS_SCOPES; scope++)
		free(schema->objects[scope]);
	free(schema->metrics);
	memset(schema, 0, sizeof(*schema));
}

const struct schema_metric *
schema_find(const struct schema *schema, const char *name)
{
	for (unsigned i = 0; i < schema->n_metrics; i++)
		if (strcmp(schema->metrics[i].name, name) == 0)
			return &schema->metrics[i];
	return NULL;
}

const char *
schema_value(const struct schema_metric *metric, unsigned i, uint32_t cell)
{
	for (unsigned last = metric->n_labels - 1; last > i; last--)
		cell /= metric->labels[last].n;
	return metric->labels[i].values[cell % metric->labels[i].n];
}

const char *
schema_mark(const struct schema_object *object, const char *mark)
{
	size_t n = strlen(mark);

	for (unsigned i = 1; i < object->n; i++)
		if (strncmp(object->fields[i], mark, n) == 0 &&
		    object->fields[i][n] == '=')
			return object->fields[i] + n + 1;
	return NULL;
}

bool
schema_is_counted(const struct schema_metric *metric)
{
	return metric->kind == STATS_COUNTER || metric->kind == STATS_HISTOGRAM;
}
