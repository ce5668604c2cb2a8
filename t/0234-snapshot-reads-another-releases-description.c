/*
 * The description alone says what cells mean: metrics may come, go and move,
 * and only another format is refused.
 */
#include "hostile.h"

/* The schema of a release to come, over the cells that we have. */
static const char other[] =
    "upstream\trelayd_pool_borrows_total\tcounter\t1\t2\t1\tsource=new|old\t"
    "Moved, and with other words.\n"
    "listener\trelayd_sparkles\tshimmer\t10\t1\t0\t\tA kind to come.\n"
    "planet\trelayd_moons\tgauge\t1\t1\t0\t\tA scope to come.\n"
    "listener\trelayd_pairs\tgauge\t1\t2\t0\t\tCells without labels.\textra\n"
    "listener\trelayd_far\tgauge\t1\t1\t99999\t\tOutside of its block.\n"
    "listener\trelayd bad\tgauge\t1\t1\t0\t\tNo name for a metric.\n"
    "listener\trelayd_bad_cells\thistogram\t1\t9\t0\tle=1|2|+Inf\tToo many.\n"
    "listener\trelayd_bad_order\thistogram\t1\t4\t0\tle=2|1|+Inf\tWrong.\n"
    "listener\trelayd_bad_scale\tgauge\t7\t1\t0\t\tNo power of ten.\n"
    "listener\trelayd_hist\thistogram\t1\t4\t0\tle=1|2|+Inf\tA right one.\n";

static char text[1 << 16];

/* Render one verb of the other release's directory into text. */
static const char *
render(void (*verb)(const struct view *))
{
	struct snapshot *snapshot;
	struct view view = {.zeros = true};
	const char *why;

	memset(text, 0, sizeof(text));
	snapshot_open(hostile_name, &snapshot, &why);
	view.snapshot = snapshot;
	view.out = fmemopen(text, sizeof(text) - 1, "w");
	if (snapshot != NULL)
		verb(&view);
	fclose(view.out);
	snapshot_close(&snapshot);
	return text;
}

static bool
has(const char *what)
{
	return strstr(text, what) != NULL;
}

int
main(void)
{
	struct directory *head;

	plan(12);
	synth_pid = getpid();
	hostile_open();
	head = (void *)hostile_bytes;
	memset(hostile_bytes + head->schema.offset, '\n', head->schema.size);
	memcpy(hostile_bytes + head->schema.offset, other, sizeof(other) - 1);
	is_int(hostile_read(hostile_size), SNAPSHOT_DEAD, "it is read");
	render(view_show);
	ok(has("borrows_total{upstream=\"cache\",source=\"old\"} 0\n"),
	    "a metric that moved, with its new words");
	ok(has("relayd_sparkles{listener=\"web\"} 0\n"), "a kind to come");
	ok(has("relayd_pairs{listener=\"web\",cell=\"1\"} 0\n"),
	    "cells without labels have numbers");
	ok(!has("moons"), "a scope to come is left out");
	ok(!has("far"), "cells outside of their block as well");
	ok(!has("bad"), "and what is no name, or does not fit together");
	ok(has("relayd_hist{listener=\"web\"} 0\n"), "other histograms");
	render(view_overview);
	ok(has("total                 -       0      -       -"),
	    "what is missing is blank in tables");
	render(view_json);
	ok(has("\"relayd_sparkles\",\"type\":\"unknown\""),
	    "JSON has the kind");
	head->format++;
	is_int(hostile_read(hostile_size), SNAPSHOT_FORMAT, "another format");
	head->format--;
	head->endian = 0x04030201;
	is_int(hostile_read(hostile_size), SNAPSHOT_FORMAT, "byte order");
	return done();
}
