/*
 * Goal: -l, -u, -P and -w make a whole configuration, which dumps and reads
 * back; what is wrong is said of the option.
 */
#include "config_text.h"

static struct config *
of_short(const char *listen, const char *server, const char *pool,
    const char *workers)
{
	struct config_short words = {listen, server, pool, workers};
	char *text = NULL;
	size_t n;
	FILE *errors = open_memstream(&text, &n);
	struct config *config = config_from_short(&words, errors);

	fclose(errors);
	keep_said(text, "\n\n");
	free(text);
	return config;
}

static void
works(void)
{
	struct config *config =
			  of_short("*:6380", "localhost:6379", "off", "3"),
		      *again;
	char *dump;

	ok(config != NULL, "it is read%s", config_said);
	if (config == NULL)
		return;
	is_int(config->n_workers, 3, "workers");
	is_str(config->listeners[0].label, "default", "its listener");
	is_str(config->upstreams[0].label, "default", "its upstream");
	is_int(config->upstreams[0].pool, POOL_OFF, "its pool");
	is_str(config->upstreams[0].servers.v[0].text, "localhost:6379",
	    "its server");
	dump = config_dumped(config);
	config_close(&config);
	again = config_of(dump);
	ok(again != NULL, "its dump is a configuration%s", config_said);
	config_close(&again);
	free(dump);
}

static void
refused(const char *listen, const char *server, const char *pool,
    const char *workers, const char *want)
{
	ok(of_short(listen, server, pool, workers) == NULL, "refused");
	is_str(config_said, want, "with this message");
}

int
main(void)
{
	struct config *config = of_short("unix:/x", "unix:@y", NULL, NULL);

	plan(0);
	ok(config != NULL, "two addresses are enough");
	if (config != NULL)
		is_int(config->upstreams[0].pool, POOL_PRECONNECT,
		    "pool by default");
	config_close(&config);
	works();
	refused("127.0.0.1", "*:1", "sometimes", "0",
	    "-w: workers: 0 is out of range; give auto or a number from 1 to "
	    "256\n"
	    "-u: server: \"*:1\": * is none to connect to: give the server's "
	    "address\n"
	    "-P: pool: \"sometimes\" is not known; give off, preconnect, reuse "
	    "or protocol\n"
	    "-l: address: \"127.0.0.1\": the port is missing: ADDRESS:PORT\n");
	refused("127.0.0.1:1", "127.0.0.1:2", "reuse", NULL,
	    "-P: pool: reuse needs a file that says the protocol; give off or "
	    "preconnect\n");
	refused(NULL, NULL, NULL, NULL,
	    "-l: address: it is missing; give -l ADDRESS -u ADDRESS\n"
	    "-u: server: it is missing; give -l ADDRESS -u ADDRESS\n");
	refused("127.0.0.1:1", "127.0.0.1:1", NULL, NULL,
	    "-l: address: 127.0.0.1:1 reaches server 127.0.0.1:1 of its own "
	    "upstream default: a session would go round for ever; give "
	    "another\n");
	return done();
}
