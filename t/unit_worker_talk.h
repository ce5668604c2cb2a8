/*
 * unit_worker_talk - what supervisor and clients say to unit_worker.h's worker
 */
#ifndef RELAY_UNIT_WORKER_TALK_H
#define RELAY_UNIT_WORKER_TALK_H

#include "unit_worker.h"

/* Wait for its next message; its kind, or 0: none came. */
TAP_UNUSED static uint32_t
worker_says(void)
{
	struct channel_message message = {0};
	int passed;

	peer_wait(unit_worker.channel, POLLIN);
	channel_recv(unit_worker.channel, &message, &passed);
	return message.kind;
}

TAP_UNUSED static void
worker_tell(struct channel_message message, int pass)
{
	if (channel_send(unit_worker.channel, &message, pass) == -1)
		perror("# channel");
}

/* A client of its; -1: nobody listens there. */
TAP_UNUSED static int
worker_client(void)
{
	const struct sockaddr *sa = (const void *)&unit_worker.address;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (connect(fd, sa, sizeof(unit_worker.address)) == 0)
		return fd;
	close(fd);
	return -1;
}

/* Whether its log has the words; after worker_end(). */
TAP_UNUSED static bool
worker_said(const char *words)
{
	bool said = strstr(unit_worker.said, words) != NULL;

	if (!said)
		printf("# it said: %s\n", unit_worker.said);
	return said;
}

#endif /* RELAY_UNIT_WORKER_TALK_H */
