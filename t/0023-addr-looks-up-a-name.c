/*
 * Goal: a host name is looked up to addresses with its port, without
 * duplicates and within the room given; failing, a cause is given.
 */
#include "addr.h"
#include "tap.h"

int
main(void)
{
	struct addr addrs[8];
	const char *why = NULL;
	int n = addr_resolve("localhost:6379", addrs, 8, &why);

	plan(0);
	ok(n >= 1, "localhost has an address (%s)", n == -1 ? why : "it has");
	for (int i = 0; i < n; i++) {
		ok(addr_is_loopback(&addrs[i]), "of this host");
		is_int(addr_port(&addrs[i]), 6379, "with the port");
		for (int k = 0; k < i; k++)
			ok(!addr_equal(&addrs[i], &addrs[k]), "once");
	}
	is_int(addr_resolve("localhost:6379", addrs, 1, &why), 1,
	    "one, if there is room for one");
	why = NULL;
	is_int(addr_resolve("no name:6379", addrs, 8, &why), -1,
	    "a name that cannot be");
	ok(why != NULL && *why != '\0', "is said to: %s", why);
	return done();
}
