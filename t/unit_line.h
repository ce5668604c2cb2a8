/*
 * unit_line - a server of lines on the world's own loop
 */
#ifndef RELAY_UNIT_LINE_H
#define RELAY_UNIT_LINE_H

#include "unit_pool.h"
#include "unit_seed.h"

#define LINE_MOST 400

struct line_end {
	struct watch watch;
	bool busy;
	unsigned left; /* of a client: lines to ask for */
	bool rude;     /* of a client: it reads no last answer */
};

static struct line_end line_servers[LINE_MOST];
static struct watch line_listener;

static void
line_stop(struct line_end *end)
{
	close(end->watch.fd);
	end->busy = false;
}

static struct line_end *
line_start(struct line_end *v, int fd, void (*fn)(struct watch *, uint32_t))
{
	int i = 0;

	while (i < LINE_MOST - 1 && v[i].busy)
		i++;
	v[i] = (struct line_end){.watch = {.fd = fd, .fn = fn}, .busy = true};
	fcntl(fd, F_SETFL, O_NONBLOCK);
	loop_watch_input(&world.loop, &v[i].watch, false);
	return &v[i];
}

/* The server: each line comes back as it is, sooner or later. */
static void
line_echo(struct watch *watch, uint32_t events)
{
	struct line_end *end = container_of(watch, struct line_end, watch);
	char text[512];
	ssize_t n;

	(void)events;
	if (!end->busy || unit_random(3) > 0)
		return; /* not now: it will be told again */
	n = recv(watch->fd, text, sizeof(text), 0);
	if (n > 0 && send(watch->fd, text, (size_t)n, MSG_NOSIGNAL) == n)
		return;
	if (n != -1 || errno != EAGAIN)
		line_stop(end);
}

static void
line_accept(struct watch *watch, uint32_t events)
{
	int fd;

	(void)events;
	while ((fd = accept(watch->fd, NULL, NULL)) != -1)
		line_start(line_servers, fd, line_echo);
}

/* Serve on peer.h's port; after world_open(). */
TAP_UNUSED static void
line_serve(void)
{
	line_listener = (struct watch){.fd = peer_fd, .fn = line_accept};
	loop_watch_input(&world.loop, &line_listener, false);
}

#endif /* RELAY_UNIT_LINE_H */
