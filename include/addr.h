/*
 * addr - what is written for an address, and the socket address it means
 *
 * Forms: "10.0.0.5:6379", "[::1]:6379", "*:6380" (every IPv4 and IPv6
 * address), "unix:/path", "unix:@name" (abstract).  A server may also be
 * "host:port"; that stays a name until addr_resolve().
 */
#ifndef RELAY_ADDR_H
#define RELAY_ADDR_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/un.h>

/* Enough for "unix:" and a path, or a host name and a port, and the NUL. */
#define ADDR_TEXT_MAX 272

struct addr {
	union {
		struct sockaddr sa;
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
		struct sockaddr_un un;
	};
	socklen_t len; /* 0: a host name, not yet resolved */
	bool any;      /* "*": in6 is ::, and IPv4 is to be accepted too */
};

enum addr_use { ADDR_LISTEN, ADDR_SERVER };

/*
 * Parse text for the use: "*" and port 0 only to listen, a host name only as
 * a server (then addr->len is 0).
 * Returns NULL; or what is wrong and what would be right, a constant text.
 */
const char *addr_parse(const char *text, enum addr_use use, struct addr *addr);

/*
 * Look up host:port and store up to max addresses, in the order the resolver
 * gave them, without duplicates.  Blocks; the caller sets the deadline.
 * Returns how many, at least 1; or -1 and *why, a constant text.
 */
int addr_resolve(
    const char *text, struct addr *addrs, int max, const char **why);

/* The text that addr_parse() reads, in buf of ADDR_TEXT_MAX.  Returns buf. */
const char *addr_print(const struct addr *addr, char *buf);

/* Whether both mean the same socket address. */
bool addr_equal(const struct addr *a, const struct addr *b);

/* The port of an IP address, 0 for a Unix one; and setting it. */
uint16_t addr_port(const struct addr *addr);
void addr_set_port(struct addr *addr, uint16_t port);

/* Whether it is a Unix address; whether it can be reached from this host only.
 */
bool addr_is_unix(const struct addr *addr);
bool addr_is_loopback(const struct addr *addr);

#endif /* RELAY_ADDR_H */
