/*
 * Goal: a worker whose instance's directory was removed or replaced does not
 * begin, for it would look for its successor in the wrong one.
 */
#include <errno.h>
#include <fcntl.h>

#include "synth.h"

static char path[128];

/* The errno of a worker's begin; 0: it began. */
static int
begin(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(segment_keep(synth, 0) == NULL ? errno : 0);
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int
main(void)
{
	char kept[140];

	plan(4);
	synth_open(1);
	snprintf(path, sizeof(path), "/dev/shm/relayd.%s", synth_name);
	snprintf(kept, sizeof(kept), "%s-kept", path);
	is_int(begin(), 0, "as it is, a worker begins");
	rename(path, kept);
	is_int(begin(), ENOENT, "removed");
	close(open(path, O_CREAT | O_WRONLY, 0600));
	is_int(begin(), ESTALE, "replaced");
	rename(kept, path);
	is_int(begin(), 0, "as it was");
	return done();
}
