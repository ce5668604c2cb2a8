/*
 * Goal: a place that warns too often is silent for the rest of the second and
 * then says how often; other places and lower levels are not held back.
 */
#include <fcntl.h>
#include <unistd.h>

#include "log.h"
#include "unit_clock.h"

static int ends[2];

/* What was logged since the last look. */
static const char *
logged(void)
{
	static char text[4096];
	ssize_t n = read(ends[0], text, sizeof(text) - 1);

	text[n > 0 ? n : 0] = '\0';
	return text;
}

static int
lines(const char *text)
{
	int n = 0;

	for (; *text != '\0'; text++)
		n += *text == '\n';
	return n;
}

static void
warn(int times)
{
	for (int i = 0; i < times; i++)
		log_warn("upstream u: dial %d", i);
}

int
main(void)
{
	plan(9);
	if (pipe2(ends, O_NONBLOCK | O_CLOEXEC) == -1)
		return 1;
	log_adopt(ends[1]);
	warn(LOG_BURST + 7);
	is_int(lines(logged()), LOG_BURST, "as many as the burst are written");
	log_warn("another place");
	is_str(logged(), "relayd: another place\n", "another place may speak");
	for (int i = 0; i < 2 * LOG_BURST; i++)
		log_info("told");
	is_int(lines(logged()), 2 * LOG_BURST, "information is not counted");
	unit_pass_ms(1000);
	warn(1);
	is_str(logged(),
	    "relayd: suppressed 7 messages like the next one\n"
	    "relayd: upstream u: dial 0\n",
	    "a second later it says how many it held back");
	warn(LOG_BURST);
	is_int(lines(logged()), LOG_BURST - 1, "the new second has its own");
	unit_pass_ms(1000);
	warn(1);
	ok(strstr(logged(), "suppressed 1 ") != NULL, "and its own count");
	unit_pass_ms(1000);
	warn(1);
	is_str(logged(), "relayd: upstream u: dial 0\n",
	    "nothing is said where nothing was held back");
	log_set_level(LOG_LEVEL_ERROR);
	warn(LOG_BURST + 1);
	is_str(logged(), "", "below the level nothing is written");
	log_set_level(LOG_LEVEL_INFO);
	unit_pass_ms(1000);
	warn(1);
	is_str(logged(), "relayd: upstream u: dial 0\n", "nor counted");
	return done();
}
