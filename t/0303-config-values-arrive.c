/*
 * Goal: what a file says is in the struct, in its unit; listeners find their
 * upstreams, and servers are numbered through all of them.
 */
#include <syslog.h>

#include "config_text.h"

static const char text[] = "stop-timeout 10m\nlog syslog:local7\n"
			   "stats-mode 0600\nworkers 2\n"
			   "upstream a {\nserver 127.0.0.1:1\n"
			   "server host.example:2 weight 7 max-connections 40 "
			   "backup\n}\n"
			   "upstream b {\nserver unix:/run/b\nmax-age off\n"
			   "max-connections 100\n}\n"
			   "listener l {\naddress 127.0.0.1:0\nupstream b\n"
			   "address unix:/run/l mode 0600 owner o group g\n"
			   "rcvbuf 64k\nkeepalive 2m 5s 9\n}\n"
			   "listener m {\naddress [::1]:0\nupstream a\n}\n";

static void
check_listeners(const struct config *config)
{
	const struct config_listener *l = &config->listeners[0];

	is_int(config->n_listeners, 2, "two listeners");
	is_int(l->upstream_i, 1, "the first finds its upstream");
	is_int(config->listeners[1].upstream_i, 0, "and the second");
	is_int(l->line, 14, "the line of its block");
	is_int(l->addresses.n, 2, "two addresses");
	is_int(l->addresses.v[1].mode, 0600, "a mode");
	is_str(l->addresses.v[1].user, "o", "an owner");
	is_str(l->addresses.v[1].group, "g", "a group");
	is_int(l->addresses.v[0].mode, 0666, "the default mode");
	is_int(l->rcvbuf, 65536, "bytes");
	is_int(l->keepalive.idle_ms, 120000, "idle time");
	is_int(l->keepalive.interval_ms, 5000, "interval");
	is_int(l->keepalive.probes, 9, "probes");
}

static void
check_upstreams(const struct config *config)
{
	const struct config_server *server = config->upstreams[0].servers.v;

	is_int(config->n_upstreams, 2, "two upstreams");
	is_int(config->n_servers, 3, "three servers in all");
	is_int(config->upstreams[1].server_i, 2, "the third is the second's");
	is_int(server[0].weight, 1, "the default weight");
	is_int(server[1].weight, 7, "a weight");
	is_int(server[1].max_connections, 40, "a limit");
	ok(server[1].backup && !server[1].down && !server[0].backup, "flags");
	is_int(server[1].addr.len, 0, "a host name is not looked up");
	is_str(server[1].text, "host.example:2", "but kept");
	is_int(config->upstreams[1].max_age, 0, "off is 0");
	is_int(config->upstreams[0].max_age, 3600000, "milliseconds");
}

int
main(void)
{
	struct config *config = config_of(text);

	plan(0);
	ok(config != NULL, "read%s", config_said);
	if (config == NULL)
		return done();
	is_int(config->global.stop_timeout, 600000, "milliseconds");
	is_int(config->global.log.sink, LOG_TO_SYSLOG, "a sink");
	is_int(config->global.log.facility, LOG_LOCAL7, "its facility");
	is_int(config->global.stats_mode, 0600, "a mode");
	is_int(config->n_workers, 2, "the workers");
	is_int(config->global.max_sessions, 0, "max-sessions stays auto");
	check_listeners(config);
	check_upstreams(config);
	config_close(&config);
	ok(config == NULL, "closing forgets it");
	return done();
}
