/*
 * Goal: whatever bytes are in a message, it stays one line that no terminal
 * obeys, and what is too long is cut.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "log.h"
#include "tap.h"

static int ends[2];

static const char *
logged(void)
{
	static char text[4096];
	ssize_t n = read(ends[0], text, sizeof(text) - 1);

	text[n > 0 ? n : 0] = '\0';
	return text;
}

int
main(void)
{
	char all[256], huge[3000];
	const char *line;
	int bad = 0;

	plan(8);
	if (pipe2(ends, O_NONBLOCK | O_CLOEXEC) == -1)
		return 1;
	log_adopt(ends[1]);
	log_info("name \"a\nrelayd: forged\033[2J\177\"");
	is_str(logged(), "relayd: name \"a?relayd: forged?[2J?\"\n",
	    "no second line, no escape");
	for (int i = 1; i < 256; i++)
		all[i - 1] = (char)i;
	all[255] = '\0';
	log_info("%s", all);
	line = logged();
	for (const char *p = line; p[1] != '\0'; p++)
		bad += (unsigned char)*p < 0x20 || *p == 0x7f;
	is_int(bad, 0, "none of all bytes controls anything");
	ok(strstr(line, " !\"#$%&'") != NULL, "printable ones stay");
	ok(strstr(line, "\xc3\xc4") != NULL, "and those of UTF-8");
	memset(huge, 'x', sizeof(huge) - 1);
	huge[sizeof(huge) - 1] = '\0';
	log_info("%s", huge);
	line = logged();
	ok(strlen(line) <= 1024, "a long message is cut");
	is_str(line + strlen(line) - 3, "xx\n", "and still ends its line");
	log_set_name("worker 3");
	errno = ECONNREFUSED;
	log_info("dial: %m");
	is_str(logged(), "relayd: worker 3: dial: Connection refused\n",
	    "the name comes first, errno's text last");
	is_int(errno, ECONNREFUSED, "errno stays as it was");
	return done();
}
