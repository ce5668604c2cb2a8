/*
 * drive_addr - addresses, and the sockets that listen at them or dial them
 */
#ifndef RELAY_PAIR_DRIVE_ADDR_H
#define RELAY_PAIR_DRIVE_ADDR_H

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/un.h>

struct drive_addr {
	union {
		struct sockaddr sa;
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
		struct sockaddr_un un;
	} to;
	socklen_t len;
};

/* "127.0.0.1:0", "[::1]:0", "unix:/path" or "unix:@name"; false: none of
 * them. */
bool drive_addr_read(struct drive_addr *addr, const char *text);
bool drive_addr_is_unix(const struct drive_addr *addr);

/* A listening socket, whose connections are closed by RST if their process
 * dies, and have the kernel's buffers of so many bytes, or, if 0, of what it
 * chooses; -1 with errno. */
int drive_listen(const struct drive_addr *addr, int buffers);

/* "listening ADDRESS" as it was given, but with the port that it got. */
int drive_say_listening(int fd, const char *text);

/* A socket that is connecting, or connected; -1 with errno. */
int drive_dial(const struct drive_addr *addr, int buffers);

#endif /* RELAY_PAIR_DRIVE_ADDR_H */
