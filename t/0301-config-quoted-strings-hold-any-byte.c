/*
 * Goal: a quoted string takes the escapes, ${env:NAME} and ${file:PATH}; what
 * is substituted is not looked at again; '$' alone is a character.
 */
#include "config_text.h"

static void
sends(const char *quoted, const char *want, size_t n)
{
	char text[1024];
	struct config *config;

	snprintf(text, sizeof text,
	    CONFIG_HEAD "protocol line\npool reuse\n"
			"reset send %s expect x\n" CONFIG_TAIL,
	    quoted);
	config = config_of(text);
	ok(config != NULL, "%s is read: %s", quoted, config_said);
	if (config == NULL)
		return;
	is_int(config->upstreams[0].reset.n_send, n, "as %zu bytes", n);
	ok(config->upstreams[0].reset.n_send == n &&
		memcmp(config->upstreams[0].reset.send, want, n) == 0,
	    "these");
	config_close(&config);
}

int
main(void)
{
	char quoted[128], path[] = "/tmp/config-quoted-XXXXXX";
	int fd = mkstemp(path);

	plan(0);
	sends("plain", "plain", 5);
	sends("a\\b#c$d'", "a\\b#c$d'", 8);
	sends("\" a\tb;{}#\"", " a\tb;{}#", 8);
	sends("\"\\r\\n\\t\\\\\\\"\"", "\r\n\t\\\"", 5);
	sends("\"\\x00\\xfF\\x7e\"", "\0\377~", 3);
	sends("\"$5 $ $\"", "$5 $ $", 6);
	sends("\"\\x24{env:HOME}\"", "${env:HOME}", 11);
	setenv("RELAYD_TEST", "a\"\\x41 ${env:HOME}", 1);
	sends("\"<${env:RELAYD_TEST}>\"", "<a\"\\x41 ${env:HOME}>", 20);
	setenv("RELAYD_TEST", "", 1);
	sends("\"<${env:RELAYD_TEST}>\"", "<>", 2);
	ok(write(fd, "secret\n\0x\r\n", 11) == 11, "a file");
	snprintf(quoted, sizeof quoted, "\"${file:%s}\"", path);
	sends(quoted, "secret\n\0x", 9);
	unlink(path);
	close(fd);
	return done();
}
