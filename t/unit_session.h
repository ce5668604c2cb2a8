/*
 * unit_session - sessions whose client and server both are the test
 */
#ifndef RELAY_UNIT_SESSION_H
#define RELAY_UNIT_SESSION_H

#include "unit_pool.h"

/* Begin a session in the world; returns its client, non-blocking. */
TAP_UNUSED static int
session_client(void)
{
	int ends[2], server_fd = peer_fd;
	unsigned server_port = peer_port;

	peer_listen(); /* so that no dial comes between */
	peer_pair(ends);
	close(peer_fd);
	peer_fd = server_fd;
	peer_port = server_port;
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	sessions_open(&world.sessions, &world.service, ends[1], false);
	return ends[0];
}

/* The one that began last. */
TAP_UNUSED static struct session *
session_newest(void)
{
	return container_of(
	    list_first(&world.sessions.all), struct session, link);
}

/* What arrives at fd; "EOF", "RESET", or "" for nothing in many turns. */
TAP_UNUSED static const char *
session_arrives(int fd)
{
	static char text[64];
	ssize_t n = -1;

	for (int i = 0; i < 200 && n == -1; i++) {
		loop_turn(&world.loop, 2);
		n = recv(fd, text, sizeof(text) - 1, 0);
		if (n == -1 && errno != EAGAIN)
			return "RESET";
	}
	if (n == 0)
		return "EOF";
	text[n > 0 ? n : 0] = '\0';
	return text;
}

/* Send until the relay takes no more. */
TAP_UNUSED static void
session_flood(int fd)
{
	static char bytes[65536];
	int idle = 0;

	while (idle < 3) {
		idle = send(fd, bytes, sizeof(bytes), 0) > 0 ? 0 : idle + 1;
		loop_turn(&world.loop, 5);
	}
}

#endif /* RELAY_UNIT_SESSION_H */
