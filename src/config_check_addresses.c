// SPDX-License-Identifier: BSD-2-Clause
#include "config_check_addresses.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mem.h"

/* An address of a listener or of a server, where it stands. */
struct entry {
	const struct addr *addr;
	const char *text; /* of a host name, else NULL */
	struct report_place place;
	size_t seq;
};

struct entries {
	struct entry *v;
	size_t n;
};

static void
add(struct entries *entries, const struct addr *addr, const char *text,
    struct report_place place, uint32_t line)
{
	place.line = line;
	entries->v = mem_room(entries->v, entries->n, sizeof *entries->v);
	entries->v[entries->n] = (struct entry){addr, text, place, entries->n};
	entries->n++;
}

/* Any order, as long as equals are neighbours. */
static int
compare(const struct entry *a, const struct entry *b)
{
	if (a->addr->len != b->addr->len)
		return a->addr->len < b->addr->len ? -1 : 1;
	if (a->addr->len == 0)
		return strcasecmp(a->text, b->text);
	if (a->addr->any != b->addr->any)
		return a->addr->any ? -1 : 1;
	return memcmp(&a->addr->sa, &b->addr->sa, a->addr->len);
}

static int
compare_in_order(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;
	int order = compare(a, b);

	if (order == 0)
		order = a->seq < b->seq ? -1 : 1;
	return order;
}

static const char *
show(const struct entry *entry, char *buf)
{
	if (entry->addr->len > 0)
		return addr_print(entry->addr, buf);
	strncpy(buf, entry->text, ADDR_TEXT_MAX - 1);
	buf[ADDR_TEXT_MAX - 1] = '\0';
	return buf;
}

/* Port 0 is another one each time. */
static bool
is_chosen_by_kernel(const struct addr *addr)
{
	return addr->len > 0 && !addr_is_unix(addr) && addr_port(addr) == 0;
}

static void
check_twice(struct entries *entries, const char *what, const char *advice,
    struct report *report)
{
	char text[ADDR_TEXT_MAX], where[REPORT_WHERE_MAX];

	if (entries->n > 0)
		qsort(entries->v, entries->n, sizeof *entries->v,
		    compare_in_order);
	for (size_t i = 1; i < entries->n; i++) {
		const struct entry *a = &entries->v[i - 1], *b = a + 1;

		if (compare(a, b) != 0 || is_chosen_by_kernel(a->addr))
			continue;
		report_error(report, b->place, what,
		    "%s is given before, in %s; %s", show(b, text),
		    report_where(a->place, b->place, where), advice);
	}
	free(entries->v);
	*entries = (struct entries){NULL, 0};
}

static bool
is_ipv4_any(const struct addr *addr)
{
	return addr->len > 0 && addr->sa.sa_family == AF_INET &&
	       addr->in.sin_addr.s_addr == 0;
}

static bool
is_ipv6_any(const struct addr *addr)
{
	return addr->len > 0 && addr->sa.sa_family == AF_INET6 && !addr->any &&
	       IN6_IS_ADDR_UNSPECIFIED(&addr->in6.sin6_addr);
}

/* "*" is both of them. */
static void
check_covered(const struct entries *entries, struct report *report)
{
	char text[ADDR_TEXT_MAX], where[REPORT_WHERE_MAX];

	for (size_t i = 0; i < entries->n; i++) {
		const struct entry *any = &entries->v[i];

		for (size_t k = 0; any->addr->any && k < entries->n; k++) {
			const struct entry *e = &entries->v[k];

			if ((!is_ipv4_any(e->addr) && !is_ipv6_any(e->addr)) ||
			    is_chosen_by_kernel(e->addr) ||
			    addr_port(e->addr) != addr_port(any->addr))
				continue;
			report_error(report, e->place, "address",
			    "%s is part of *:%u, in %s; leave it out",
			    show(e, text), addr_port(any->addr),
			    report_where(any->place, e->place, where));
		}
	}
}

static void
check_listeners(const struct config *config, const struct config_source *source,
    struct report *report)
{
	struct entries entries = {NULL, 0};

	for (uint32_t i = 0; i < config->n_listeners; i++) {
		const struct config_addresses *list =
		    &config->listeners[i].addresses;

		for (uint32_t k = 0; k < list->n; k++)
			add(&entries, &list->v[k].addr, NULL,
			    source->listeners[i].begin, list->v[k].line);
	}
	check_covered(&entries, report);
	check_twice(&entries, "address", "listen on each once", report);
}

static void
check_servers(const struct config_upstream *up, struct report_place place,
    struct report *report)
{
	struct entries entries = {NULL, 0};

	for (uint32_t i = 0; i < up->servers.n; i++) {
		const struct config_server *server = &up->servers.v[i];

		add(&entries, &server->addr, server->text, place, server->line);
	}
	check_twice(&entries, "server",
	    "give each once, and a weight for a larger part", report);
}

/* Whether who connects to the server reaches this listener. */
static bool
is_reached(const struct addr *listener, const struct addr *server)
{
	bool all = listener->any;

	if (server->len == 0 || is_chosen_by_kernel(listener))
		return false;
	if (is_ipv4_any(listener) || is_ipv6_any(listener))
		all = listener->sa.sa_family == server->sa.sa_family;
	if (all && addr_is_loopback(server) && !addr_is_unix(server))
		return addr_port(listener) == addr_port(server);
	return addr_equal(listener, server);
}

static void
check_loop(const struct config_listener *listener,
    const struct config_upstream *up, struct report_place place,
    struct report *report)
{
	char ours[ADDR_TEXT_MAX];

	for (uint32_t i = 0; i < listener->addresses.n; i++)
		for (uint32_t k = 0; k < up->servers.n; k++) {
			const struct config_address *address =
			    &listener->addresses.v[i];
			const struct config_server *server = &up->servers.v[k];

			if (!is_reached(&address->addr, &server->addr))
				continue;
			place.line = address->line;
			report_error(report, place, "address",
			    "%s reaches server %s of its own upstream %s: a "
			    "session would go round for ever; give another",
			    addr_print(&address->addr, ours), server->text,
			    up->label);
		}
}

static bool
names_it(const struct config_listener *listener, const char *label)
{
	return listener->upstream != NULL &&
	       strcmp(listener->upstream, label) == 0;
}

void
config_check_addresses(const struct config *config,
    const struct config_source *source, struct report *report)
{
	check_listeners(config, source, report);
	for (uint32_t i = 0; i < config->n_upstreams; i++)
		check_servers(
		    &config->upstreams[i], source->upstreams[i].begin, report);
	for (uint32_t i = 0; i < config->n_listeners; i++) {
		const struct config_listener *listener = &config->listeners[i];

		if (listener->upstream_i < config->n_upstreams &&
		    names_it(listener,
			config->upstreams[listener->upstream_i].label))
			check_loop(listener,
			    &config->upstreams[listener->upstream_i],
			    source->listeners[i].begin, report);
	}
}
