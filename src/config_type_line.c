// SPDX-License-Identifier: BSD-2-Clause
#include "config_type_line.h"

#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>

#include "config_fields.h"
#include "config_type_word.h"
#include "mem.h"
#include "parse.h"

#define SCRIPT_MAX 4096

static bool
has_nul(const struct lex_word *word)
{
	return strlen(word->text) != word->n;
}

/* arg for the i-th word alone, which belongs to the part called what. */
static struct config_arg
part(const struct config_arg *arg, uint32_t i, const char *what)
{
	struct config_arg one = *arg;

	one.what = what;
	one.words = &arg->words[i];
	one.n = i < arg->n ? 1 : 0;
	return one;
}

/* TCP_KEEPIDLE and TCP_KEEPINTVL are seconds, and the kernel's limits these. */
static int
seconds(const struct config_arg *arg, int64_t *ms)
{
	uint64_t value;

	if (config_duration(arg, 1000, 32767000, &value) == -1)
		return -1;
	if (value % 1000 != 0)
		return config_complain(
		    arg, "parts of a second; give whole seconds");
	*ms = (int64_t)value;
	return 0;
}

static int
parse_KEEPALIVE(const struct config_arg *arg, void *field)
{
	struct keepalive new = {0, 0, 0}, *keepalive = field;
	struct config_arg idle = part(arg, 0, "idle time"),
			  interval = part(arg, 1, "interval"),
			  probes = part(arg, 2, "probes");

	if (arg->n == 1 && strcmp(arg->words[0].text, "off") == 0) {
		*keepalive = new;
		return 0;
	}
	if (arg->n != 3)
		return config_complain(arg,
		    "%s; give off, or idle time, "
		    "interval and probes: 60s 10s 3",
		    arg->n < 3 ? "a value is missing" : "too many values");
	if (seconds(&idle, &new.idle_ms) == -1 ||
	    seconds(&interval, &new.interval_ms) == -1 ||
	    config_number(&probes, 1, 127, &new.probes) == -1)
		return -1;
	*keepalive = new;
	return 0;
}

static bool
print_KEEPALIVE(const void *field, uint32_t i, FILE *out)
{
	const struct keepalive *keepalive = field;
	char idle[PARSE_WORD_MAX], interval[PARSE_WORD_MAX];

	if (i > 0)
		return false;
	if (keepalive->idle_ms == 0)
		fputs("off", out);
	else
		fprintf(out, "%s %s %llu",
		    parse_print_duration((uint64_t)keepalive->idle_ms, idle),
		    parse_print_duration(
			(uint64_t)keepalive->interval_ms, interval),
		    (unsigned long long)keepalive->probes);
	return true;
}

const struct config_type config_type_KEEPALIVE = {
    .name = "keepalive",
    .parse = parse_KEEPALIVE,
    .print = print_KEEPALIVE,
    .range_text = "off|1s to 32767s, 1s to 32767s, 1 to 127",
};

static int
script_bytes(const struct config_arg *arg, uint32_t i, const char *what)
{
	struct config_arg bytes = part(arg, i, what);

	if (arg->words[i].n == 0)
		return config_complain(
		    &bytes, "no bytes; give 1 to %d of them", SCRIPT_MAX);
	if (arg->words[i].n > SCRIPT_MAX)
		return config_complain(&bytes,
		    "%zu bytes are too many; give 1 to %d", arg->words[i].n,
		    SCRIPT_MAX);
	return 0;
}

static void
wipe_SCRIPT(void *field)
{
	struct script *script = field;

	free(script->send);
	free(script->expect);
	*script = (struct script){NULL, NULL, 0, 0};
}

static int
parse_SCRIPT(const struct config_arg *arg, void *field)
{
	struct script *script = field;
	const struct lex_word *words = arg->words;

	if (arg->n != 4 || strcmp(words[0].text, "send") != 0 ||
	    strcmp(words[2].text, "expect") != 0)
		return config_complain(
		    arg, "not a script; give send \"BYTES\" expect \"BYTES\"");
	if (script_bytes(arg, 1, "send") == -1 ||
	    script_bytes(arg, 3, "expect") == -1)
		return -1;
	wipe_SCRIPT(script);
	script->n_send = words[1].n;
	script->n_expect = words[3].n;
	script->send = (uint8_t *)mem_copy(words[1].text, words[1].n);
	script->expect = (uint8_t *)mem_copy(words[3].text, words[3].n);
	return 0;
}

static bool
print_SCRIPT(const void *field, uint32_t i, FILE *out)
{
	const struct script *script = field;

	if (i > 0 || script->n_send == 0)
		return false;
	fputs("send ", out);
	lex_print(out, (const char *)script->send, script->n_send);
	fputs(" expect ", out);
	lex_print(out, (const char *)script->expect, script->n_expect);
	return true;
}

const struct config_type config_type_SCRIPT = {
    .name = "script",
    .parse = parse_SCRIPT,
    .print = print_SCRIPT,
    .wipe = wipe_SCRIPT,
    .range_text = "1 to 4096 bytes each",
};

/* Words that may follow an address; read NULL: a flag. */
struct option {
	const char *name;
	int (*read)(const struct config_arg *arg, void *value);
	void *value;
	bool seen;
};

static struct option *
find_option(struct option *options, const char *name)
{
	for (; options->name != NULL; options++)
		if (strcmp(options->name, name) == 0)
			return options;
	return NULL;
}

/* right: the line's form, for messages. */
static int
read_options(
    const struct config_arg *arg, struct option *options, const char *right)
{
	char shown[REPORT_TEXT_MAX];

	for (uint32_t i = 1; i < arg->n; i++) {
		const struct lex_word *word = &arg->words[i];
		struct option *option = find_option(options, word->text);
		struct config_arg value;

		if (option == NULL || has_nul(word))
			return config_complain(arg,
			    "\"%s\" is not known here; give %s",
			    report_text(word->text, word->n, shown), right);
		if (option->seen)
			return config_complain(
			    arg, "%s is given twice", option->name);
		option->seen = true;
		if (option->read == NULL) {
			*(bool *)option->value = true;
			continue;
		}
		value = part(arg, ++i, option->name);
		if (option->read(&value, option->value) == -1)
			return -1;
	}
	return 0;
}

static int
read_addr(const struct config_arg *arg, enum addr_use use, const char *right,
    struct addr *addr)
{
	const struct lex_word *word = arg->words;
	char shown[REPORT_TEXT_MAX];
	const char *why;

	if (arg->n == 0)
		return config_complain(
		    arg, "the address is missing; give %s", right);
	why = has_nul(word) ? "a NUL byte in the address"
			    : addr_parse(word->text, use, addr);
	if (why != NULL)
		return config_complain(arg, "\"%s\": %s",
		    report_text(word->text, word->n, shown), why);
	return 0;
}

#define ADDRESS_RIGHT "ADDRESS:PORT or unix:/PATH [mode M] [owner U] [group G]"

static int
read_mode(const struct config_arg *arg, void *value)
{
	return config_mode(arg, 0777, value);
}

static int
read_account(const struct config_arg *arg, void *value)
{
	return config_account(arg, value);
}

static bool
is_path(const struct addr *addr)
{
	return addr_is_unix(addr) && addr->un.sun_path[0] != '\0';
}

static int
read_address(const struct config_arg *arg, struct config_address *address)
{
	struct option options[] = {
	    {"mode", read_mode, &address->mode, false},
	    {"owner", read_account, &address->user, false},
	    {"group", read_account, &address->group, false},
	    {NULL, NULL, NULL, false},
	};

	if (read_addr(arg, ADDR_LISTEN, ADDRESS_RIGHT, &address->addr) == -1 ||
	    read_options(arg, options, ADDRESS_RIGHT) == -1)
		return -1;
	for (struct option *o = options; o->name != NULL; o++)
		if (o->seen && !is_path(&address->addr))
			return config_complain(arg,
			    "%s is of a socket that is a file: unix:/PATH",
			    o->name);
	return 0;
}

static int
parse_ADDRESSES(const struct config_arg *arg, void *field)
{
	struct config_addresses *list = field;
	struct config_address new = {.mode = 0666, .line = arg->place.line};

	if (read_address(arg, &new) == -1) {
		free(new.user);
		free(new.group);
		return -1;
	}
	list->v = mem_room(list->v, list->n, sizeof *list->v);
	list->v[list->n++] = new;
	return 0;
}

static bool
print_ADDRESSES(const void *field, uint32_t i, FILE *out)
{
	const struct config_addresses *list = field;
	char text[ADDR_TEXT_MAX];

	if (i >= list->n)
		return false;
	addr_print(&list->v[i].addr, text);
	lex_print(out, text, strlen(text));
	if (is_path(&list->v[i].addr))
		fprintf(out, " mode %04o", list->v[i].mode);
	if (list->v[i].user != NULL)
		fprintf(out, " owner %s", list->v[i].user);
	if (list->v[i].group != NULL)
		fprintf(out, " group %s", list->v[i].group);
	return true;
}

static void
wipe_ADDRESSES(void *field)
{
	struct config_addresses *list = field;

	for (uint32_t i = 0; i < list->n; i++) {
		free(list->v[i].user);
		free(list->v[i].group);
	}
	free(list->v);
	*list = (struct config_addresses){NULL, 0};
}

const struct config_type config_type_ADDRESSES = {
    .name = "address",
    .repeatable = true,
    .parse = parse_ADDRESSES,
    .print = print_ADDRESSES,
    .wipe = wipe_ADDRESSES,
    .range_text = ADDRESS_RIGHT,
};

#define SERVER_RIGHT "ADDRESS [weight N] [max-connections N] [backup] [down]"

static int
read_weight(const struct config_arg *arg, void *value)
{
	return config_number(arg, 1, 256, value);
}

static int
read_limit(const struct config_arg *arg, void *value)
{
	return config_number(arg, 0, 1048576, value);
}

static int
parse_SERVERS(const struct config_arg *arg, void *field)
{
	struct config_servers *list = field;
	struct config_server new = {.weight = 1, .line = arg->place.line};
	struct option options[] = {
	    {"weight", read_weight, &new.weight, false},
	    {"max-connections", read_limit, &new.max_connections, false},
	    {"backup", NULL, &new.backup, false},
	    {"down", NULL, &new.down, false},
	    {NULL, NULL, NULL, false},
	};
	char text[ADDR_TEXT_MAX];
	const char *word;

	if (read_addr(arg, ADDR_SERVER, SERVER_RIGHT, &new.addr) == -1 ||
	    read_options(arg, options, SERVER_RIGHT) == -1)
		return -1;
	word =
	    new.addr.len > 0 ? addr_print(&new.addr, text) : arg->words[0].text;
	new.text = mem_copy(word, strlen(word));
	list->v = mem_room(list->v, list->n, sizeof *list->v);
	list->v[list->n++] = new;
	return 0;
}

static bool
print_SERVERS(const void *field, uint32_t i, FILE *out)
{
	const struct config_servers *list = field;
	const struct config_server *server;

	if (i >= list->n)
		return false;
	server = &list->v[i];
	lex_print(out, server->text, strlen(server->text));
	fprintf(out, " weight %llu max-connections %llu%s%s",
	    (unsigned long long)server->weight,
	    (unsigned long long)server->max_connections,
	    server->backup ? " backup" : "", server->down ? " down" : "");
	return true;
}

static void
wipe_SERVERS(void *field)
{
	struct config_servers *list = field;

	for (uint32_t i = 0; i < list->n; i++)
		free(list->v[i].text);
	free(list->v);
	*list = (struct config_servers){NULL, 0};
}

const struct config_type config_type_SERVERS = {
    .name = "server",
    .repeatable = true,
    .parse = parse_SERVERS,
    .print = print_SERVERS,
    .wipe = wipe_SERVERS,
    .range_text = SERVER_RIGHT,
};

/* An address without a port, which the kernel chooses. */
static int
parse_SOURCE(const struct config_arg *arg, void *field)
{
	static const char right[] = "an IPv4 address or an [IPv6] one, "
				    "without a port";
	const char *word = config_word(arg, right);
	char with_port[ADDR_TEXT_MAX], shown[REPORT_TEXT_MAX];
	struct addr addr;

	if (word == NULL)
		return -1;
	snprintf(with_port, sizeof with_port, "%.200s:0", word);
	if (strncmp(word, "unix:", 5) == 0 || strcmp(word, "*") == 0 ||
	    addr_parse(with_port, ADDR_LISTEN, &addr) != NULL)
		return config_complain(arg,
		    "\"%s\" is no address to dial from; give %s",
		    report_text(word, strlen(word), shown), right);
	*(struct addr *)field = addr;
	return 0;
}

static bool
print_SOURCE(const void *field, uint32_t i, FILE *out)
{
	const struct addr *addr = field;
	char text[ADDR_TEXT_MAX];

	if (i > 0 || addr->len == 0)
		return false;
	addr_print(addr, text);
	*strrchr(text, ':') = '\0';
	fputs(text, out);
	return true;
}

const struct config_type config_type_SOURCE = {
    .name = "address",
    .parse = parse_SOURCE,
    .print = print_SOURCE,
    .range_text = "IPV4|[IPV6]",
};
