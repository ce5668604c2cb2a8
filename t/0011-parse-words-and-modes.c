/*
 * Goal: a boolean is one of six words, a file mode is octal; both whole.
 */
#include <errno.h>

#include "parse.h"
#include "tap.h"

static void
check_bool(const char *word, int want)
{
	bool value = false;
	int status = parse_bool(word, &value);

	is_int(status == -1 ? -1 : value, want, "boolean \"%s\"", word);
}

static void
check_mode(const char *word, int want, int code)
{
	uint32_t mode = 0;
	int status = parse_mode(word, &mode);

	is_int(status == -1 ? errno : 0, code, "mode \"%s\"", word);
	if (code == 0)
		is_int(mode, want, "is that one");
}

int
main(void)
{
	plan(0);
	check_bool("yes", 1);
	check_bool("on", 1);
	check_bool("true", 1);
	check_bool("no", 0);
	check_bool("off", 0);
	check_bool("false", 0);
	check_bool("", -1);
	check_bool("Yes", -1);
	check_bool("1", -1);
	check_bool("yes ", -1);
	check_mode("0", 0, 0);
	check_mode("640", 0640, 0);
	check_mode("0640", 0640, 0);
	check_mode("07777", 07777, 0);
	check_mode("10000", 0, ERANGE);
	check_mode("777777777777777777777777", 0, ERANGE);
	check_mode("", 0, EINVAL);
	check_mode("0690", 0, EINVAL);
	check_mode("rw", 0, EINVAL);
	return done();
}
