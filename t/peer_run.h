/*
 * peer_run - the loop that drives a peer_stream to its end
 */
#ifndef RELAY_PEER_RUN_H
#define RELAY_PEER_RUN_H

#include "peer_stream.h"

/* How much the next write may have: up to the next offset that matters. */
PEER_FN size_t
peer_chunk(const struct peer_stream *s, size_t max)
{
	uint64_t n = s->out_total - s->out_done;

	if (s->rst_at > s->out_done && n > s->rst_at - s->out_done)
		n = s->rst_at - s->out_done;
	if (s->oob_at > s->out_done && n > s->oob_at - s->out_done)
		n = s->oob_at - s->out_done;
	if (s->oob_at != 0 && s->oob_at == s->out_done)
		n = 1;
	if (s->tiny && n > 1 + s->out_done % 13)
		n = 1 + s->out_done % 13;
	return n < max ? (size_t)n : max;
}

PEER_FN void
peer_send_some(struct peer_stream *s)
{
	unsigned char buf[65536];
	size_t n = peer_chunk(s, sizeof(buf));
	int urgent = s->oob_at && s->oob_at == s->out_done ? MSG_OOB : 0;
	ssize_t sent;

	peer_pattern(s->key, s->out_dir, s->out_done, buf, n);
	sent = send(s->fd, buf, n, MSG_NOSIGNAL | urgent);
	if (sent > 0)
		s->out_done += (uint64_t)sent;
	else if (sent == -1 && errno != EAGAIN)
		s->end = END_RST;
	if (s->rst_at != 0 && s->out_done >= s->rst_at)
		peer_reset(s->fd);
}

PEER_FN void
peer_recv_some(struct peer_stream *s)
{
	unsigned char buf[65536], want[65536];
	ssize_t n = recv(s->fd, buf, s->slow ? 4000 : sizeof(buf), 0);

	if (s->slow)
		peer_nap_ms(1);
	if (n == 0)
		s->end = END_FIN;
	else if (n == -1 && errno != EAGAIN)
		s->end = END_RST;
	if (n <= 0)
		return;
	peer_pattern(s->key, s->in_dir, s->in_done, want, (size_t)n);
	s->in_done += (uint64_t)n;
	if (s->in_done > s->in_total || memcmp(buf, want, (size_t)n) != 0)
		s->end = END_BAD;
}

/*
 * Run until both directions are over, one broke, or the deadline passed.
 * Returns true if every byte of both went through and the end was a FIN.
 */
PEER_FN bool
peer_run(struct peer_stream *s)
{
	struct pollfd p = {.fd = s->fd};
	bool all = false;

	fcntl(s->fd, F_SETFL, fcntl(s->fd, F_GETFL) | O_NONBLOCK);
	while (s->end <= END_FIN && !(s->end == END_FIN && s->shut)) {
		all = s->out_done == s->out_total;
		if (all && !s->shut && (!s->fin_last || s->end == END_FIN)) {
			s->shut = true;
			shutdown(s->fd, SHUT_WR);
			continue;
		}
		p.events = (short)((s->end == END_NONE ? POLLIN : 0) |
				   (all ? 0 : POLLOUT));
		if (poll(&p, 1, 1000) > 0 && s->end == END_NONE &&
		    (p.revents & (POLLIN | POLLERR | POLLHUP)))
			peer_recv_some(s);
		if (s->end <= END_FIN && (p.revents & POLLOUT))
			peer_send_some(s);
		if (s->end <= END_FIN && peer_now_ms() > s->deadline_ms)
			s->end = END_LATE;
	}
	return s->end == END_FIN && s->out_done == s->out_total &&
	       s->in_done == s->in_total;
}

#endif /* RELAY_PEER_RUN_H */
