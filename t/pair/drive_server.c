// SPDX-License-Identifier: BSD-2-Clause
#include "drive_server.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "drive.h"
#include "drive_addr.h"
#include "list.h"

enum { AGAIN_US = 10000 };

struct visit {
	struct wire wire;
	struct server *server;
	struct list link; /* of those alive, or free */
	struct answerer answerer;
	bool bad;
};

struct server {
	struct drive drive;
	struct wire signals, listener;
	struct answerer_env env;
	struct server_result *result;
	struct list alive, free;
	bool lingers, told_to_end;
};

static struct visit *
take_visit(struct server *s)
{
	struct list *link = list_first(&s->free);
	struct visit *visit;

	if (link != NULL) {
		list_del(link);
		visit = container_of(link, struct visit, link);
	} else {
		visit = malloc(sizeof(*visit));
	}
	if (visit != NULL)
		list_push(&s->alive, &visit->link);
	return visit;
}

static void
give_visit(struct visit *visit)
{
	struct server *s = visit->server;

	drive_forget(&s->drive, &visit->wire);
	list_del(&visit->link);
	list_push(&s->free, &visit->link);
}

static void
free_visits(struct list *visits)
{
	list_for_each (link, next, visits) {
		list_del(link);
		free(container_of(link, struct visit, link));
	}
}

static void
visit_happens(struct wire *wire, uint32_t events)
{
	struct visit *visit = container_of(wire, struct visit, wire);
	struct server *s = visit->server;
	uint64_t before = tally_violations(s->env.tally);
	int64_t due = answerer_run(&visit->answerer, s->drive.now_us);

	(void)events;
	if (!visit->bad && tally_violations(s->env.tally) != before) {
		visit->bad = true;
		s->result->bad++;
	}
	if (due == PAIR_OVER)
		give_visit(visit);
	else
		drive_wake_end(&s->drive, wire, due);
}

/* Its first run is that of its first event, which an added descriptor has at
 * once. */
static int
receive(struct server *s, int fd)
{
	struct visit *visit = take_visit(s);

	if (visit == NULL)
		return -1;
	visit->wire = (struct wire){
	    .fd = fd, .lingers = s->lingers, .happen = visit_happens};
	visit->server = s;
	visit->bad = false;
	answerer_init(&visit->answerer, &s->env, &visit->wire,
	    prf_word(s->env.key->key, s->result->connections++),
	    s->drive.now_us);
	return drive_watch(
	    &s->drive, &visit->wire, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
}

static bool
is_of_one_client(int error)
{
	return error == ECONNABORTED || error == EINTR || error == EPROTO;
}

static void
listener_happens(struct wire *wire, uint32_t events)
{
	struct server *s = container_of(wire, struct server, listener);
	int fd;

	(void)events;
	do {
		fd =
		    accept4(wire->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (fd != -1 && receive(s, fd) == -1) {
			close(fd);
			break;
		}
	} while (fd != -1 || is_of_one_client(errno));
	if (fd != -1 || errno != EAGAIN)
		drive_wake(&s->drive, wire, s->drive.now_us + AGAIN_US);
}

static void
signal_happens(struct wire *wire, uint32_t events)
{
	struct server *s = container_of(wire, struct server, signals);

	(void)events;
	drive_take_signal(wire);
	s->told_to_end = true;
}

static int
listen_at(struct server *s, const char *text, int buffers)
{
	struct drive_addr addr;

	if (!drive_addr_read(&addr, text)) {
		errno = EINVAL;
		return -1;
	}
	s->lingers = !drive_addr_is_unix(&addr);
	s->listener.fd = drive_listen(&addr, buffers);
	if (s->listener.fd == -1 ||
	    drive_watch(&s->drive, &s->listener, EPOLLIN | EPOLLET) == -1)
		return -1;
	return drive_say_listening(s->listener.fd, text);
}

int
drive_server(const struct server_order *order, struct server_result *result)
{
	struct server s = {
	    .env = {.key = &order->key,
		.io = &drive_io,
		.habits = &order->habits,
		.tally = &result->tally},
	    .result = result,
	    .signals.happen = signal_happens,
	    .listener.happen = listener_happens,
	};
	int64_t start_us;

	result->tally.tolerant = order->tolerant;
	list_init(&s.alive);
	list_init(&s.free);
	s.env.seen = calloc(ANSWERER_SEEN, sizeof(*s.env.seen));
	if (s.env.seen == NULL || drive_open(&s.drive) == -1 ||
	    drive_watch_signals(&s.drive, &s.signals) == -1 ||
	    listen_at(&s, order->address, order->buffers) == -1)
		return -1;
	start_us = s.drive.now_us;
	while (!s.told_to_end)
		if (drive_turn(&s.drive) == -1)
			return -1;
	result->seconds = (double)(drive_clock_us() - start_us) / 1e6;
	free_visits(&s.alive);
	free_visits(&s.free);
	free(s.env.seen);
	drive_close(&s.drive);
	return 0;
}
