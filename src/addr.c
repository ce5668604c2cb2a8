// SPDX-License-Identifier: BSD-2-Clause
#include "addr.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parse.h"

#define PATH_AT offsetof(struct sockaddr_un, sun_path)
#define HOST_MAX 253

static const char *
parse_unix(const char *path, struct addr *addr)
{
	struct sockaddr_un *un = &addr->un;
	size_t n = strlen(path);

	if (path[0] != '/' && path[0] != '@')
		return "a Unix address is unix:/path or unix:@name";
	if (path[0] == '@' && n == 1)
		return "the name is missing: unix:@name";
	if (path[0] == '/' && path[n - 1] == '/')
		return "the path of a socket does not end with /";
	if (n > sizeof un->sun_path - 1)
		return "too long: a Unix address takes 107 bytes";
	un->sun_family = AF_UNIX;
	memcpy(un->sun_path, path, n);
	addr->len = (socklen_t)(PATH_AT + n);
	if (path[0] == '@')
		un->sun_path[0] = '\0';
	else
		addr->len++;
	return NULL;
}

static const char *
parse_port(const char *word, enum addr_use use, in_port_t *port)
{
	uint64_t number;

	if (parse_count(word, &number) == -1 || number > 65535)
		return "the port is not a number from 1 to 65535";
	if (number == 0 && use != ADDR_LISTEN)
		return "port 0 is none to connect to: give 1 to 65535";
	*port = htons((uint16_t)number);
	return NULL;
}

/* Letters, digits, '-', '_' and single dots between labels. */
static bool
is_host(const char *host)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_-";
	size_t n;

	if (strlen(host) > HOST_MAX)
		return false;
	do {
		n = strspn(host, letters);
		if (n == 0 || n > 63 || host[0] == '-')
			return false;
		host += n;
	} while (*host == '.' && *++host != '\0');
	return *host == '\0';
}

/* A mistyped IPv4 address is not to be asked of a name server. */
static bool
looks_like_ipv4(const char *host)
{
	return host[strspn(host, "0123456789.")] == '\0';
}

static const char *
parse_host(
    const char *host, in_port_t port, enum addr_use use, struct addr *addr)
{
	if (inet_pton(AF_INET, host, &addr->in.sin_addr) == 1) {
		addr->in.sin_family = AF_INET;
		addr->in.sin_port = port;
		addr->len = sizeof addr->in;
		return NULL;
	}
	if (looks_like_ipv4(host))
		return "not an IPv4 address: four numbers from 0 to 255";
	if (use == ADDR_LISTEN)
		return "to listen give an address, not a host name: "
		       "127.0.0.1:PORT, [::1]:PORT or *:PORT";
	if (!is_host(host))
		return "not a host name: letters, digits, '-' and '.'";
	return NULL;
}

static const char *
parse_ipv6(const char *host, in_port_t port, struct addr *addr)
{
	if (inet_pton(AF_INET6, host, &addr->in6.sin6_addr) != 1)
		return "no IPv6 address between [ and ]";
	addr->in6.sin6_family = AF_INET6;
	addr->in6.sin6_port = port;
	addr->len = sizeof addr->in6;
	return NULL;
}

/* Cut text at its last colon, of a copy that holds both parts. */
static const char *
split(const char *text, char *copy, char **host, char **port)
{
	size_t n = strlen(text);

	if (n >= ADDR_TEXT_MAX)
		return "too long for an address";
	memcpy(copy, text, n + 1);
	*host = copy;
	*port = strrchr(copy, ':');
	if (copy[0] == '[') {
		char *end = strchr(copy, ']');

		if (end == NULL)
			return "']' is missing: [ADDRESS]:PORT";
		if (end[1] != ':')
			return "the port is missing: [ADDRESS]:PORT";
		*end = '\0';
		*port = end + 2;
		return NULL;
	}
	if (*port == NULL)
		return "the port is missing: ADDRESS:PORT";
	*(*port)++ = '\0';
	if (strchr(copy, ':') != NULL)
		return "an IPv6 address stands in brackets: [ADDRESS]:PORT";
	return copy[0] == '\0' ? "the address before the port is missing"
			       : NULL;
}

const char *
addr_parse(const char *text, enum addr_use use, struct addr *addr)
{
	char copy[ADDR_TEXT_MAX], *host, *word;
	const char *why;
	in_port_t port = 0;

	memset(addr, 0, sizeof *addr);
	if (strncmp(text, "unix:", 5) == 0)
		return parse_unix(text + 5, addr);
	why = split(text, copy, &host, &word);
	if (why == NULL)
		why = parse_port(word, use, &port);
	if (why != NULL)
		return why;
	if (host[0] == '[')
		return parse_ipv6(host + 1, port, addr);
	if (strcmp(host, "*") != 0)
		return parse_host(host, port, use, addr);
	if (use != ADDR_LISTEN)
		return "* is none to connect to: give the server's address";
	addr->any = true;
	return parse_ipv6("::", port, addr);
}

/* Without AI_ADDRCONFIG where it finds none: loopback does not count to it. */
static int
look_up(const char *host, const char *port, struct addrinfo **found)
{
	struct addrinfo hints = {
	    .ai_flags = AI_NUMERICSERV | AI_ADDRCONFIG,
	    .ai_family = AF_UNSPEC,
	    .ai_socktype = SOCK_STREAM,
	};

	if (getaddrinfo(host, port, &hints, found) == 0)
		return 0;
	hints.ai_flags = AI_NUMERICSERV;
	return getaddrinfo(host, port, &hints, found);
}

static int
store(const struct addrinfo *found, struct addr *addrs, int n, int max)
{
	struct addr *addr = &addrs[n];

	if (n == max || found->ai_addrlen > sizeof addr->in6 ||
	    (found->ai_family != AF_INET && found->ai_family != AF_INET6))
		return n;
	memset(addr, 0, sizeof *addr);
	memcpy(&addr->sa, found->ai_addr, found->ai_addrlen);
	addr->len = found->ai_addrlen;
	for (int i = 0; i < n; i++)
		if (addr_equal(&addrs[i], addr))
			return n;
	return n + 1;
}

int
addr_resolve(const char *text, struct addr *addrs, int max, const char **why)
{
	char copy[ADDR_TEXT_MAX], *host, *port;
	struct addrinfo *found = NULL;
	int n = 0, code;

	*why = split(text, copy, &host, &port);
	if (*why != NULL)
		return -1;
	code = look_up(host, port, &found);
	if (code != 0) {
		*why = gai_strerror(code);
		return -1;
	}
	for (struct addrinfo *at = found; at != NULL; at = at->ai_next)
		n = store(at, addrs, n, max);
	freeaddrinfo(found);
	if (n == 0)
		*why = "the name has no address";
	return n == 0 ? -1 : n;
}

static const char *
print_unix(const struct addr *addr, char *buf)
{
	const char *path = addr->un.sun_path;
	int n = (int)(addr->len - PATH_AT);

	if (n <= 0)
		snprintf(buf, ADDR_TEXT_MAX, "unix:");
	else if (path[0] == '\0')
		snprintf(buf, ADDR_TEXT_MAX, "unix:@%.*s", n - 1, path + 1);
	else
		snprintf(buf, ADDR_TEXT_MAX, "unix:%.*s", n, path);
	return buf;
}

const char *
addr_print(const struct addr *addr, char *buf)
{
	char host[INET6_ADDRSTRLEN] = "";

	snprintf(buf, ADDR_TEXT_MAX, "unknown");
	switch (addr->len > 0 ? addr->sa.sa_family : AF_UNSPEC) {
	case AF_INET:
		inet_ntop(AF_INET, &addr->in.sin_addr, host, sizeof host);
		snprintf(buf, ADDR_TEXT_MAX, "%s:%u", host, addr_port(addr));
		return buf;
	case AF_INET6:
		inet_ntop(AF_INET6, &addr->in6.sin6_addr, host, sizeof host);
		if (addr->any)
			snprintf(buf, ADDR_TEXT_MAX, "*:%u", addr_port(addr));
		else
			snprintf(buf, ADDR_TEXT_MAX, "[%s]:%u", host,
			    addr_port(addr));
		return buf;
	case AF_UNIX:
		return print_unix(addr, buf);
	default:
		return buf;
	}
}

static bool
equal_bytes(const void *a, const void *b, size_t n)
{
	return memcmp(a, b, n) == 0;
}

bool
addr_equal(const struct addr *a, const struct addr *b)
{
	if (a->len != b->len || a->any != b->any)
		return false;
	if (a->len == 0)
		return true;
	if (a->sa.sa_family != b->sa.sa_family || addr_port(a) != addr_port(b))
		return false;
	switch (a->sa.sa_family) {
	case AF_INET:
		return a->in.sin_addr.s_addr == b->in.sin_addr.s_addr;
	case AF_INET6:
		return a->in6.sin6_scope_id == b->in6.sin6_scope_id &&
		       equal_bytes(&a->in6.sin6_addr, &b->in6.sin6_addr,
			   sizeof a->in6.sin6_addr);
	default:
		return equal_bytes(&a->un, &b->un, a->len);
	}
}

uint16_t
addr_port(const struct addr *addr)
{
	if (addr->len == 0)
		return 0;
	if (addr->sa.sa_family == AF_INET)
		return ntohs(addr->in.sin_port);
	if (addr->sa.sa_family == AF_INET6)
		return ntohs(addr->in6.sin6_port);
	return 0;
}

void
addr_set_port(struct addr *addr, uint16_t port)
{
	if (addr->sa.sa_family == AF_INET)
		addr->in.sin_port = htons(port);
	else if (addr->sa.sa_family == AF_INET6)
		addr->in6.sin6_port = htons(port);
}

bool
addr_is_unix(const struct addr *addr)
{
	return addr->len > 0 && addr->sa.sa_family == AF_UNIX;
}

bool
addr_is_loopback(const struct addr *addr)
{
	const struct in6_addr *in6 = &addr->in6.sin6_addr;

	if (addr->len == 0)
		return false;
	if (addr->sa.sa_family == AF_INET)
		return ntohl(addr->in.sin_addr.s_addr) >> 24 == 127;
	if (addr->sa.sa_family == AF_INET6)
		return IN6_IS_ADDR_LOOPBACK(in6) ||
		       (IN6_IS_ADDR_V4MAPPED(in6) && in6->s6_addr[12] == 127);
	return addr_is_unix(addr);
}
