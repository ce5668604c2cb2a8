/*
 * More than stats-memory is refused with both figures; nothing is left.
 */
#include "synth.h"

int
main(void)
{
	struct segment_plan want_plan = synth_plan(4);
	uint64_t size = segment_size(&want_plan);
	struct segment *segment;
	const char *why = NULL;
	char want[128];
	int status;

	plan(7);
	want_plan.budget = size - 1;
	snprintf(synth_name, sizeof(synth_name), "t%d", getpid());
	segment = segment_take(synth_name, &why);
	is_int(segment_build(segment, &want_plan, &why), -1, "a byte too much");
	snprintf(want, sizeof(want),
	    "shared memory: %ju KiB are needed, stats-memory allows %ju KiB",
	    (uintmax_t)size / 1024, (uintmax_t)(size - 1) / 1024);
	is_str(why, want, "both figures are told");
	is_str(synth_run("ls /dev/shm | grep -F relayd.$NAME", &status), "",
	    "nothing is left in shared memory");
	segment_remove(&segment);

	want_plan.budget = size;
	segment = segment_take(synth_name, &why);
	is_int(segment_build(segment, &want_plan, &why), 0, "exactly enough");
	snprintf(want, sizeof(want), "%ju", (uintmax_t)size);
	setenv("SIZE", want, 1);
	synth_run("test $(du -B1 -c /dev/shm/relayd.$NAME* | tail -1 | "
		  "cut -f1) -eq $SIZE",
	    &status);
	is_int(status, 0, "the size that was computed is what is taken");
	segment_remove(&segment);
	is_str(synth_run("ls /dev/shm | grep -F relayd.$NAME", &status), "",
	    "the end leaves nothing either");
	ok(segment == NULL, "and the pointer is gone");
	return done();
}
