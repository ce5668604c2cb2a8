/*
 * Goal: a server that is a host name becomes a server for each address, of
 * the source's family, each once and like the line said; a name without one
 * is an error, and a resolver that never answers is not waited for.
 */
#include <netdb.h>
#include <poll.h>
#include <sys/wait.h>
#include <time.h>

#include "config_text.h"

/* In the place of libc's: names that end with the test's own answers. */
static struct addrinfo found[3];
static struct addr addrs[3];
static bool clock_flies;
static int seconds;

int
getaddrinfo(const char *host, const char *port, const struct addrinfo *hints,
    struct addrinfo **result)
{
	static const char *const texts[3] = {
	    "10.0.0.1:80", "[2001:db8::1]:80", "10.0.0.2:80"};

	(void)port;
	(void)hints;
	if (strcmp(host, "mute.test") == 0)
		for (;;)
			pause();
	if (strcmp(host, "crash.test") == 0)
		_exit(7);
	if (strcmp(host, "three.test") != 0)
		return EAI_NONAME;
	for (int i = 0; i < 3; i++) {
		addr_parse(texts[i], ADDR_LISTEN, &addrs[i]);
		found[i] = (struct addrinfo){
		    .ai_family = addrs[i].sa.sa_family,
		    .ai_addrlen = addrs[i].len,
		    .ai_addr = &addrs[i].sa,
		    .ai_next = i < 2 ? &found[i + 1] : NULL,
		};
	}
	*result = found;
	return 0;
}

void
freeaddrinfo(struct addrinfo *list)
{
	(void)list;
}

/* While it flies, a second passes whenever somebody waits. */
int
poll(struct pollfd *fds, nfds_t n, int timeout_ms)
{
	struct timespec wait = {
	    timeout_ms / 1000, timeout_ms % 1000 * 1000000L};

	return clock_flies ? 0 : ppoll(fds, n, &wait, NULL);
}

int
clock_gettime(clockid_t id, struct timespec *now)
{
	(void)id;
	*now = (struct timespec){clock_flies ? ++seconds : 0, 0};
	return 0;
}

static void
resolve(const char *lines, int want, const char *said, const char *texts)
{
	char text[512], got[256] = "", *errors_text = NULL;
	size_t n;
	FILE *errors = open_memstream(&errors_text, &n);
	struct config *config;

	snprintf(text, sizeof text, "upstream u {\n%s" CONFIG_TAIL, lines);
	config = config_of(text);
	ok(config != NULL, "read%s", config_said);
	if (config == NULL)
		return;
	is_int(config_resolve(config, errors), want, "resolved");
	fclose(errors);
	is_str(errors_text, said, "with this message");
	for (uint32_t i = 0; i < config->n_servers; i++) {
		const struct config_server *s =
		    &config->upstreams[0].servers.v[i];

		snprintf(got + strlen(got), 80, "%s*%d%s ", s->text,
		    (int)s->weight, s->addr.len > 0 ? "" : "?");
	}
	is_str(got, texts, "to these servers");
	is_int(waitpid(-1, NULL, WNOHANG), -1, "and no child is left");
	config_close(&config);
	free(errors_text);
}

int
main(void)
{
	char said[256];

	plan(0);
	resolve("server 10.0.0.9:1 weight 3\n", 0, "", "10.0.0.9:1*3 ");
	resolve("server three.test:80 weight 5\nserver 10.0.0.2:80\n", 0, "",
	    "10.0.0.2:80*1 10.0.0.1:80*5 [2001:db8::1]:80*5 ");
	resolve("source 10.9.9.9\nserver three.test:80\n", 0, "",
	    "10.0.0.1:80*1 10.0.0.2:80*1 ");
	resolve("source [2001:db8::9]\nserver three.test:80\n", 0, "",
	    "[2001:db8::1]:80*1 ");
	snprintf(said, sizeof said,
	    "upstream u: server none.test:80: resolve: %s\n",
	    gai_strerror(EAI_NONAME));
	resolve("server none.test:80\nserver three.test:80\n", -1, said,
	    "none.test:80*1? three.test:80*1? ");
	resolve("server crash.test:80\n", -1,
	    "upstream u: server crash.test:80: resolve: the resolver ended "
	    "without an answer\n",
	    "crash.test:80*1? ");
	clock_flies = true;
	resolve("server mute.test:80\n", -1,
	    "upstream u: server mute.test:80: resolve: no answer in 5 s\n",
	    "mute.test:80*1? ");
	ok(seconds < 8, "which is given up in time");
	return done();
}
