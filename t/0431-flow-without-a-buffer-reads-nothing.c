/*
 * Goal: while all buffers are held, a flow takes nothing from its source and
 * says so; with one free again it goes on, and not a byte is missing.
 */
#include "unit_flow.h"

#define SMALL 5000

static struct pipe_ stuck[2], third;
static struct flow_run run;

static void
stall(struct pipe_ *pipe)
{
	flow_open(pipe);
	for (int i = 0; i < 1000 && pipe->flow.kept == NULL; i++) {
		flow_write(pipe, SIZE_MAX);
		flow_go(pipe, &run);
	}
}

int
main(void)
{
	plan(11);
	peer_listen();
	buffers_init(&flow_memory.buffers, 8, 2);
	stall(&stuck[0]);
	ok(flow_memory.scratch != NULL, "one held, one free");
	stall(&stuck[1]);
	ok(flow_memory.scratch == NULL, "both are held");
	flow_open(&third);
	flow_write(&third, SMALL);
	peer_wait(third.from.watch.fd, POLLIN);
	is_int(flow_go(&third, &run), FLOW_NO_BUFFER, "a third finds none");
	is_int(third.received, 0, "and takes nothing");
	ok(third.from.readable, "but remembers that there is something");
	ok(buffers_stalest(&flow_memory.buffers, &third) == &stuck[0],
	    "it is known who could give way");
	flow_drop(&stuck[0].flow, &flow_memory);
	ok(stuck[0].flow.kept == NULL, "who does");
	is_int(flow_go(&third, &run), FLOW_WAIT, "the third goes on");
	is_int(third.written, SMALL, "with all its bytes");
	peer_wait(third.reader, POLLIN);
	flow_read(&third);
	is_int(third.out, SMALL, "which arrive");
	ok(!third.damaged, "as they were");
	return done();
}
