// SPDX-License-Identifier: BSD-2-Clause
#include "drive.h"

#include <err.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { EVENTS_A_TURN = 256, SECOND_US = 1000000 };

static void
set_linger(int fd, int on)
{
	struct linger linger = {.l_onoff = on, .l_linger = 0};

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
}

/* The error that the descriptor would have shown. */
static bool
failed_before(struct wire *wire)
{
	if (wire->error == 0)
		return false;
	errno = wire->error;
	wire->error = 0;
	return true;
}

static ssize_t
wire_recv(void *socket, void *buf, size_t n)
{
	struct wire *wire = socket;

	return failed_before(wire) ? -1 : recv(wire->fd, buf, n, 0);
}

static ssize_t
wire_send(void *socket, const void *buf, size_t n)
{
	struct wire *wire = socket;

	return failed_before(wire) ? -1 : send(wire->fd, buf, n, MSG_NOSIGNAL);
}

static void
wire_finish(void *socket)
{
	struct wire *wire = socket;

	shutdown(wire->fd, SHUT_WR);
}

static void
wire_close(void *socket)
{
	struct wire *wire = socket;

	if (wire->lingers)
		set_linger(wire->fd, 0);
	close(wire->fd);
	wire->fd = -1;
}

static void
wire_reset(void *socket)
{
	struct wire *wire = socket;

	if (!wire->lingers)
		set_linger(wire->fd, 1);
	close(wire->fd);
	wire->fd = -1;
}

const struct pair_io drive_io = {
    .recv = wire_recv,
    .send = wire_send,
    .finish = wire_finish,
    .close = wire_close,
    .reset = wire_reset,
};

int64_t
drive_clock_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * SECOND_US + ts.tv_nsec / 1000;
}

int
drive_open(struct drive *drive)
{
	*drive = (struct drive){.now_us = drive_clock_us()};
	drive->epoll = epoll_create1(EPOLL_CLOEXEC);
	return drive->epoll == -1 ? -1 : 0;
}

void
drive_close(struct drive *drive)
{
	free(drive->heap);
	close(drive->epoll);
}

int
drive_watch(struct drive *drive, struct wire *wire, uint32_t events)
{
	struct epoll_event event = {.events = events, .data.ptr = wire};

	return epoll_ctl(drive->epoll, EPOLL_CTL_ADD, wire->fd, &event);
}

static void
put(struct drive *drive, struct wire *wire, uint32_t slot)
{
	drive->heap[slot] = wire;
	wire->slot = slot;
}

static void
sift_up(struct drive *drive, struct wire *wire)
{
	uint32_t slot = wire->slot;

	for (; slot > 1; slot /= 2) {
		struct wire *above = drive->heap[slot / 2];

		if (above->at_us <= wire->at_us)
			break;
		put(drive, above, slot);
	}
	put(drive, wire, slot);
}

static void
sift_down(struct drive *drive, struct wire *wire)
{
	uint32_t slot = wire->slot;

	while (slot * 2 <= drive->n) {
		uint32_t below = slot * 2;

		if (below < drive->n &&
		    drive->heap[below + 1]->at_us < drive->heap[below]->at_us)
			below++;
		if (wire->at_us <= drive->heap[below]->at_us)
			break;
		put(drive, drive->heap[below], slot);
		slot = below;
	}
	put(drive, wire, slot);
}

static void
insert(struct drive *drive, struct wire *wire)
{
	if (drive->n + 1 >= drive->room) {
		drive->room = drive->room == 0 ? 64 : drive->room * 2;
		drive->heap =
		    reallocarray(drive->heap, drive->room, sizeof(void *));
		if (drive->heap == NULL)
			err(1, "heap of times");
	}
	wire->slot = ++drive->n;
	sift_up(drive, wire);
}

/* A time that is put off stays where it is in the heap: most are put off
 * again before they come. */
void
drive_wake(struct drive *drive, struct wire *wire, int64_t due_us)
{
	wire->due_us = due_us;
	if (wire->slot != 0 && wire->at_us <= due_us)
		return;
	wire->at_us = due_us;
	if (wire->slot == 0)
		insert(drive, wire);
	else
		sift_up(drive, wire);
}

void
drive_wake_end(struct drive *drive, struct wire *wire, int64_t result)
{
	int64_t soonest = drive->now_us + 1, latest = drive->now_us + SECOND_US;

	if (result > latest)
		result = latest;
	drive_wake(drive, wire, result < soonest ? soonest : result);
}

void
drive_forget(struct drive *drive, struct wire *wire)
{
	struct wire *last;

	if (wire->slot == 0)
		return;
	last = drive->heap[drive->n--];
	if (last != wire) {
		last->slot = wire->slot;
		sift_up(drive, last);
		sift_down(drive, last);
	}
	wire->slot = 0;
}

static void
call_who_is_due(struct drive *drive)
{
	while (drive->n > 0 && drive->heap[1]->at_us <= drive->now_us) {
		struct wire *wire = drive->heap[1];

		if (wire->due_us > drive->now_us) {
			wire->at_us = wire->due_us;
			sift_down(drive, wire);
			continue;
		}
		drive_forget(drive, wire);
		wire->happen(wire, 0);
	}
}

/* Milliseconds are too coarse for a timeout: so not epoll_wait() alone. */
static int
wait_for_events(struct drive *drive, struct epoll_event *events)
{
	struct pollfd epoll = {.fd = drive->epoll, .events = POLLIN};
	struct timespec ts;

	if (drive->n > 0) {
		int64_t us = drive->heap[1]->at_us - drive_clock_us();

		if (us < 0)
			us = 0;
		ts.tv_sec = us / SECOND_US;
		ts.tv_nsec = us % SECOND_US * 1000;
		if (ppoll(&epoll, 1, &ts, NULL) == -1)
			return -1;
	}
	return epoll_wait(
	    drive->epoll, events, EVENTS_A_TURN, drive->n > 0 ? 0 : -1);
}

int
drive_turn(struct drive *drive)
{
	struct epoll_event events[EVENTS_A_TURN];
	int n = wait_for_events(drive, events);

	if (n == -1 && errno != EINTR)
		return -1;
	drive->now_us = drive_clock_us();
	for (int i = 0; i < n; i++) {
		struct wire *wire = events[i].data.ptr;

		wire->happen(wire, events[i].events);
	}
	call_who_is_due(drive);
	return 0;
}

int
drive_watch_signals(struct drive *drive, struct wire *wire)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	if (sigprocmask(SIG_BLOCK, &set, NULL) == -1)
		return -1;
	wire->fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (wire->fd == -1)
		return -1;
	return drive_watch(drive, wire, EPOLLIN);
}

void
drive_take_signal(struct wire *wire)
{
	struct signalfd_siginfo info;

	if (read(wire->fd, &info, sizeof(info)) == -1 && errno != EAGAIN)
		err(1, "signalfd");
}
