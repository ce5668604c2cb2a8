/*
 * Goal: a module sees a request when it was written, not when it was read, and
 * a reply when it was read: each byte once, however slow the sink.
 */
#include "proto_line.h"
#include "unit_flow.h"

#define LINES 20000

static struct pipe_ pipe_;
static struct framing framing;
static struct flow_run run = {
    .proto = &proto_line, .framing = &framing, .up = true};
static char lines[LINES * 100];

/* How many line ends are among the first n bytes. */
static uint64_t
count(size_t n)
{
	return n / 100;
}

int
main(void)
{
	size_t in = 0, out = 0;
	bool wrong = false, late = false;
	char sink[8192];
	ssize_t n;

	plan(6);
	peer_listen();
	memset(lines, 'x', sizeof(lines));
	for (size_t i = 99; i < sizeof(lines); i += 100)
		lines[i] = '\n';
	buffers_init(&flow_memory.buffers, 8, 8);
	flow_open(&pipe_);
	while (out < sizeof(lines)) {
		n = send(pipe_.writer, lines + in, sizeof(lines) - in, 0);
		in += n > 0 ? (size_t)n : 0;
		flow_go(&pipe_, &run);
		wrong |= framing.owed != count(pipe_.written);
		late |= pipe_.received > pipe_.written;
		n = recv(pipe_.reader, sink, sizeof(sink), 0);
		out += n > 0 ? (size_t)n : 0;
	}
	ok(late, "some bytes had to wait");
	ok(!wrong, "at each moment what was written is what is owed");
	is_int(framing.owed, LINES, "in the end all of it");
	ok(!framing.partial_request, "and nothing is half");
	flow_open(&pipe_);
	run.up = false;
	if (send(pipe_.writer, "1\n2\n3", 5, 0) != 5)
		return 1;
	peer_wait(pipe_.from.watch.fd, POLLIN);
	flow_go(&pipe_, &run);
	is_int(framing.answered, 2, "replies are counted");
	ok(framing.partial_reply, "and half ones seen");
	return done();
}
