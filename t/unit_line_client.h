/*
 * unit_line_client - clients of unit_line.h's server, on the same loop
 */
#ifndef RELAY_UNIT_LINE_CLIENT_H
#define RELAY_UNIT_LINE_CLIENT_H

#include "unit_line.h"

static struct line_end line_clients[LINE_MOST];
static unsigned line_right, line_wrong;

/* The client: a number a line; the same must come back. */
TAP_UNUSED static void
line_ask(struct line_end *end)
{
	char text[32];
	int n = snprintf(text, sizeof(text), "%d %u\n",
	    (int)(end - line_clients), end->left);

	if (send(end->watch.fd, text, (size_t)n, MSG_NOSIGNAL) != n ||
	    (end->rude && end->left == 1))
		line_stop(end);
}

TAP_UNUSED static void
line_answer(struct watch *watch, uint32_t events)
{
	struct line_end *end = container_of(watch, struct line_end, watch);
	char text[64], want[32];
	ssize_t n;

	(void)events;
	if (!end->busy)
		return;
	n = recv(watch->fd, text, sizeof(text) - 1, 0);
	text[n > 0 ? n : 0] = '\0';
	snprintf(want, sizeof(want), "%d %u\n", (int)(end - line_clients),
	    end->left);
	if (strcmp(text, want) == 0)
		line_right++;
	else
		line_wrong++;
	if (n > 0 && --end->left > 0)
		line_ask(end);
	else
		line_stop(end);
}

#endif /* RELAY_UNIT_LINE_CLIENT_H */
