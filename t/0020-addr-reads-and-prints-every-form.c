/*
 * Goal: every form of an address is read for what it means, and its print
 * reads back to the same address.
 */
#include "addr.h"
#include "tap.h"

static const struct {
	enum addr_use use;
	const char *text, *print; /* NULL: as it was written */
	int family, port;         /* family 0: a host name */
} cases[] = {
    {ADDR_LISTEN, "10.0.0.5:6379", NULL, AF_INET, 6379},
    {ADDR_LISTEN, "127.0.0.1:0", NULL, AF_INET, 0},
    {ADDR_LISTEN, "[::1]:6379", NULL, AF_INET6, 6379},
    {ADDR_LISTEN, "[2001:DB8:0::1]:65535", "[2001:db8::1]:65535", AF_INET6,
	65535},
    {ADDR_LISTEN, "[::]:80", NULL, AF_INET6, 80},
    {ADDR_LISTEN, "*:6380", NULL, AF_INET6, 6380},
    {ADDR_LISTEN, "unix:/run/relayd/x.sock", NULL, AF_UNIX, 0},
    {ADDR_LISTEN, "unix:/with a:colon", NULL, AF_UNIX, 0},
    {ADDR_LISTEN, "unix:@name", NULL, AF_UNIX, 0},
    {ADDR_SERVER, "10.0.0.5:6379", NULL, AF_INET, 6379},
    {ADDR_SERVER, "unix:@name", NULL, AF_UNIX, 0},
    {ADDR_SERVER, "localhost:80", NULL, 0, 0},
    {ADDR_SERVER, "a-b.example_1.net.:80", NULL, 0, 0},
    {ADDR_SERVER, "10.example:80", NULL, 0, 0},
};
#define N_CASES (sizeof cases / sizeof *cases)

static void
check(size_t i)
{
	const char *text = cases[i].text, *want = cases[i].print;
	char buf[ADDR_TEXT_MAX];
	struct addr addr, back;

	is_str(addr_parse(text, cases[i].use, &addr), NULL, "%s", text);
	if (cases[i].family == 0) {
		is_int(addr.len, 0, "is a name");
		return;
	}
	is_int(addr.sa.sa_family, cases[i].family, "its family");
	is_int(addr_port(&addr), cases[i].port, "its port");
	is_int(addr.any, text[0] == '*', "whether it is every address");
	is_str(addr_print(&addr, buf), want != NULL ? want : text, "printed");
	addr_parse(buf, cases[i].use, &back);
	ok(addr_equal(&addr, &back), "and read back");
}

int
main(void)
{
	char longest[256] = "unix:/";
	struct addr addr;

	plan(0);
	for (size_t i = 0; i < N_CASES; i++)
		check(i);
	memset(longest + 6, 'x', 106);
	is_str(addr_parse(longest, ADDR_LISTEN, &addr), NULL, "107 bytes fit");
	is_int(addr.len, sizeof addr.un, "and fill it");
	return done();
}
