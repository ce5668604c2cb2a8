// SPDX-License-Identifier: BSD-2-Clause
#include "config_check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "config_check_addresses.h"
#include "nearest.h"

#define SHARE_MIN 4

struct check {
	struct config *config;
	const struct config_source *source;
	struct report *report;
	/* The block at hand. */
	const struct config_marks *marks;
};

static struct report_place
place_of(const struct check *c, enum config_row_id id)
{
	struct report_place place = c->marks->of[id].place;

	return place.line > 0 ? place : c->marks->begin;
}

static bool
is_bad(const struct check *c, enum config_row_id id)
{
	return c->marks->of[id].bad;
}

static void wrong(const struct check *c, enum config_row_id id, const char *fmt,
    ...) __attribute__((format(printf, 3, 4)));
static void strange(const struct check *c, enum config_row_id id,
    const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static void
wrong(const struct check *c, enum config_row_id id, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	report_error(
	    c->report, place_of(c, id), config_rows[id].name, "%s", text);
}

static void
strange(const struct check *c, enum config_row_id id, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	report_warning(
	    c->report, place_of(c, id), config_rows[id].name, "%s", text);
}

/*
 * A number of the whole daemon is shared out to the workers.  comfort: what a
 * worker can do something with.
 */
static void
check_share(const struct check *c, enum config_row_id id,
    struct report_place place, const char *of, uint64_t limit, uint64_t comfort)
{
	unsigned long long n = c->config->n_workers, total = limit;
	const char *name = config_rows[id].name;

	if (limit == 0 || is_bad(c, id))
		return;
	if (limit < n)
		report_error(c->report, place, name,
		    "%s%llu is less than the %llu workers, which need 1 each; "
		    "give at least %llu, or workers %llu",
		    of, total, n, n, total);
	else if (n > 1 && limit / n < comfort)
		report_warning(c->report, place, name,
		    "%s%llu leaves each of the %llu workers %llu; %llu are "
		    "better: give at least %llu, or workers auto",
		    of, total, n, total / n, (unsigned long long)comfort,
		    n * comfort);
}

static void
check_servers_share(const struct check *c, const struct config_upstream *up)
{
	char of[REPORT_TEXT_MAX + 32], shown[REPORT_TEXT_MAX];

	for (uint32_t i = 0; i < up->servers.n; i++) {
		const struct config_server *server = &up->servers.v[i];
		struct report_place place = c->marks->begin;

		place.line = server->line;
		report_text(server->text, strlen(server->text), shown);
		snprintf(of, sizeof of, "%s: max-connections ", shown);
		check_share(c, ROW_UPSTREAM_servers, place, of,
		    server->max_connections, SHARE_MIN);
	}
}

static void
check_global(const struct check *c)
{
	const struct config_global *global = &c->config->global;

	/* After another error it may be in what was not read. */
	if (c->config->n_listeners == 0 && report_errors(c->report) == 0)
		report_error(c->report, c->marks->begin, "listener",
		    "there is none; give listener NAME { with an address and "
		    "an upstream");
	if ((global->stats_mode & 0600) != 0600)
		wrong(c, ROW_GLOBAL_stats_mode,
		    "%04o takes the right to read and write from the daemon "
		    "itself; give 06__, such as 0640",
		    global->stats_mode);
	check_share(c, ROW_GLOBAL_max_sessions,
	    place_of(c, ROW_GLOBAL_max_sessions), "", global->max_sessions, 1);
}

/* The framed protocols, "a, b or c": what to give instead. */
static const char *
framed_names(char *buf, size_t room)
{
	const char *names[N_PROTOCOLS] = {NULL};
	size_t n = 0, at = 0;

	for (int i = 0; i < N_PROTOCOLS; i++)
		if (config_protocols[i].framed)
			names[n++] = config_protocols[i].name;
	buf[0] = '\0';
	for (size_t i = 0; i < n && at < room; i++)
		at += (size_t)snprintf(buf + at, room - at, "%s%s",
		    i == 0      ? ""
		    : i + 1 < n ? ", "
				: " or ",
		    names[i]);
	return buf;
}

static void
check_reuse(const struct check *c, const struct config_upstream *up)
{
	const struct protocol_row *protocol = &config_protocols[up->protocol];
	bool resets = up->reset.n_send > 0 || is_bad(c, ROW_UPSTREAM_reset);
	char names[128];

	if (!protocol->framed)
		wrong(c, ROW_UPSTREAM_pool,
		    "reuse needs a protocol that tells where a reply ends, and "
		    "with %s a late reply would reach the next client; give "
		    "pool preconnect, or protocol %s",
		    protocol->name, framed_names(names, sizeof names));
	else if (!up->stateless && !resets &&
		 !is_bad(c, ROW_UPSTREAM_stateless))
		wrong(c, ROW_UPSTREAM_pool,
		    "reuse with protocol %s needs to know that a client leaves "
		    "no state behind; give stateless yes if no request does, "
		    "or a reset script",
		    protocol->name);
}

static void
check_reset(const struct check *c, const struct config_upstream *up)
{
	const struct protocol_row *protocol = &config_protocols[up->protocol];
	char names[128];

	if (!protocol->framed)
		wrong(c, ROW_UPSTREAM_reset,
		    "with protocol %s a reset proves nothing, for a late reply "
		    "or half a request may stand before its answer; leave it "
		    "out, or give protocol %s",
		    protocol->name, framed_names(names, sizeof names));
	else if (up->pool != POOL_REUSE)
		strange(c, ROW_UPSTREAM_reset,
		    "never runs, for nothing used is lent again; give pool "
		    "reuse, or leave it out");
}

static void
check_pool(const struct check *c, const struct config_upstream *up)
{
	if (is_bad(c, ROW_UPSTREAM_pool) || is_bad(c, ROW_UPSTREAM_protocol))
		return;
	if (up->pool == POOL_REUSE)
		check_reuse(c, up);
	else if (up->stateless)
		strange(c, ROW_UPSTREAM_stateless,
		    "means nothing without pool reuse; give that, or leave it "
		    "out");
	if (up->reset.n_send > 0)
		check_reset(c, up);
	if (up->pool == POOL_OFF && up->min_idle > 0)
		wrong(c, ROW_UPSTREAM_min_idle,
		    "with pool off nothing is kept idle; give pool preconnect, "
		    "or leave it out");
}

static void
check_idle(const struct check *c, const struct config_upstream *up)
{
	unsigned long long min = up->min_idle, max = up->max_idle,
			   all = up->max_connections;

	if (min > max && !is_bad(c, ROW_UPSTREAM_max_idle))
		wrong(c, ROW_UPSTREAM_min_idle,
		    "%llu is more than max-idle %llu; give at most that, or a "
		    "larger max-idle",
		    min, max);
	else if (all > 0 && min > all)
		wrong(c, ROW_UPSTREAM_min_idle,
		    "%llu is more than max-connections %llu; give at most that",
		    min, all);
}

static const char *
family_name(const struct addr *addr)
{
	if (addr_is_unix(addr))
		return "a Unix address";
	return addr->sa.sa_family == AF_INET ? "IPv4" : "IPv6";
}

static void
check_source(const struct check *c, const struct config_upstream *up)
{
	char shown[REPORT_TEXT_MAX];

	for (uint32_t i = 0; up->source.len > 0 && i < up->servers.n; i++) {
		const struct config_server *server = &up->servers.v[i];

		if (server->addr.len == 0 ||
		    server->addr.sa.sa_family == up->source.sa.sa_family)
			continue;
		wrong(c, ROW_UPSTREAM_source,
		    "it is %s and server %s is %s; give an address of the "
		    "same kind, or leave it out",
		    family_name(&up->source),
		    report_text(server->text, strlen(server->text), shown),
		    family_name(&server->addr));
	}
}

static void
check_servers(const struct check *c, const struct config_upstream *up)
{
	const struct config_mark *mark = &c->marks->of[ROW_UPSTREAM_servers];
	uint32_t n_down = 0, n_backup = 0;

	for (uint32_t i = 0; i < up->servers.n; i++) {
		n_down += up->servers.v[i].down;
		n_backup += up->servers.v[i].backup;
	}
	if (mark->bad)
		return;
	if (up->servers.n == 0)
		report_error(c->report, c->marks->begin, "upstream",
		    "%s: it has no server; give server ADDRESS:PORT",
		    up->label);
	else if (up->servers.n > CONFIG_SERVERS_MAX)
		report_error(c->report, c->marks->begin, "upstream",
		    "%s: it has %u servers; give at most %d", up->label,
		    up->servers.n, CONFIG_SERVERS_MAX);
	else if (n_down == up->servers.n)
		report_warning(c->report, c->marks->begin, "upstream",
		    "%s: every server is down, so every session fails",
		    up->label);
	else if (n_backup == up->servers.n)
		report_warning(c->report, c->marks->begin, "upstream",
		    "%s: every server is a backup, which is as if none was",
		    up->label);
}

/* Whether a listener names it, or may have meant to. */
static bool
is_used(const struct check *c, const char *label)
{
	for (uint32_t i = 0; i < c->config->n_listeners; i++) {
		const char *name = c->config->listeners[i].upstream;
		bool known = false;

		if (name == NULL)
			return true;
		for (uint32_t k = 0; k < c->config->n_upstreams; k++)
			if (strcmp(c->config->upstreams[k].label, name) == 0)
				known = true;
		if (!known || strcmp(name, label) == 0)
			return true;
	}
	return false;
}

static void
check_upstream(const struct check *c, const struct config_upstream *up)
{
	if (!c->marks->broken) {
		check_servers(c, up);
		if (!is_used(c, up->label))
			report_warning(c->report, c->marks->begin, "upstream",
			    "%s: no listener uses it", up->label);
	}
	check_share(c, ROW_UPSTREAM_max_connections,
	    place_of(c, ROW_UPSTREAM_max_connections), "", up->max_connections,
	    SHARE_MIN);
	check_servers_share(c, up);
	check_pool(c, up);
	check_idle(c, up);
	check_source(c, up);
}

/* Find the upstream that a listener names. */
static void
check_reference(const struct check *c, struct config_listener *listener)
{
	struct nearest nearest = {.word = listener->upstream};
	char hint[NEAREST_MAX];

	for (uint32_t i = 0; i < c->config->n_upstreams; i++) {
		const char *label = c->config->upstreams[i].label;

		if (strcmp(label, listener->upstream) == 0) {
			listener->upstream_i = i;
			return;
		}
		nearest_offer(&nearest, label);
	}
	if (nearest.best != NULL)
		nearest_hint(&nearest, hint);
	else
		snprintf(hint, sizeof hint, "; give upstream %.63s {",
		    listener->upstream);
	wrong(c, ROW_LISTENER_upstream, "there is no upstream %s%s",
	    listener->upstream, hint);
}

static void
check_listener(const struct check *c, struct config_listener *listener)
{
	bool whole = !c->marks->broken;

	if (whole && listener->addresses.n == 0 &&
	    !is_bad(c, ROW_LISTENER_addresses))
		report_error(c->report, c->marks->begin, "listener",
		    "%s: it has no address; give address ADDRESS:PORT",
		    listener->label);
	if (listener->upstream != NULL)
		check_reference(c, listener);
	else if (whole && !is_bad(c, ROW_LISTENER_upstream))
		report_error(c->report, c->marks->begin, "listener",
		    "%s: it has no upstream; give upstream NAME",
		    listener->label);
	check_share(c, ROW_LISTENER_max_sessions,
	    place_of(c, ROW_LISTENER_max_sessions), "", listener->max_sessions,
	    1);
}

void
config_check(struct config *config, const struct config_source *source,
    struct report *report)
{
	struct check c = {config, source, report, &source->global};

	check_global(&c);
	for (uint32_t i = 0; i < config->n_upstreams; i++) {
		c.marks = &source->upstreams[i];
		check_upstream(&c, &config->upstreams[i]);
	}
	for (uint32_t i = 0; i < config->n_listeners; i++) {
		c.marks = &source->listeners[i];
		check_listener(&c, &config->listeners[i]);
	}
	config_check_addresses(config, source, report);
}
