/*
 * Goal: the file names of directories and pages are read back as they were
 * made, and no other file of shared memory is taken for one.
 */
#include "directory.h"
#include "segment.h"
#include "tap.h"

static const char *const strange[] = {"", "relayd", "relayd.", "relayd..0",
    "relayd.a.", "relayd.a.x", "relayd.a.-1", "relayd.a.01", "relayd.a.1.2",
    "relayd.a.+1", "relayd.a b", "relayd.a.99999999999", "xrelayd.a", "PULSE"};

static void
check(const char *name, int slot)
{
	char path[DIRECTORY_PATH_MAX], got[DIRECTORY_NAME_MAX + 1] = "";
	int got_slot = -2;
	const char *file = directory_path(path, name, slot) + 1;

	ok(directory_parse(file, got, &got_slot) && strcmp(got, name) == 0 &&
		got_slot == slot,
	    "%s", file);
}

int
main(void)
{
	char name[DIRECTORY_NAME_MAX + 1], file[DIRECTORY_PATH_MAX];
	int slot;

	plan(0);
	memset(name, 'n', sizeof(name));
	name[DIRECTORY_NAME_MAX] = '\0';
	check("a", -1);
	check("a", 0);
	check("With-All_Signs9", 1023);
	check(name, 7);
	snprintf(file, sizeof(file), "relayd.%sn", name);
	ok(!directory_parse(file, name, &slot), "a name that is too long");
	for (size_t i = 0; i < sizeof(strange) / sizeof(strange[0]); i++)
		ok(!directory_parse(strange[i], name, &slot), "not \"%s\"",
		    strange[i]);
	is_int(segment_find("a/b"), 0, "no instance has a name that none may");
	is_int(segment_find("t0228-no-such"), 0, "or that none has");
	return done();
}
