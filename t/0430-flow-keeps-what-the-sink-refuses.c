/*
 * Goal: when the sink is full at most one buffer is kept and nothing more is
 * read; when it takes again every byte arrives, in order, and EOF comes last.
 */
#include "unit_flow.h"

#define TOTAL (32 << 20)

static struct pipe_ pipe_;
static struct flow_run run;

/* Fill it until it stands still. */
static void
fill(void)
{
	size_t before;

	do {
		before = pipe_.received;
		flow_write(&pipe_, TOTAL);
		flow_go(&pipe_, &run);
	} while (pipe_.received > before || pipe_.from.readable != true);
}

int
main(void)
{
	enum flow_result result;
	size_t kept;

	plan(13);
	peer_listen();
	buffers_init(&flow_memory.buffers, 8, 8);
	flow_open(&pipe_);
	fill();
	ok(pipe_.flow.kept != NULL, "bytes are kept");
	kept = pipe_.flow.kept->n;
	ok(kept > 0 && kept <= BUFFER_BYTES, "%zu of them", kept);
	is_int(pipe_.received, pipe_.written + kept, "and no others");
	ok(!pipe_.to.writable, "the sink is full");
	is_int(flow_go(&pipe_, &run), FLOW_WAIT, "so it waits");
	is_int(run.n_received, 0, "and reads nothing");
	ok(pipe_.in < TOTAL, "its writer is slowed down");
	do {
		flow_write(&pipe_, TOTAL);
		if (pipe_.in == TOTAL)
			shutdown(pipe_.writer, SHUT_WR);
		flow_read(&pipe_);
		result = flow_go(&pipe_, &run);
	} while (result == FLOW_WAIT || result == FLOW_MORE);
	is_int(result, FLOW_ENDED, "then it ends");
	is_int(pipe_.written, TOTAL, "when all was written");
	ok(pipe_.flow.kept == NULL, "and nothing is kept");
	for (int i = 0; i < 1000 && pipe_.out < TOTAL; i++) {
		peer_wait(pipe_.reader, POLLIN);
		flow_read(&pipe_);
	}
	is_int(pipe_.out, TOTAL, "all have arrived");
	ok(!pipe_.damaged, "in order");
	is_int(flow_go(&pipe_, &run), FLOW_ENDED, "the end stays the end");
	return done();
}
