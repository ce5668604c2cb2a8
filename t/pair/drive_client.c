// SPDX-License-Identifier: BSD-2-Clause
#include "drive_client.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>

#include "drive.h"
#include "list.h"
#include "prf.h"

enum { AGAIN_US = 10000 };

/* One of so many at once: a session after the other. */
struct seat {
	struct wire wire;
	struct client *client;
	struct asker asker;
	bool asking, bad;
};

struct client {
	struct drive drive;
	struct wire signals;
	const struct client_order *order;
	struct client_result *result;
	struct seat *seats;
	uint64_t begun;
	uint32_t n_seated;
	int64_t end_us;
	unsigned n_signals;
};

static void begin_session(struct seat *seat);

static bool
is_over(struct client *c)
{
	const struct client_order *o = c->order;

	return c->n_signals > 0 ||
	       (o->sessions != 0 && c->begun >= o->sessions) ||
	       c->drive.now_us >= c->end_us;
}

static void
rest(struct seat *seat, int64_t us)
{
	struct drive *drive = &seat->client->drive;

	seat->asking = false;
	drive_wake(drive, &seat->wire, drive->now_us + us);
}

/* How long until the next session: not at once where nobody listens or
 * something is wrong. */
static int64_t
rest_after(struct seat *seat, bool well)
{
	const struct client_order *o = seat->client->order;
	uint64_t around = 2 * (uint64_t)o->rest_around + 1;
	int64_t us = o->rest_us - o->rest_around +
		     (int64_t)(prf_word(seat->asker.sid, 0) % around);

	return well || us > AGAIN_US ? us : AGAIN_US;
}

static void
run_session(struct seat *seat)
{
	struct client *c = seat->client;
	struct tally *tally = &c->result->tally;
	uint64_t violations = tally_violations(tally);
	uint64_t refused = tally->refused;
	int64_t due = asker_run(&seat->asker, c->drive.now_us);
	int64_t pause_us;

	if (!seat->bad && tally_violations(tally) != violations) {
		seat->bad = true;
		c->result->bad++;
	}
	if (due != PAIR_OVER) {
		drive_wake_end(&c->drive, &seat->wire, due);
		return;
	}
	pause_us = rest_after(seat, !seat->bad && tally->refused == refused);
	if (pause_us > 0)
		rest(seat, pause_us);
	else
		begin_session(seat);
}

static bool
is_for_later(int error)
{
	return error == EADDRNOTAVAIL || error == EAGAIN || error == EMFILE ||
	       error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

/* A dial that fails at once is for the asker to see. */
static void
dial(struct seat *seat)
{
	struct client *c = seat->client;
	const struct client_order *o = c->order;
	struct wire *wire = &seat->wire;
	uint64_t sid;

	wire->fd = drive_dial(&o->addrs[c->begun % o->n_addrs], o->buffers);
	if (wire->fd == -1 && is_for_later(errno)) {
		rest(seat, AGAIN_US);
		return;
	}
	wire->error = wire->fd == -1 ? errno : 0;
	if (wire->fd != -1 &&
	    drive_watch(&c->drive, wire,
		EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET) == -1)
		wire->error = errno;
	sid =
	    plan_sid(prf_word(o->seed, c->begun++), o->roughness, o->size_bits);
	asker_init(
	    &seat->asker, &o->key, &drive_io, wire, sid, &c->result->tally);
	seat->asking = true;
	seat->bad = false;
	run_session(seat);
}

static void
begin_session(struct seat *seat)
{
	struct client *c = seat->client;

	if (!is_over(c)) {
		dial(seat);
		return;
	}
	c->n_seated--;
	drive_forget(&c->drive, &seat->wire);
}

static void
seat_happens(struct wire *wire, uint32_t events)
{
	struct seat *seat = container_of(wire, struct seat, wire);

	(void)events;
	if (seat->asking)
		run_session(seat);
	else
		begin_session(seat);
}

static void
signal_happens(struct wire *wire, uint32_t events)
{
	struct client *c = container_of(wire, struct client, signals);

	(void)events;
	drive_take_signal(wire);
	c->n_signals++;
}

static int
take_seats(struct client *c)
{
	c->seats = calloc(c->order->concurrency, sizeof(*c->seats));
	if (c->seats == NULL)
		return -1;
	for (uint32_t i = 0; i < c->order->concurrency; i++) {
		struct seat *seat = &c->seats[i];

		seat->wire.fd = -1;
		seat->wire.happen = seat_happens;
		seat->client = c;
		c->n_seated++;
		begin_session(seat);
	}
	return 0;
}

int
drive_client(const struct client_order *order, struct client_result *result)
{
	struct client c = {
	    .order = order,
	    .result = result,
	    .signals.happen = signal_happens,
	    .end_us = INT64_MAX,
	};
	int64_t start_us;

	result->tally.tolerant = order->tolerant;
	if (drive_open(&c.drive) == -1 ||
	    drive_watch_signals(&c.drive, &c.signals) == -1)
		return -1;
	start_us = c.drive.now_us;
	if (order->seconds > 0)
		c.end_us = start_us + (int64_t)(order->seconds * 1e6);
	if (take_seats(&c) == -1)
		return -1;
	while (c.n_seated > 0 && c.n_signals < 2)
		if (drive_turn(&c.drive) == -1)
			return -1;
	result->seconds = (double)(drive_clock_us() - start_us) / 1e6;
	free(c.seats);
	drive_close(&c.drive);
	return 0;
}
