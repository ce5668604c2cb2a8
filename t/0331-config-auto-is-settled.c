/*
 * Goal: workers auto is the CPUs, 8 at most, lowered until each worker has 4
 * of the smallest max-connections and a session of each limit, never below 1;
 * buffer-memory auto is a quarter of the memory.
 */
#include "config_text.h"
#include "machine.h"

static uint32_t cpus;

static void
workers(const char *lines, const char *server, uint32_t most)
{
	char text[512];
	struct config *config;
	uint32_t want = cpus < most ? cpus : most;

	snprintf(text, sizeof text,
	    "%s\nupstream u {\nserver 127.0.0.1:1 %s\n" CONFIG_TAIL, lines,
	    server);
	config = config_of(text);
	ok(config != NULL, "read%s", config_said);
	if (config == NULL)
		return;
	is_int(config->n_workers, want, "%u workers at most", most);
	is_int(config->global.workers, want, "which is what -T shows");
	is_str(config_said, "", "and nothing to say");
	config_close(&config);
}

int
main(void)
{
	struct config *config = config_of(CONFIG_HEAD CONFIG_TAIL);

	plan(0);
	cpus = machine_cpus("");
	ok(cpus >= 1, "%u CPUs", cpus);
	ok(config->global.buffer_memory == machine_memory("") / 4,
	    "a quarter of the memory");
	config_close(&config);
	workers("", "", 8);
	workers("workers auto", "", 8);
	workers("", "max-connections 8", 2);
	workers("", "max-connections 7", 1);
	workers("", "max-connections 4", 1);
	workers("", "max-connections 1", 1);
	workers("", "\nmax-connections 11", 2);
	workers("", "\nmax-connections 5", 1);
	workers("", "max-connections 100\nmax-connections 7", 1);
	workers("max-sessions 2", "", 2);
	workers("max-sessions 1", "", 1);
	return done();
}
