/*
 * Goal: addresses are equal if they mean the same, and those that only this
 * host can reach are known.
 */
#include "addr.h"
#include "tap.h"

static struct addr
read_addr(const char *text)
{
	struct addr addr;

	if (addr_parse(text, ADDR_LISTEN, &addr) != NULL)
		printf("# %s was not read\n", text);
	return addr;
}

static void
equal(const char *a, const char *b, bool want)
{
	struct addr x = read_addr(a), y = read_addr(b);

	is_int(
	    addr_equal(&x, &y), want, "%s %s %s", a, want ? "is" : "is not", b);
}

static void
near(const char *text, bool want)
{
	struct addr addr = read_addr(text);

	is_int(addr_is_loopback(&addr), want, "%s is %sof this host", text,
	    want ? "" : "not only ");
}

int
main(void)
{
	struct addr addr = read_addr("127.0.0.1:1");
	struct addr unix_addr = read_addr("unix:/run/x");

	plan(0);
	equal("127.0.0.1:1", "127.0.0.1:1", true);
	equal("127.0.0.1:1", "127.0.0.1:2", false);
	equal("127.0.0.1:1", "127.0.0.2:1", false);
	equal("[::1]:1", "[0:0::1]:1", true);
	equal("[::1]:1", "[::2]:1", false);
	equal("[::]:1", "*:1", false);
	equal("unix:/a", "unix:/a", true);
	equal("unix:/a", "unix:/b", false);
	equal("unix:/a", "unix:/ab", false);
	equal("unix:@a", "unix:/a", false);
	equal("unix:/run/x", "127.0.0.1:1", false);
	near("127.0.0.1:1", true);
	near("127.9.9.9:1", true);
	near("128.0.0.1:1", false);
	near("0.0.0.0:1", false);
	near("[::1]:1", true);
	near("[::ffff:127.0.0.1]:1", true);
	near("[::2]:1", false);
	near("*:1", false);
	near("unix:/a", true);
	near("unix:@a", true);
	addr_set_port(&addr, 99);
	is_int(addr_port(&addr), 99, "a port can be set");
	addr_set_port(&unix_addr, 99);
	is_int(addr_port(&unix_addr), 0, "but a Unix address has none");
	ok(addr_is_unix(&unix_addr) && !addr_is_unix(&addr),
	    "Unix addresses are known");
	return done();
}
