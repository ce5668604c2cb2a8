/*
 * synth - a made-up instance: a segment, and pages filled by the test itself
 *
 * Its name holds the pid, so tests run side by side; it is removed at exit.
 */
#ifndef RELAY_SYNTH_H
#define RELAY_SYNTH_H

#include <unistd.h>

#include "segment.h"
#include "synth_run.h"

#define SYNTH_NAMES                                                            \
	"listener\tweb\tcache\t127.0.0.1:80,[::1]:80\n"                        \
	"listener\tadmin\tbulk\tunix:/run/a.sock\n"                            \
	"upstream\tcache\tprotocol=line\tpool=reuse\tstateless=yes\n"          \
	"upstream\tbulk\tprotocol=raw\tpool=preconnect\n"                      \
	"server\t10.0.0.1:1\tcache\n"                                          \
	"server\t10.0.0.2:1\tcache\n"                                          \
	"server\tunix:/run/b.sock\tbulk\n"

static struct segment *synth;
static pid_t synth_pid;

TAP_UNUSED static struct segment_plan
synth_plan(uint32_t n_slots)
{
	return (struct segment_plan){.shape = {2, 2, 3},
	    .n_slots = n_slots,
	    .generation = 1,
	    .version = "1.2.3",
	    .names = SYNTH_NAMES,
	    .mode = 0640,
	    .gid = (gid_t)-1};
}

TAP_UNUSED static void
synth_end(void)
{
	if (synth != NULL && synth_pid == getpid())
		segment_remove(&synth);
}

/* Take and build the instance "tPID" with so many slots, or end the test. */
TAP_UNUSED static void
synth_open(uint32_t n_slots)
{
	struct segment_plan plan = synth_plan(n_slots);
	const char *why;

	synth_pid = getpid();
	snprintf(synth_name, sizeof(synth_name), "t%d", (int)synth_pid);
	synth = segment_take(synth_name, &why);
	atexit(synth_end);
	if (synth == NULL || segment_build(synth, &plan, &why) == -1) {
		printf("Bail out! %s\n", why);
		exit(1);
	}
	for (uint32_t i = 0; i < n_slots; i++)
		segment_slot(synth, i, getpid(), WORKER_RUNNING);
	segment_ready(synth);
}

TAP_UNUSED static struct stats_listener *
synth_listener(uint32_t slot, uint32_t i)
{
	return stats_listener(segment_page(synth, slot), i);
}

TAP_UNUSED static struct stats_upstream *
synth_upstream(uint32_t slot, uint32_t i)
{
	return stats_upstream(segment_page(synth, slot), i);
}

/* Some numbers, the same in every slot. */
TAP_UNUSED static void
synth_fill(uint32_t n_slots)
{
	for (uint32_t i = 0; i < n_slots; i++) {
		struct stats_listener *l = synth_listener(i, 0);
		struct stats_upstream *u = synth_upstream(i, 0);

		l->accepted[0] = 100;
		l->closed[REASON_client_eof] = 90;
		l->sessions[0] = 10;
		l->client_received[0] = 123456;
		u->borrows[SOURCE_REUSED] = 90;
		u->borrows[SOURCE_FRESH] = 10;
		u->fresh_dials[DIAL_OK] = 10;
		u->timeouts[TIMEOUT_CONNECT] = 3;
		u->oldest_wait[0] = 1500;
		for (int64_t us = 1; us < 100000000; us *= 3)
			stats_hist_add(u->dial_time, us);
	}
}

#endif /* RELAY_SYNTH_H */
