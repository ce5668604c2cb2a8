/*
 * Goal: a set takes as many sockets as it has places and no more; the place
 * of a dropped one is the next one's, and those of other slots stay.
 */
#include <netinet/in.h>

#include "listener.h"
#include "unit_world.h"

#define TEXT                                                                   \
	"workers 1\nmax-sessions 100\nupstream u {\nserver 127.0.0.1:1\n}\n"   \
	"listener l {\naddress 127.0.0.1:0\nupstream u\n}\n"

static struct listeners listeners;
static struct listener places[3];

static int
listening(void)
{
	struct sockaddr_in in = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

	if (bind(fd, (struct sockaddr *)&in, sizeof(in)) == -1 ||
	    listen(fd, 4) == -1)
		perror("listen");
	return fd;
}

static int
add(uint32_t slot)
{
	errno = 0;
	return listeners_add(
	    &listeners, &world.service, listening(), false, slot);
}

int
main(void)
{
	int fd;

	plan(13);
	world_open("%s", TEXT);
	listeners_init(&listeners, &world.sessions, places, 3);
	listeners_start(&listeners);
	ok(add(0) == 0 && add(1) == 0 && add(1) == 0, "three places, three");
	ok(places[0].watched && places[2].watched, "all are listened to");
	is_int(add(2), -1, "no fourth");
	is_int(errno, ENOSPC, "the reason is told");
	fd = places[1].watch.fd;
	listeners_drop(&listeners, 1);
	is_int(fcntl(fd, F_GETFD), -1, "those of a slot are closed");
	ok(places[1].watch.fd == -1 && places[2].watch.fd == -1, "both");
	ok(places[0].watched, "another slot's is not");
	is_int(add(3), 0, "there is room again");
	is_int(places[1].slot, 3, "in the first place that is free");
	ok(places[1].watched && !places[1].paused, "it is listened to");
	is_int(add(4), 0, "and once more");
	is_int(add(5), -1, "but not a third time");
	is_int(listeners.n, 3, "no place beyond the last was used");
	listeners_stop(&listeners);
	world_close();
	return done();
}
