// SPDX-License-Identifier: BSD-2-Clause
#include "flow.h"

#include <errno.h>

/* Write to the sink as much as it takes.  Returns the bytes, or -1: lost. */
static ssize_t
put(struct flow_run *run, const uint8_t *p, size_t n)
{
	ssize_t sent;

	if (!run->to->writable)
		return 0;
	if (run->on_again != NULL && (run->again || run->n_written > 0))
		run->on_again(run);
	sent = end_write(run->to, p, n);
	if (sent == -1)
		return errno == EAGAIN ? 0 : -1;
	run->n_written += (size_t)sent;
	if (run->proto != NULL && run->up)
		run->proto->sent(run->framing, p, (size_t)sent);
	return sent;
}

/* Write on from the kept buffer.  Returns 0 when it is empty, 1, or -1. */
static int
put_kept(struct flow *flow, struct flow_run *run)
{
	struct buffers *buffers = &run->memory->buffers;
	struct buffer *kept = flow->kept;
	ssize_t sent = put(run, kept->data + kept->start, kept->n);

	if (sent == -1)
		return -1;
	kept->start += (uint32_t)sent;
	kept->n -= (uint32_t)sent;
	if (kept->n == 0) {
		flow_drop(flow, run->memory);
		return 0;
	}
	if (sent > 0)
		buffers_hold(buffers, kept, run->holder);
	return 1;
}

/* The scratch buffer becomes the flow's, with the bytes that are left. */
static void
keep(struct flow *flow, struct flow_run *run, size_t start, size_t n)
{
	struct flow_memory *memory = run->memory;

	flow->kept = memory->scratch;
	flow->kept->start = (uint32_t)start;
	flow->kept->n = (uint32_t)n;
	buffers_hold(&memory->buffers, flow->kept, run->holder);
	memory->scratch = buffers_take(&memory->buffers);
}

/* One read and one write.  FLOW_MORE: another may follow. */
static enum flow_result
move_once(struct flow *flow, struct flow_run *run)
{
	uint8_t *data = run->memory->scratch->data;
	ssize_t got = end_read(run->from, data, BUFFER_BYTES);
	ssize_t sent;

	if (got == -1)
		return errno == EAGAIN ? FLOW_WAIT : FLOW_SOURCE_LOST;
	if (got == 0) {
		flow->eof = true;
		return FLOW_ENDED;
	}
	run->n_received += (size_t)got;
	if (run->proto != NULL && !run->up)
		run->proto->received(run->framing, data, (size_t)got);
	if (run->strict && run->framing->unsolicited)
		return FLOW_UNSOLICITED;
	sent = put(run, data, (size_t)got);
	if (sent == got)
		return FLOW_MORE;
	/* Also what a lost sink did not take: it may be sent on another. */
	keep(flow, run, sent > 0 ? (size_t)sent : 0,
	    (size_t)(got - (sent > 0 ? sent : 0)));
	return sent == -1 ? FLOW_SINK_LOST : FLOW_WAIT;
}

enum flow_result
flow_run(struct flow *flow, struct flow_run *run)
{
	enum flow_result result = FLOW_MORE;

	if (flow->kept != NULL) {
		int left = put_kept(flow, run);

		if (left != 0)
			return left == -1 ? FLOW_SINK_LOST : FLOW_WAIT;
	}
	if (flow->eof)
		return FLOW_ENDED;
	for (int i = 0; i < FLOW_ROUNDS && result == FLOW_MORE; i++) {
		if (!run->from->readable)
			return FLOW_WAIT;
		if (run->memory->scratch == NULL)
			run->memory->scratch =
			    buffers_take(&run->memory->buffers);
		if (run->memory->scratch == NULL)
			return FLOW_NO_BUFFER;
		result = move_once(flow, run);
	}
	return result == FLOW_MORE && !run->from->readable ? FLOW_WAIT : result;
}

void
flow_drop(struct flow *flow, struct flow_memory *memory)
{
	if (flow->kept == NULL)
		return;
	buffers_give(&memory->buffers, flow->kept, memory->now_ms);
	flow->kept = NULL;
}
