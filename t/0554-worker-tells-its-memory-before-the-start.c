/*
 * Goal: what a worker will take is told in numbers of the largest share; and
 * where the descriptors decide, that they do.
 */
#include "conn.h"
#include "session.h"
#include "sessions.h"
#include "unit_worker.h"

static const char *
printed(const char *lines)
{
	static char *text;
	char config_text[400];
	struct config *config;
	size_t n;
	FILE *out;

	snprintf(config_text, sizeof(config_text), "%s" CONFIG_HEAD "%s%s",
	    lines, "pool preconnect\nmax-idle 30\n", CONFIG_TAIL);
	config = config_of(config_text);
	free(text);
	out = open_memstream(&text, &n);
	worker_print_memory(config, out);
	fclose(out);
	config_close(&config);
	return text;
}

int
main(void)
{
	char want[200];

	plan(3);
	is_str(printed("workers 4\n"),
	    "# memory: by the descriptors at the start\n", "max-sessions auto");
	snprintf(want, sizeof(want),
	    "# worker 0: 26 sessions of %zu B, %d connections of %zu B, "
	    "buffers of 16 KiB up to 2m\n",
	    sizeof(struct session), 2 * (26 + SESSIONS_OVER) + 8,
	    sizeof(struct conn));
	is_str(printed("workers 4\nmax-sessions 101\nbuffer-memory 8m\n"), want,
	    "shares of four");
	ok(strstr(printed("workers 1\nmax-sessions 101\n"), " 101 sessions ") !=
		NULL,
	    "one has all");
	return done();
}
