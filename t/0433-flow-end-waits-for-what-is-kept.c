/*
 * Goal: when the source has ended and is read to its end, but the sink has not
 * taken all, the flow has not ended: the end comes after the last byte.
 */
#include "unit_flow.h"

#define ALL 16000 /* one read, and more than the sink takes at once */

static struct pipe_ pipe_;
static struct flow_run run;

int
main(void)
{
	enum flow_result result;

	plan(8);
	peer_listen();
	buffers_init(&flow_memory.buffers, 8, 8);
	flow_open(&pipe_);
	flow_write(&pipe_, ALL);
	shutdown(pipe_.writer, SHUT_WR);
	peer_wait(pipe_.from.watch.fd, POLLRDHUP);
	is_int(flow_go(&pipe_, &run), FLOW_WAIT, "it waits for the sink");
	is_int(pipe_.received, ALL, "with all read");
	ok(pipe_.from.at_eof, "to the end");
	ok(pipe_.flow.kept != NULL, "and some of it kept");
	is_int(flow_go(&pipe_, &run), FLOW_WAIT, "it has not ended");
	do {
		flow_read(&pipe_);
		result = flow_go(&pipe_, &run);
	} while (result == FLOW_WAIT);
	is_int(result, FLOW_ENDED, "then it has");
	while (pipe_.out < ALL && peer_wait(pipe_.reader, POLLIN))
		flow_read(&pipe_);
	is_int(pipe_.out, ALL, "after every byte");
	ok(!pipe_.damaged, "in order");
	return done();
}
