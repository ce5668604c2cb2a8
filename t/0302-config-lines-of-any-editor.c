/*
 * Goal: CRLF, a byte order mark, blanks, comments and a missing last line end
 * change nothing.
 */
#include "config_text.h"

static void
same(const char *text, const char *how)
{
	struct config *config = config_of(text);

	ok(config != NULL, "read: %s%s", how, config_said);
	if (config == NULL)
		return;
	is_str(config->global.name, "x", "with its name");
	is_int(config->listeners[0].addresses.n, 1, "and its address");
	is_str(config_said, "", "and no message");
	config_close(&config);
}

int
main(void)
{
	plan(0);
	same("name x\n" CONFIG_HEAD CONFIG_TAIL, "plainly");
	same("\xef\xbb\xbfname x\n" CONFIG_HEAD CONFIG_TAIL,
	    "a byte order mark");
	same("name x\r\nupstream u {\r\nserver 127.0.0.1:1\r\n}\r\n"
	     "listener l {\r\naddress 127.0.0.1:0\r\nupstream u\r\n}\r\n",
	    "CRLF");
	same(CONFIG_HEAD CONFIG_TAIL "name x", "no line end at the end");
	same(CONFIG_HEAD CONFIG_TAIL "name x\r", "half a line end");
	same("\n \t \n\tname\t \tx  \t# \"comment {\n#}\n" CONFIG_HEAD
	     "# }\n" CONFIG_TAIL "# end",
	    "blanks and comments");
	return done();
}
