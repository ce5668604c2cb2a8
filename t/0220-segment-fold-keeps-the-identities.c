/*
 * A dead worker's open sessions and connections are counted as ended, gauges
 * end, and what it had counted stays in the totals.
 */
#include "synth.h"

#include "snapshot.h"
#include "view.h"

static struct view view;

/* The sum over both slots; label and value as in view_query. */
static int64_t
sum(const char *metric, const char *label, const char *value)
{
	uint64_t n = 0;

	view_ask(&view,
	    &(struct view_query){
		metric, VIEW_EVERY, SNAPSHOT_ALL, label, value},
	    &n);
	return (int64_t)n;
}

/* 10 lent of 25, of which 6 are warm or idle: 4 ended before. */
static void
work(uint32_t slot)
{
	struct stats_listener *l = synth_listener(slot, 1);
	struct stats_upstream *u = synth_upstream(slot, 0);

	l->accepted[0] = 100;
	l->closed[REASON_client_eof] = 88;
	l->sessions[0] = 12;
	u->fresh_dials[DIAL_OK] = 15;
	u->fresh_dials[DIAL_REFUSED] = 5;
	u->preconnect_dials[DIAL_OK] = 10;
	u->borrows[SOURCE_FRESH] = 15;
	u->borrows[SOURCE_WARM] = 3;
	u->returns[0] = 5;
	u->discards[0] = 2;
	u->invalidations[AT_LENT * N_REASONS + REASON_server_eof] = 1;
	u->invalidations[AT_IDLE * N_REASONS + REASON_age] = 1;
	u->connections[CONN_LENT] = 10;
	u->connections[CONN_IDLE] = 6;
	stats_hist_add(u->dial_time, 1000);
}

int
main(void)
{
	static const char lost[] = "relayd_pool_invalidations_total";
	struct snapshot *snapshot;
	const char *why;

	plan(13);
	synth_open(2);
	work(0);
	work(1);
	segment_slot(synth, 1, 0, WORKER_BACKOFF);
	segment_fold(synth, 1);
	/* the lock is ours, which only another process can see: dead here */
	is_int(snapshot_open(synth_name, &snapshot, &why), SNAPSHOT_DEAD,
	    "the instance is read");
	view = (struct view){.snapshot = snapshot};
	is_int(sum("relayd_sessions_accepted_total", NULL, NULL), 200,
	    "what both accepted");
	is_int(sum("relayd_sessions_closed_total", NULL, NULL), 188,
	    "what was closed, the dead one's 12 too");
	is_int(sum("relayd_sessions_closed_total", "reason", "worker_died"), 12,
	    "with the reason");
	is_int(sum("relayd_sessions", NULL, NULL), 12, "12 are open");
	is_int(
	    sum("relayd_pool_connections", NULL, NULL), 16, "16 connections");
	is_int(sum(lost, "reason", "worker_died"), 21,
	    "21 were lost: of 25 "
	    "made 4 had ended");
	is_int(sum(lost, "at", "lent"), 1 + 1 + 10, "10 of them were lent");
	is_int(sum(lost, "at", "idle"), 1 + 1 + 11, "11 were not");
	is_int(sum("relayd_pool_fresh_dials_total", "result", "ok"), 30,
	    "dials are kept");
	is_int(sum("relayd_dial_seconds", NULL, NULL), 2, "and histograms");
	is_int(sum("relayd_workers", "state", "running"), 1, "one runs");
	is_int(sum("relayd_workers", "state", "backoff"), 1, "one waits");
	snapshot_close(&snapshot);
	return done();
}
