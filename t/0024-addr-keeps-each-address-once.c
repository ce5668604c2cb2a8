/*
 * Goal: what the resolver says twice is one address, and what is of no use to
 * TCP is none.
 */
#include <netdb.h>

#include "addr.h"
#include "tap.h"

static struct addr answers[3];
static struct addrinfo list[4];
static int n_list;

/* In the place of libc's. */
int
getaddrinfo(const char *host, const char *port, const struct addrinfo *hints,
    struct addrinfo **result)
{
	(void)host;
	(void)port;
	(void)hints;
	for (int i = 0; i < n_list; i++) {
		struct addr *addr = &answers[i % 3];

		list[i] = (struct addrinfo){
		    .ai_family = addr->sa.sa_family,
		    .ai_addrlen = addr->len,
		    .ai_addr = &addr->sa,
		    .ai_next = i + 1 < n_list ? &list[i + 1] : NULL,
		};
	}
	*result = list;
	return 0;
}

void
freeaddrinfo(struct addrinfo *info)
{
	(void)info;
}

int
main(void)
{
	struct addr found[8];
	const char *why = NULL;

	plan(5);
	addr_parse("10.0.0.1:80", ADDR_SERVER, &answers[0]);
	addr_parse("[::1]:80", ADDR_SERVER, &answers[1]);
	addr_parse("10.0.0.1:80", ADDR_SERVER, &answers[2]);
	n_list = 4;
	is_int(addr_resolve("x:80", found, 8, &why), 2, "two of four");
	ok(addr_equal(&found[0], &answers[0]), "the first");
	ok(addr_equal(&found[1], &answers[1]), "and the second");
	addr_parse("unix:/x", ADDR_SERVER, &answers[0]);
	n_list = 1;
	is_int(
	    addr_resolve("x:80", found, 8, &why), -1, "none of another kind");
	is_str(why, "the name has no address", "which is said");
	return done();
}
