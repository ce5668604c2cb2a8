/*
 * peer_stream - both directions of one socket at once, each byte known ahead
 *
 * The bytes of a direction are a function of key, direction and offset, so a
 * byte that was lost, doubled, moved or taken from another session shows.
 */
#ifndef RELAY_PEER_STREAM_H
#define RELAY_PEER_STREAM_H

#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>

#include "peer.h"

enum peer_end { END_NONE, END_FIN, END_RST, END_BAD, END_LATE };

/* The first bytes of a duplex session: what the client wants of the server. */
struct peer_order {
	char magic[8];
	uint64_t key, up, down;
	uint64_t rst_at; /* the server resets after sending so much; 0: never */
	uint8_t slow, tiny, fin_last, oob;
	uint8_t pad[4];
};
#define PEER_MAGIC "relay-t1"

struct peer_stream {
	int fd;
	uint64_t key;
	uint64_t out_total, out_done;
	uint64_t in_total, in_done;
	uint64_t rst_at; /* reset after sending so much; 0: never */
	uint64_t oob_at; /* send the byte at this offset as urgent; 0: none */
	int out_dir, in_dir; /* 0 client to server, 1 server to client */
	bool slow, tiny;
	bool fin_last; /* shut down only after the other side's FIN */
	bool shut;
	int64_t deadline_ms;
	enum peer_end end; /* how the incoming direction ended */
};

PEER_FN uint64_t
peer_word(uint64_t key, int dir, uint64_t index)
{
	uint64_t z = key + (index * 2 + (uint64_t)dir) * 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* n bytes of the pattern from offset at. */
PEER_FN void
peer_pattern(uint64_t key, int dir, uint64_t at, unsigned char *to, size_t n)
{
	size_t i, shift;

	for (i = 0; i < n;) {
		uint64_t word = peer_word(key, dir, (at + i) / 8);

		for (shift = (at + i) % 8; shift < 8 && i < n; shift++)
			to[i++] = (unsigned char)(word >> (8 * shift));
	}
}

/* END_BAD: a byte that the pattern does not have there, or too many. */
PEER_FN const char *
peer_end_word(enum peer_end end)
{
	static const char *const words[] = {
	    [END_NONE] = "none",
	    [END_FIN] = "fin",
	    [END_RST] = "rst",
	    [END_BAD] = "bad",
	    [END_LATE] = "late",
	};

	return words[end];
}

#endif /* RELAY_PEER_STREAM_H */
