/*
 * Goal: the dump of a configuration reads back without a message, to the same
 * dump byte for byte, whatever has to be quoted in it.
 */
#include "config_text.h"

static const char full[] =
    "buffer-memory 3m\ndrain-idle 90s\ngroup g\nlog syslog:local3\n"
    "log-level debug\nmax-sessions 1000\nname full\n"
    "pid-file \"/run/a b/{c};#\\\"\\\\.pid\"\nstats-group s\n"
    "stats-memory 65537\nstats-mode 600\nstop-timeout 1d\nuser u\n"
    "worker-watchdog off\nworkers 3\n"
    "upstream a.b-c_d {\n"
    "server 10.0.0.1:1\nserver [::1]:2 weight 256 backup\n"
    "server \"unix:/run/${env:RELAYD_TEST}\" max-connections 1000 down\n"
    "server unix:@x\nserver name.example:3\n"
    "protocol line\npool reuse\nborrow-at accept\npool-order fifo\n"
    "pool-close rst\nkeepalive off\nmax-age off\nfirst-byte-timeout off\n"
    "reset send \"\\x00\\xff\\r\\n\\t\\\"\\\\ \\x24{env:HOME} $\" expect OK\n"
    "warm-max-age 61ms\nstateless on\nmin-idle 3\nmax-idle 3\n}\n"
    "upstream other {\nserver [::2]:1\nsource [2001:db8::7]\n"
    "protocol mysql\n}\n"
    "listener one {\naddress *:1\naddress 127.0.0.1:0\n"
    "address \"unix:/run/a b\" group g mode 0671 owner o\naddress unix:@y\n"
    "upstream a.b-c_d\nfast-open on\ndefer-accept 5s\nrcvbuf 64k\n"
    "keepalive 90s 32767s 127\n}\n"
    "listener two {\naddress [::1]:5\nupstream other\nlog-level-is-none\n}\n";

/* A dump that loses something may lose it twice. */
static void
same_values(const struct config *a, const struct config *b, const char *how)
{
	const struct config_upstream *x = &a->upstreams[0],
				     *y = &b->upstreams[0];
	const struct config_address *p = a->listeners[0].addresses.v,
				    *q = b->listeners[0].addresses.v;

	is_str(b->global.pid_file, a->global.pid_file, "%s: a path", how);
	ok(x->reset.n_send == y->reset.n_send &&
		(x->reset.n_send == 0 ||
		    memcmp(x->reset.send, y->reset.send, x->reset.n_send) == 0),
	    "%s: the bytes of a script", how);
	for (uint32_t i = 0; i < x->servers.n && i < y->servers.n; i++)
		is_str(y->servers.v[i].text, x->servers.v[i].text,
		    "%s: a server", how);
	for (uint32_t i = 0; i < a->listeners[0].addresses.n; i++)
		is_int(q[i].mode, p[i].mode, "%s: a mode", how);
}

static void
round_trip(const char *text, const char *how)
{
	struct config *config = config_of(text), *again;
	char *first, *second;

	ok(config != NULL, "%s: is read%s", how, config_said);
	if (config == NULL)
		return;
	first = config_dumped(config);
	again = config_of(first);
	is_str(config_said, "", "%s: the dump reads without a message", how);
	ok(again != NULL, "%s: and is whole", how);
	if (again != NULL) {
		same_values(config, again, how);
		second = config_dumped(again);
		is_str(second, first, "%s: and dumps the same", how);
		free(second);
	}
	free(first);
	config_close(&config);
	config_close(&again);
}

int
main(void)
{
	char *text = strdup(full), *wrong = strstr(text, "log-level-is-none");

	plan(0);
	setenv("RELAYD_TEST", "\xc3\xa4 ${x} \"", 1);
	ok(config_of(full) == NULL, "a wrong line is noticed");
	memmove(wrong, wrong + 18, strlen(wrong + 18) + 1);
	round_trip(text, "every directive");
	round_trip(CONFIG_HEAD CONFIG_TAIL, "no directive");
	free(text);
	return done();
}
