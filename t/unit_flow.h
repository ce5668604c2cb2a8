/*
 * unit_flow - a flow from a TCP connection to a Unix one that takes little at
 * a time; the test has their far ends
 */
#ifndef RELAY_UNIT_FLOW_H
#define RELAY_UNIT_FLOW_H

#include <fcntl.h>
#include <sys/epoll.h>

#include "flow.h"
#include "unit_peer.h"

struct pipe_ {
	int writer, reader; /* the far ends, non-blocking */
	struct end from, to;
	struct flow flow;
	size_t in, out; /* bytes that the far ends wrote and read */
	bool damaged;   /* a byte was not the one that belongs there */
	uint64_t received, written;
};

static struct flow_memory flow_memory;

/* The byte that belongs at this place of every stream. */
static uint8_t
flow_byte(size_t at)
{
	return (uint8_t)(at * 31 + at / 251);
}

TAP_UNUSED static void
flow_open(struct pipe_ *pipe)
{
	int source[2], sink[2];

	peer_pair(source);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, sink) == -1)
		exit(1);
	setsockopt(sink[1], SOL_SOCKET, SO_SNDBUF, &(int){4096}, sizeof(int));
	fcntl(source[0], F_SETFL, O_NONBLOCK);
	*pipe = (struct pipe_){.writer = source[0], .reader = sink[0]};
	end_init(&pipe->from, source[1], false, NULL);
	end_init(&pipe->to, sink[1], true, NULL);
}

/* Write until no more goes in, or so many are in; read what is there. */
TAP_UNUSED static void
flow_write(struct pipe_ *pipe, size_t most)
{
	uint8_t bytes[3000];
	ssize_t n;

	while (pipe->in < most) {
		for (size_t i = 0; i < sizeof(bytes); i++)
			bytes[i] = flow_byte(pipe->in + i);
		n = (ssize_t)(most - pipe->in < sizeof(bytes) ? most - pipe->in
							      : sizeof(bytes));
		n = send(pipe->writer, bytes, (size_t)n, 0);
		if (n <= 0)
			return;
		pipe->in += (size_t)n;
	}
}

TAP_UNUSED static void
flow_read(struct pipe_ *pipe)
{
	uint8_t bytes[3000];

	for (ssize_t n; (n = recv(pipe->reader, bytes, sizeof(bytes), 0)) > 0;)
		for (ssize_t i = 0; i < n; i++)
			pipe->damaged |= bytes[i] != flow_byte(pipe->out++);
}

/* Say what epoll would say now, then run it. */
TAP_UNUSED static enum flow_result
flow_go(struct pipe_ *pipe, struct flow_run *run)
{
	struct pollfd fds[2] = {{pipe->from.watch.fd, POLLIN | POLLRDHUP, 0},
	    {pipe->to.watch.fd, POLLOUT, 0}};
	enum flow_result result;

	poll(fds, 2, 20);
	end_note(&pipe->from, (uint32_t)fds[0].revents);
	end_note(&pipe->to, (uint32_t)fds[1].revents);
	run->from = &pipe->from;
	run->to = &pipe->to;
	run->memory = &flow_memory;
	run->holder = pipe;
	run->n_received = run->n_written = 0;
	result = flow_run(&pipe->flow, run);
	pipe->received += run->n_received;
	pipe->written += run->n_written;
	return result;
}

#endif /* RELAY_UNIT_FLOW_H */
