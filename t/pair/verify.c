/*
 * verify - the verifying pair on real sockets
 *
 * A client and a server that know nothing of each other but a key; each knows
 * every byte that must come, and where the other means to do harm.  What lies
 * between them may delay and cut into pieces, and nothing else.  One line of
 * result; exit status 1 if there was a violation, 2 for wrong options.
 */
#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "drive_client.h"
#include "drive_server.h"
#include "peer_limit.h"

static const char usage_text[] =
    "usage: verify client ADDRESS... -k KEY -m MODE [OPTION...]\n"
    "       verify server -k KEY -m MODE [OPTION...]\n"
    "Both:\n"
    "  -k, --key NUMBER      what both ends of a run know\n"
    "  -m, --mode MODE       opaque, line, length, redis or memcached\n"
    "  -t, --tenant NUMBER   0 to 255; a server refuses the others'; 0\n"
    "  -B, --buffers BYTES   of the kernel, for a connection; its choice\n"
    "  -q, --quiet           no line about a violation\n"
    "  -T, --tolerant        connections are cut: nobody needs to be served\n"
    "Client; several addresses are taken in turn:\n"
    "  -s, --sessions NUMBER     sessions in all; 1000 without -S\n"
    "  -S, --seconds NUMBER      begin none after so many seconds\n"
    "  -c, --concurrency NUMBER  sessions at once; 50\n"
    "  -r, --roughness WORD      calm, rough or wild; calm\n"
    "  -z, --size-bits NUMBER    bodies of up to 2^NUMBER bytes; 10\n"
    "  -w, --wait MS[:AROUND]    between two sessions, more or less; 0\n"
    "  -n, --seed NUMBER         decides the sessions' ids; by chance\n"
    "Server:\n"
    "  -l, --listen ADDRESS      127.0.0.1:0\n"
    "  -i, --idle MS[:AROUND]    close what idles so long, more or less\n"
    "  -b, --blurts OF_1000      say things unasked when idle\n"
    "  -g, --grace MS            how long bytes may be on their way; 50\n"
    "Addresses: 127.0.0.1:80, [::1]:80, unix:/path, unix:@name.\n";

static const struct option long_options[] = {
    {"key", required_argument, NULL, 'k'},
    {"mode", required_argument, NULL, 'm'},
    {"tenant", required_argument, NULL, 't'},
    {"buffers", required_argument, NULL, 'B'},
    {"quiet", no_argument, NULL, 'q'},
    {"sessions", required_argument, NULL, 's'},
    {"seconds", required_argument, NULL, 'S'},
    {"concurrency", required_argument, NULL, 'c'},
    {"roughness", required_argument, NULL, 'r'},
    {"size-bits", required_argument, NULL, 'z'},
    {"wait", required_argument, NULL, 'w'},
    {"tolerant", no_argument, NULL, 'T'},
    {"seed", required_argument, NULL, 'n'},
    {"listen", required_argument, NULL, 'l'},
    {"idle", required_argument, NULL, 'i'},
    {"blurts", required_argument, NULL, 'b'},
    {"grace", required_argument, NULL, 'g'},
    {"help", no_argument, NULL, 'h'},
    {0},
};

enum { ADDRESSES_MAX = 64 };

static struct {
	struct pair_key key;
	struct client_order client;
	struct server_order server;
	struct drive_addr addrs[ADDRESSES_MAX];
	int buffers;
	bool has_key, has_seed, quiet;
} o = {
    .key.mode = N_PAIR_MODES,
    .client = {.concurrency = 50, .size_bits = 10},
    .server.address = "127.0.0.1:0",
};

static _Noreturn void
wrong(const char *option, const char *text, const char *wanted)
{
	errx(2, "%s %s: %s", option, text, wanted);
}

static uint64_t
read_number(const char *option, const char *text, uint64_t max)
{
	char *end;
	uint64_t value;

	errno = 0;
	value = strtoull(text, &end, 0);
	if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 ||
	    value > max)
		wrong(option, text, "not a number, or too large");
	return value;
}

static uint8_t
read_roughness(const char *text)
{
	static const char *const words[] = {
	    [PLAN_CALM] = "calm", [PLAN_ROUGH] = "rough", [PLAN_WILD] = "wild"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(text, words[i]) == 0)
			return (uint8_t)i;
	wrong("-r", text, "calm, rough or wild");
}

static double
read_seconds(const char *text)
{
	char *end;
	double value = strtod(text, &end);

	if (text[0] < '0' || text[0] > '9' || *end != '\0' || value > 1e7)
		wrong("-S", text, "not a number of seconds");
	return value;
}

/* MS or MS:AROUND. */
static void
read_span(const char *option, char *text, int64_t *us, int64_t *around_us)
{
	char *around = strchr(text, ':');

	if (around != NULL)
		*around++ = '\0';
	*us = (int64_t)read_number(option, text, 1000000000) * 1000;
	*around_us = 0;
	if (around != NULL)
		*around_us =
		    (int64_t)read_number(option, around, 1000000) * 1000;
	if (*around_us > *us)
		wrong(option, around, "more than the time itself");
}

static bool
read_common(int option, const char *text)
{
	switch (option) {
	case 'k':
		o.key.key = read_number("-k", text, UINT64_MAX);
		o.has_key = true;
		return true;
	case 'm':
		o.key.mode = pair_mode_of(text);
		if (o.key.mode == N_PAIR_MODES)
			wrong("-m", text,
			    "opaque, line, length, redis or memcached");
		return true;
	case 't':
		o.key.tenant = (uint8_t)read_number("-t", text, 255);
		return true;
	case 'B':
		o.buffers = (int)read_number("-B", text, 1 << 30);
		return true;
	case 'q':
		o.quiet = true;
		return true;
	case 'T':
		o.client.tolerant = o.server.tolerant = true;
		return true;
	default:
		return false;
	}
}

static bool
read_clients(int option, char *text)
{
	struct client_order *c = &o.client;

	switch (option) {
	case 's':
		c->sessions = read_number("-s", text, UINT64_MAX);
		return true;
	case 'S':
		c->seconds = read_seconds(text);
		return true;
	case 'c':
		c->concurrency = (uint32_t)read_number("-c", text, 100000);
		return true;
	case 'r':
		c->roughness = read_roughness(text);
		return true;
	case 'z':
		c->size_bits = (uint8_t)read_number("-z", text, 26);
		return true;
	case 'w':
		read_span("-w", text, &c->rest_us, &c->rest_around);
		return true;
	case 'n':
		c->seed = read_number("-n", text, UINT64_MAX);
		o.has_seed = true;
		return true;
	default:
		return false;
	}
}

static bool
read_servers(int option, char *text)
{
	switch (option) {
	case 'l':
		if (!drive_addr_read(&o.addrs[0], text))
			wrong("-l", text, "not an address");
		o.server.address = text;
		return true;
	case 'i':
		read_span("-i", text, &o.server.habits.idle_us,
		    &o.server.habits.idle_around);
		return true;
	case 'b':
		o.server.habits.blurt_of_1000 =
		    (uint32_t)read_number("-b", text, 1000);
		return true;
	case 'g':
		o.server.habits.grace_us =
		    (int64_t)read_number("-g", text, 1000000) * 1000;
		return true;
	default:
		return false;
	}
}

static void
read_options(int argc, char *argv[], bool client)
{
	const char *letters =
	    client ? "hk:m:t:B:qTs:S:c:r:z:w:n:" : "hk:m:t:B:qTl:i:b:g:";
	int option;

	while ((option = getopt_long(
		    argc, argv, letters, long_options, NULL)) != -1) {
		if (option == 'h') {
			fputs(usage_text, stdout);
			exit(0);
		}
		if (!read_common(option, optarg) &&
		    !(client ? read_clients(option, optarg)
			     : read_servers(option, optarg))) {
			if (option != '?')
				warnx("an option that is not of this verb");
			exit(2);
		}
	}
	if (!o.has_key || o.key.mode == N_PAIR_MODES)
		errx(2, "-k and -m are needed; -h explains");
}

static void
read_addresses(int n, char *texts[])
{
	struct client_order *c = &o.client;

	if (n < 1 || n > ADDRESSES_MAX)
		errx(2, "1 to %d addresses are needed; -h explains",
		    ADDRESSES_MAX);
	for (int i = 0; i < n; i++) {
		if (!drive_addr_read(&o.addrs[i], texts[i]))
			errx(2, "%s: not an address; -h explains", texts[i]);
		if (drive_addr_is_unix(&o.addrs[i]) &&
		    c->roughness != PLAN_CALM)
			errx(2, "%s: a Unix socket knows no RST: calm only",
			    texts[i]);
	}
	c->addrs = o.addrs;
	c->n_addrs = (uint32_t)n;
}

static void
check_client(void)
{
	struct client_order *c = &o.client;

	if (c->concurrency == 0)
		errx(2, "-c 0: at least 1");
	if (c->sessions == 0 && !(c->seconds > 0))
		c->sessions = 1000;
	if (!o.has_seed &&
	    getrandom(&c->seed, sizeof(c->seed), 0) != sizeof(c->seed))
		err(1, "getrandom");
}

static void
say_result(const char *verb, const struct tally *tally, const char *own,
    double seconds)
{
	printf("%s mode=%s key=%#jx tenant=%u %s ", verb,
	    pair_mode_word(o.key.mode), (uintmax_t)o.key.key, o.key.tenant,
	    own);
	tally_print(tally, stdout);
	printf(" seconds=%.3f per-second=%.0f\n", seconds,
	    seconds > 0 ? (double)tally->exchanges / seconds : 0);
	if (fflush(stdout) == EOF)
		err(1, "standard output");
}

static int
be_client(void)
{
	struct client_result result = {.tally.report = o.quiet ? NULL : stderr};
	char own[96];

	o.client.key = o.key;
	o.client.buffers = o.buffers;
	check_client();
	if (drive_client(&o.client, &result) == -1)
		err(1, "client");
	snprintf(own, sizeof(own), "seed=%#jx bad-sessions=%ju",
	    (uintmax_t)o.client.seed, (uintmax_t)result.bad);
	say_result("client", &result.tally, own, result.seconds);
	return tally_violations(&result.tally) > 0;
}

static int
be_server(void)
{
	struct server_result result = {.tally.report = o.quiet ? NULL : stderr};
	char own[96];

	o.server.key = o.key;
	o.server.buffers = o.buffers;
	if (drive_server(&o.server, &result) == -1)
		err(1, "server: %s", o.server.address);
	snprintf(own, sizeof(own), "connections=%ju bad-connections=%ju",
	    (uintmax_t)result.connections, (uintmax_t)result.bad);
	say_result("server", &result.tally, own, result.seconds);
	return tally_violations(&result.tally) > 0;
}

int
main(int argc, char *argv[])
{
	bool client = argc > 1 && strcmp(argv[1], "client") == 0;

	if (argc > 1 &&
	    (strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "--help") == 0)) {
		fputs(usage_text, stdout);
		return 0;
	}
	if (!client && (argc < 2 || strcmp(argv[1], "server") != 0)) {
		fputs(usage_text, stderr);
		return 2;
	}
	peer_raise_limit();
	setvbuf(stderr, NULL, _IOLBF, 0);
	read_options(argc - 1, argv + 1, client);
	argc -= 1 + optind;
	argv += 1 + optind;
	if (client) {
		read_addresses(argc, argv);
		return be_client();
	}
	if (argc > 0)
		errx(2, "%s: a server takes -l ADDRESS", argv[0]);
	return be_server();
}
