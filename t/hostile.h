/*
 * hostile - an instance's directory as bytes that a test may ruin
 *
 * The instance is synth's, copied and dead: each attempt writes the bytes to
 * its name, reads it as relaystat would, and renders everything to nowhere.
 */
#ifndef RELAY_HOSTILE_H
#define RELAY_HOSTILE_H

#include <fcntl.h>

#include "snapshot.h"
#include "synth.h"
#include "view_json.h"
#include "view_prom.h"
#include "view_show.h"
#include "view_table.h"

static unsigned char *hostile_good, *hostile_bytes;
static size_t hostile_size;
static char hostile_name[80], hostile_path[160];
static unsigned hostile_statuses[8]; /* how often each came */

TAP_UNUSED static void
hostile_end(void)
{
	if (synth_pid == getpid())
		unlink(hostile_path);
}

/* Make the instance, and keep what its directory is. */
TAP_UNUSED static void
hostile_open(void)
{
	char path[128];
	int fd;

	synth_open(2);
	snprintf(path, sizeof(path), "/dev/shm/relayd.%s", synth_name);
	snprintf(hostile_name, sizeof(hostile_name), "%s-h", synth_name);
	snprintf(hostile_path, sizeof(hostile_path), "%s-h", path);
	atexit(hostile_end);
	hostile_good = malloc(1 << 20);
	hostile_bytes = malloc(1 << 20);
	fd = open(path, O_RDONLY);
	hostile_size = (size_t)read(fd, hostile_good, 1 << 20);
	memcpy(hostile_bytes, hostile_good, hostile_size);
	close(fd);
}

static void
hostile_prometheus(const struct view *view)
{
	view_prom(view, VIEW_PROMETHEUS);
	view_prom(view, VIEW_OPENMETRICS);
}

/* Three of the renderings, other ones each time. */
TAP_UNUSED static void
hostile_render(const struct snapshot *snapshot)
{
	static void (*const verbs[])(const struct view *) = {view_overview,
	    view_workers, view_pools, view_listeners, view_show, view_json,
	    hostile_prometheus};
	static unsigned turn;
	struct view view = {.snapshot = snapshot, .zeros = true};

	view.out = fopen("/dev/null", "w");
	for (int i = 0; i < 3; i++, turn++) {
		view.by_worker = turn % 2 == 1;
		verbs[turn % (sizeof(verbs) / sizeof(verbs[0]))](&view);
	}
	fclose(view.out);
}

/* Read the first n bytes of hostile_bytes as a directory. */
TAP_UNUSED static enum snapshot_status
hostile_read(size_t n)
{
	int fd = open(hostile_path, O_CREAT | O_TRUNC | O_WRONLY, 0600);
	struct snapshot *snapshot;
	enum snapshot_status status;
	const char *why;

	if (write(fd, hostile_bytes, n) != (ssize_t)n)
		exit(1);
	close(fd);
	status = snapshot_open(hostile_name, &snapshot, &why);
	hostile_statuses[status]++;
	if (snapshot != NULL)
		hostile_render(snapshot);
	snapshot_close(&snapshot);
	return status;
}

#endif /* RELAY_HOSTILE_H */
