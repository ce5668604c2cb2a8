/*
 * Whatever else bears an instance's name is refused, and left as it was.
 */
#include <fcntl.h>
#include <sys/stat.h>

#include "synth.h"

static char path[128], page[140], other[140];

static const char *
take(void)
{
	struct segment_plan plan = synth_plan(2);
	const char *why = "taken";
	struct segment *segment = segment_take(synth_name, &why);

	if (segment != NULL && segment_build(segment, &plan, &why) == 0)
		why = "taken";
	if (segment != NULL)
		segment_remove(&segment);
	/* the path is the test's own, the sentence is what counts */
	return strstr(why, path) == NULL ? why : why + strlen(path);
}

static bool
says(const char *sentence)
{
	const char *why = take();

	if (strstr(why, sentence) == NULL)
		printf("# %s\n", why);
	return strstr(why, sentence) != NULL;
}

static void
make_file(const char *at)
{
	close(open(at, O_CREAT | O_WRONLY, 0600));
}

int
main(void)
{
	struct stat st;

	plan(9);
	snprintf(synth_name, sizeof(synth_name), "t%d", getpid());
	snprintf(path, sizeof(path), "/dev/shm/relayd.%s", synth_name);
	snprintf(page, sizeof(page), "%s.1", path);
	snprintf(other, sizeof(other), "%s-other", path);
	make_file(other);

	ok(symlink(other, path) == 0 && says("is a symbolic link"),
	    "a symbolic link");
	unlink(path);
	ok(mkfifo(path, 0600) == 0 && says("is not a regular file"), "a fifo");
	unlink(path);
	ok(mkdir(path, 0700) == 0 && says("is not a regular file"),
	    "a directory");
	rmdir(path);
	ok(link(other, path) == 0 && says("more than one hard link"),
	    "a hard link");
	unlink(path);
	ok(stat(other, &st) == 0 && st.st_size == 0, "nothing was written");

	make_file(path);
	if (chown(path, 65534, 65534) == 0)
		ok(says("belongs to another user"), "another user's file");
	else
		ok(true, "another user's file # SKIP needs root");
	unlink(path);
	ok(symlink(other, page) == 0 && says("is a symbolic link"),
	    "a page object that is a symbolic link");
	unlink(page);
	ok(access(path, F_OK) == -1, "no directory is left of the attempt");
	is_str(take(), "taken", "with nothing in the way it is taken");
	unlink(other);
	return done();
}
