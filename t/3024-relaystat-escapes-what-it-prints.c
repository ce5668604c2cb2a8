/*
 * Names from shared memory cannot steer a terminal, nor break a format.
 */
#include "hostile.h"

static char text[1 << 20];

/* Everything that a view prints about names that are an attack. */
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
	verb(&view);
	fclose(view.out);
	snapshot_close(&snapshot);
	return text;
}

static void
prometheus(const struct view *view)
{
	view_prom(view, VIEW_PROMETHEUS);
}

static bool
is_clean(void)
{
	for (const unsigned char *at = (unsigned char *)text; *at != '\0'; at++)
		if ((*at < ' ' && *at != '\n') || *at == 0x7f || *at == 0x9b)
			return false;
	return true;
}

int
main(void)
{
	static const char names[] = "listener\t\x1b[2J\"\\\x9b\tx\ty\n"
				    "upstream\t\x1b]0;a\x07\tz\x7f=\x1b\n";
	struct directory *head;

	plan(12);
	hostile_open();
	head = (void *)hostile_bytes;
	memset(hostile_bytes + head->names.offset, '\n', head->names.size);
	memcpy(hostile_bytes + head->names.offset, names, sizeof(names) - 1);
	memcpy(head->version, "\x1b[31m", 5);
	is_int(hostile_read(hostile_size), SNAPSHOT_DEAD, "it is read");
	render(view_overview);
	ok(is_clean() && strstr(text, "\\x1b[31m"), "the one screen");
	render(view_workers);
	ok(is_clean(), "workers");
	render(view_pools);
	ok(is_clean() && strstr(text, "\\x1b]0;a\\x07"), "pools");
	ok(strstr(text, "z\\x7f=\\x1b") != NULL, "their marks");
	render(view_listeners);
	ok(is_clean() && strstr(text, "\\x1b[2J\"\\\\\\x9b"), "listeners");
	render(view_show);
	ok(is_clean() && strstr(text, "{listener=\"\\x1b[2J"), "show");
	render(view_json);
	ok(is_clean(), "JSON");
	ok(strstr(text, "\"name\":\"\\u001b[2J\\\"\\\\\\ufffd\"") != NULL,
	    "a name in it");
	render(prometheus);
	ok(is_clean(), "Prometheus");
	ok(strstr(text, "{listener=\"\xef\xbf\xbd[2J\\\"\\\\\xef\xbf\xbd\"}") !=
		NULL,
	    "a name in it");
	ok(strstr(text, "version=\"\xef\xbf\xbd[31m\"") != NULL, "the version");
	return done();
}
