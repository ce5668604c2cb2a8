/*
 * peer - what the peers of the script tests share: addresses, a pattern that
 * names every byte by key, direction and offset, and abrupt ends
 */
#ifndef RELAY_PEER_H
#define RELAY_PEER_H

#include <err.h>
#include <errno.h>
#include <netdb.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define PEER_FN __attribute__((unused)) static

struct peer_addr {
	struct sockaddr_storage sa;
	socklen_t len;
};

PEER_FN int64_t
peer_now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

PEER_FN void
peer_nap_ms(int64_t ms)
{
	struct timespec ts = {ms / 1000, (ms % 1000) * 1000000};

	nanosleep(&ts, NULL);
}

PEER_FN void
peer_unix_addr(struct peer_addr *to, const char *path)
{
	struct sockaddr_un *un = (struct sockaddr_un *)&to->sa;
	size_t n = strlen(path);

	if (n >= sizeof(un->sun_path))
		errx(2, "%s: path too long", path);
	un->sun_family = AF_UNIX;
	memcpy(un->sun_path, path, n);
	to->len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n);
	if (path[0] == '@')
		un->sun_path[0] = '\0';
	else
		to->len++;
}

/* 127.0.0.1:80, [::1]:80, unix:/path or unix:@name; exits if it is none. */
PEER_FN void
peer_addr(struct peer_addr *to, const char *text)
{
	struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
	    .ai_socktype = SOCK_STREAM};
	struct addrinfo *ai;
	char host[64];
	const char *colon = strrchr(text, ':'), *h = host;

	memset(to, 0, sizeof(*to));
	if (strncmp(text, "unix:", 5) == 0)
		return peer_unix_addr(to, text + 5);
	if (colon == NULL || (size_t)(colon - text) >= sizeof(host))
		errx(2, "%s: not an address", text);
	memcpy(host, text, (size_t)(colon - text));
	host[colon - text] = '\0';
	if (host[0] == '[') {
		host[strlen(host) - 1] = '\0';
		h++;
	}
	if (getaddrinfo(h, colon + 1, &hints, &ai) != 0)
		errx(2, "%s: not an address", text);
	memcpy(&to->sa, ai->ai_addr, ai->ai_addrlen);
	to->len = ai->ai_addrlen;
	freeaddrinfo(ai);
}

/* A RST now, even while another call waits on the socket. */
PEER_FN void
peer_reset(int fd)
{
	struct sockaddr none = {.sa_family = AF_UNSPEC};

	connect(fd, &none, sizeof(none));
}

#endif /* RELAY_PEER_H */
