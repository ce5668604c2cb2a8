/*
 * Goal: a wrong address is refused with a text that says how to write it.
 */
#include "addr.h"
#include "tap.h"

static const struct {
	enum addr_use use;
	const char *text, *part; /* of the answer */
} cases[] = {
    {ADDR_LISTEN, "", "the port is missing"},
    {ADDR_LISTEN, "10.0.0.5", "the port is missing"},
    {ADDR_LISTEN, ":80", "the address before the port is missing"},
    {ADDR_LISTEN, "10.0.0.5:", "from 1 to 65535"},
    {ADDR_LISTEN, "10.0.0.5:http", "from 1 to 65535"},
    {ADDR_LISTEN, "10.0.0.5:65536", "from 1 to 65535"},
    {ADDR_LISTEN, "10.0.0.5:18446744073709551617", "from 1 to 65535"},
    {ADDR_LISTEN, "10.0.0:80", "four numbers"},
    {ADDR_LISTEN, "localhost:80", "not a host name"},
    {ADDR_LISTEN, "::1:80", "in brackets"},
    {ADDR_LISTEN, "[::1:80", "']' is missing"},
    {ADDR_LISTEN, "[::1]", "the port is missing"},
    {ADDR_LISTEN, "[::1]80", "the port is missing"},
    {ADDR_LISTEN, "[127.0.0.1]:80", "no IPv6 address"},
    {ADDR_LISTEN, "[fe80::1%eth0]:80", "no IPv6 address"},
    {ADDR_LISTEN, "unix:", "unix:/path or unix:@name"},
    {ADDR_LISTEN, "unix:x", "unix:/path or unix:@name"},
    {ADDR_LISTEN, "unix:@", "the name is missing"},
    {ADDR_LISTEN, "unix:/run/", "does not end with /"},
    {ADDR_SERVER, "*:80", "the server's address"},
    {ADDR_SERVER, "10.0.0.5:0", "give 1 to 65535"},
    {ADDR_SERVER, "10.0.0.256:80", "four numbers"},
    {ADDR_SERVER, "a..b:80", "not a host name"},
    {ADDR_SERVER, "-a:80", "not a host name"},
    {ADDR_SERVER, "a b:80", "not a host name"},
};
#define N_CASES (sizeof cases / sizeof *cases)

int
main(void)
{
	char longest[400] = "unix:/";
	struct addr addr;

	plan(N_CASES + 2);
	for (size_t i = 0; i < N_CASES; i++) {
		const char *why =
		    addr_parse(cases[i].text, cases[i].use, &addr);

		ok(why != NULL && strstr(why, cases[i].part) != NULL,
		    "\"%s\": %s", cases[i].text, why != NULL ? why : "taken");
	}
	memset(longest + 6, 'x', 107);
	ok(addr_parse(longest, ADDR_LISTEN, &addr) != NULL,
	    "a Unix path of 108 bytes");
	memset(longest, 'x', 390);
	memcpy(longest + 380, ":80", 4);
	ok(addr_parse(longest, ADDR_SERVER, &addr) != NULL,
	    "a name of 380 letters");
	return done();
}
