/*
 * A second supervisor is told who runs; closing nothing keeps the lock.
 */
#include "synth.h"

#include "claim.h"

/* What another process is told when it takes the name. */
static const char *
told(void)
{
	return synth_run("exec 2>&1; \"$SELF\" take", &(int){0});
}

static int
take(void)
{
	const char *why;
	struct segment *segment = segment_take(getenv("NAME"), &why);

	printf("%s", segment != NULL ? "taken" : why);
	if (segment != NULL)
		segment_remove(&segment);
	return 0;
}

int
main(int argc, char **argv)
{
	char want[64];
	const char *why;

	setenv("SELF", argv[0], 1);
	if (argc == 2 && strcmp(argv[1], "find") == 0)
		return printf("%d", segment_find(getenv("NAME"))) < 0;
	if (argc == 2)
		return take();
	plan(9);
	synth_open(2);
	snprintf(want, sizeof(want), "already running as pid %d", getpid());
	is_str(told(), want, "the second is told the first's pid");
	is_str(told(), want, "and again");
	snprintf(want, sizeof(want), "%d", getpid());
	is_str(synth_run("\"$SELF\" find", &(int){0}), want, "it is found");
	ok(segment_take("", &why) == NULL, "an empty name is refused");
	ok(segment_take("a/b", &why) == NULL, "so is one with a slash");
	ok(segment_take("a.0", &why) == NULL, "and one with a dot");
	is_str(why, "a name is letters, digits, '-' and '_', at most 63",
	    "it is said what a name may be");
	segment_remove(&synth);
	is_str(synth_run("\"$SELF\" find", &(int){0}), "0", "it is gone");
	is_str(told(), "taken", "and the name is free");
	return done();
}
