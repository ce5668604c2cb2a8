/*
 * hostile - a relay that harms on purpose, to see whether it is found
 *
 * hostile -l ADDRESS -u UPSTREAM [-u ANOTHER] -x HARM -k SEED
 *	[-n NTH | -p OF_1000] [-d up|down]
 *
 * Each session, or each NTH, or by chance so many of 1000, is harmed once, at
 * a place that the seed decides; where a session is too short for that, it is
 * earlier, in what comes.  All else is relayed as it is.  At TERM one line:
 * sessions, how many were harmed, and in which direction.
 *
 * Replies are swapped, requests only with -d up: a whole one of another
 * session is answered in good faith, and half of one waited for.
 */
#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "drive.h"
#include "drive_addr.h"
#include "harm.h"
#include "list.h"
#include "peer_limit.h"

enum { HOLD_US = 300000, AGAIN_US = 10000, SWAP_LEAST = 30 };

struct side {
	struct wire wire;
	struct session *session;
	bool connecting, gone;
};

/* One direction.  What comes is passed on before more is read. */
struct way {
	struct side *from, *to;
	uint8_t block[2 * HARM_BLOCK];
	size_t n, at;
	uint64_t passed;
	bool ended; /* nothing more comes from the one */
	bool mute;  /* nothing more goes to the other, but the block and FIN */
	bool told;  /* nor these */
	bool held;  /* the block waits for another session's */
};

struct session {
	struct side client, server;
	struct way ways[2]; /* up, down */
	struct prf chance;
	bool meant, harmed;
	int harm_way;
	uint64_t harm_at;
	struct list link; /* of those alive, or of those that are over */
	bool over;
};

static struct {
	struct drive drive;
	struct wire listener, signals;
	struct drive_addr upstreams[2];
	unsigned n_upstreams;
	enum harm harm;
	uint64_t nth, of_1000, seed;
	int way;                 /* -1: as it comes */
	struct session *waiting; /* with a held block */
	struct list alive, over; /* freed when no event can name them */
	uint64_t n_sessions, n_harmed[2];
	bool told_to_end;
} h = {.nth = 1, .way = -1, .harm = N_HARMS};

static void
count_harm(struct session *s, const struct way *way)
{
	s->harmed = true;
	h.n_harmed[way - s->ways]++;
}

static void
close_side(struct side *side, bool reset)
{
	if (side->gone)
		return;
	if (reset)
		drive_io.reset(&side->wire);
	else
		drive_io.close(&side->wire);
	side->gone = true;
}

/* One side has reset.  The harm: the other sees an end in order, and what it
 * still says goes nowhere. */
static void
reset_by(struct session *s, struct side *side)
{
	bool client = side == &s->client;
	struct side *other = client ? &s->server : &s->client;
	struct way *to = &s->ways[client ? 0 : 1];
	struct way *back = &s->ways[client ? 1 : 0];

	close_side(side, false);
	if (h.harm != HARM_FIN_FOR_RST || !s->meant || s->harmed ||
	    other->gone || to->told || (h.way != -1 && h.way != to - s->ways)) {
		close_side(other, true);
		return;
	}
	count_harm(s, to);
	to->ended = true;
	back->n = 0;
	back->mute = back->told = true;
}

/* Both blocks are there, and change places. */
static void
swap_blocks(struct way *a, struct way *b)
{
	uint8_t bytes[sizeof(a->block)];
	size_t n = a->n;

	memcpy(bytes, a->block, n);
	memcpy(a->block, b->block, b->n);
	a->n = b->n;
	memcpy(b->block, bytes, n);
	b->n = n;
}

static bool
hold_or_swap(struct session *s, struct way *way)
{
	struct session *other = h.waiting;
	struct way *theirs;

	if (way->n < SWAP_LEAST)
		return false;
	if (other == NULL) {
		h.waiting = s;
		way->held = true;
		drive_wake(&h.drive, &s->client.wire, h.drive.now_us + HOLD_US);
		return true;
	}
	theirs = &other->ways[way - s->ways];
	if (!theirs->held)
		return false;
	swap_blocks(way, theirs);
	count_harm(s, way);
	count_harm(other, theirs);
	theirs->held = false;
	h.waiting = NULL;
	drive_wake(&h.drive, &other->client.wire, h.drive.now_us);
	return true;
}

static bool
cut(struct session *s, struct way *way, size_t at)
{
	if (way->n < 2)
		return false;
	if (at == 0 || at >= way->n)
		at = 1 + (size_t)prf_below(&s->chance, way->n - 1);
	way->n = at;
	way->mute = true;
	return true;
}

/* The block has just come. */
static void
harm_way(struct session *s, struct way *way)
{
	struct way *other = &s->ways[way == &s->ways[0]];
	size_t at = 0;

	if (!s->meant || s->harmed || h.harm == HARM_NONE)
		return;
	if (way != &s->ways[s->harm_way] && !(h.way == -1 && other->ended))
		return;
	if (way == &s->ways[s->harm_way] && s->harm_at > way->passed) {
		if (s->harm_at - way->passed >= way->n)
			return;
		at = (size_t)(s->harm_at - way->passed);
	}
	if (h.harm == HARM_SWAP) {
		hold_or_swap(s, way);
	} else if (h.harm == HARM_CUT) {
		if (cut(s, way, at))
			count_harm(s, way);
	} else if (h.harm <= HARM_REORDER &&
		   harm_block(h.harm, &s->chance, at, way->block, &way->n)) {
		count_harm(s, way);
	}
}

/* These return whether there is more to do at once. */
static bool
flush(struct session *s, struct way *way)
{
	ssize_t n = drive_io.send(
	    &way->to->wire, way->block + way->at, way->n - way->at);

	if (n == -1) {
		if (errno != EAGAIN)
			reset_by(s, way->to);
		return errno != EAGAIN;
	}
	way->at += (size_t)n;
	if (way->at == way->n)
		way->at = way->n = 0;
	return true;
}

static bool
fill(struct session *s, struct way *way)
{
	ssize_t n = drive_io.recv(&way->from->wire, way->block, HARM_BLOCK);

	if (n == -1) {
		if (errno != EAGAIN)
			reset_by(s, way->from);
		return errno != EAGAIN;
	}
	if (n == 0) {
		way->ended = true;
	} else if (!way->mute) {
		way->n = (size_t)n;
		harm_way(s, way);
		way->passed += (uint64_t)n;
	}
	return true;
}

static bool
step(struct session *s, struct way *way)
{
	if (way->held)
		return false;
	if (way->n > 0 && !way->to->gone)
		return flush(s, way);
	if ((way->ended || way->mute) && !way->told) {
		if (!way->to->gone)
			drive_io.finish(&way->to->wire);
		way->told = true;
		return true;
	}
	return !way->ended && !way->from->gone && fill(s, way);
}

static bool
is_over(const struct session *s)
{
	const struct way *up = &s->ways[0], *down = &s->ways[1];

	return (s->client.gone && s->server.gone) ||
	       (up->ended && up->told && down->ended && down->told);
}

static void
end_session(struct session *s)
{
	close_side(&s->client, false);
	close_side(&s->server, false);
	drive_forget(&h.drive, &s->client.wire);
	if (h.waiting == s)
		h.waiting = NULL;
	s->over = true;
	list_del(&s->link);
	list_push(&h.over, &s->link);
}

static void
free_sessions(struct list *sessions)
{
	list_for_each (link, next, sessions) {
		list_del(link);
		free(container_of(link, struct session, link));
	}
}

static void
run_session(struct session *s)
{
	bool moved = true;

	while (moved && !is_over(s)) {
		moved = step(s, &s->ways[0]);
		moved |= !is_over(s) && step(s, &s->ways[1]);
	}
	if (is_over(s))
		end_session(s);
}

/* Its time has come: nobody changes blocks with it. */
static void
release(struct session *s)
{
	if (h.waiting != s)
		return;
	h.waiting = NULL;
	s->ways[0].held = s->ways[1].held = false;
	s->meant = false;
}

static void
side_happens(struct wire *wire, uint32_t events)
{
	struct side *side = container_of(wire, struct side, wire);
	struct session *s = side->session;

	if (s->over)
		return;
	if (events == 0)
		release(s);
	if (side->connecting && events & (EPOLLERR | EPOLLHUP)) {
		side->connecting = false;
		reset_by(s, side);
	} else if (side->connecting && events & EPOLLOUT) {
		side->connecting = false;
	}
	if (!s->server.connecting)
		run_session(s);
}

static void
intend_harm(struct session *s)
{
	uint64_t number = h.n_sessions++;
	uint64_t bits;

	s->chance = (struct prf){.seed = prf_word(h.seed, number)};
	s->meant = h.of_1000 > 0 ? prf_below(&s->chance, 1000) < h.of_1000
				 : number % h.nth == 0;
	s->harm_way = h.way != -1 ? h.way : (int)prf_below(&s->chance, 2);
	bits = 1 + prf_below(&s->chance, 14);
	s->harm_at = prf_below(&s->chance, 1u << (bits < 8 ? 4 : bits));
}

static int
open_side(struct session *s, struct side *side, int fd)
{
	side->session = s;
	side->wire.fd = fd;
	side->wire.happen = side_happens;
	side->gone = fd == -1;
	if (side->gone)
		return -1;
	return drive_watch(
	    &h.drive, &side->wire, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
}

static void
begin_session(int fd)
{
	struct session *s = calloc(1, sizeof(*s));
	unsigned upstream = 0;

	if (s == NULL)
		err(1, "calloc");
	list_push(&h.alive, &s->link);
	intend_harm(s);
	s->ways[0].from = s->ways[1].to = &s->client;
	s->ways[0].to = s->ways[1].from = &s->server;
	if (s->meant && h.harm == HARM_CROSS_UPSTREAM) {
		upstream = 1;
		count_harm(s, &s->ways[0]);
	}
	s->client.wire.lingers = true;
	s->server.connecting = true;
	s->server.gone = true;
	if (open_side(s, &s->client, fd) == -1 ||
	    open_side(s, &s->server, drive_dial(&h.upstreams[upstream], 0)) ==
		-1) {
		close_side(&s->client, true);
		end_session(s);
	}
}

static void
listener_happens(struct wire *wire, uint32_t events)
{
	int fd;

	(void)events;
	while ((fd = accept4(
		    wire->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) != -1)
		begin_session(fd);
	if (errno != EAGAIN)
		drive_wake(&h.drive, wire, h.drive.now_us + AGAIN_US);
}

static void
signal_happens(struct wire *wire, uint32_t events)
{
	(void)events;
	drive_take_signal(wire);
	h.told_to_end = true;
}

static void
read_address(struct drive_addr *addr, const char *text)
{
	if (!drive_addr_read(addr, text))
		errx(2, "%s: not an address", text);
}

static uint64_t
read_number(const char *text)
{
	char *end;
	uint64_t value = strtoull(text, &end, 0);

	if (text[0] < '0' || text[0] > '9' || *end != '\0')
		errx(2, "%s: not a number", text);
	return value;
}

static void
read_option(int option, const char *text)
{
	if (option == 'u' && h.n_upstreams < 2) {
		read_address(&h.upstreams[h.n_upstreams++], text);
	} else if (option == 'x') {
		h.harm = harm_of(text);
	} else if (option == 'n') {
		h.nth = read_number(text);
	} else if (option == 'p') {
		h.of_1000 = read_number(text);
	} else if (option == 'k') {
		h.seed = read_number(text);
	} else if (option == 'd' && strcmp(text, "up") == 0) {
		h.way = 0;
	} else if (option == 'd' && strcmp(text, "down") == 0) {
		h.way = 1;
	} else {
		errx(2, "usage: hostile -l ADDRESS -u UPSTREAM [-u ANOTHER] "
			"-x HARM -k SEED [-n NTH | -p OF_1000] [-d up|down]");
	}
}

static void
listen_at(const char *text)
{
	struct drive_addr addr;

	read_address(&addr, text);
	h.listener.happen = listener_happens;
	h.listener.fd = drive_listen(&addr, 0);
	h.signals.happen = signal_happens;
	if (h.listener.fd == -1 || drive_open(&h.drive) == -1 ||
	    drive_watch(&h.drive, &h.listener, EPOLLIN | EPOLLET) == -1 ||
	    drive_watch_signals(&h.drive, &h.signals) == -1 ||
	    drive_say_listening(h.listener.fd, text) == -1)
		err(1, "%s", text);
}

int
main(int argc, char *argv[])
{
	const char *where = "127.0.0.1:0";
	int option;

	peer_raise_limit();
	list_init(&h.alive);
	list_init(&h.over);
	while ((option = getopt(argc, argv, "l:u:x:n:p:k:d:")) != -1)
		if (option == 'l')
			where = optarg;
		else
			read_option(option, optarg);
	if (optind != argc || h.n_upstreams == 0 || h.nth == 0)
		errx(2, "an upstream is needed, and nothing but options");
	if (h.harm == N_HARMS)
		errx(2, "-x: none, corrupt, drop, duplicate, reorder, cut, "
			"swap, fin-for-rst or cross-upstream");
	if (h.harm == HARM_CROSS_UPSTREAM && h.n_upstreams < 2)
		errx(2, "cross-upstream needs a second -u");
	if (h.harm == HARM_SWAP && h.way == -1)
		h.way = 1;
	listen_at(where);
	while (!h.told_to_end) {
		if (drive_turn(&h.drive) == -1)
			err(1, "epoll");
		free_sessions(&h.over);
	}
	free_sessions(&h.alive);
	printf("hostile harm=%s seed=%#jx sessions=%ju harmed=%ju up=%ju "
	       "down=%ju\n",
	    harm_word(h.harm), (uintmax_t)h.seed, (uintmax_t)h.n_sessions,
	    (uintmax_t)(h.n_harmed[0] + h.n_harmed[1]),
	    (uintmax_t)h.n_harmed[0], (uintmax_t)h.n_harmed[1]);
	return 0;
}
