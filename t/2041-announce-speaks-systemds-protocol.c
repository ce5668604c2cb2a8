/*
 * READY=1 with the pid goes to NOTIFY_SOCKET, of a path or an abstract name;
 * a wrong one harms nothing.
 */
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "announce.h"
#include "tap.h"

static int
listen_at(struct sockaddr_un *sun, size_t n)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	sun->sun_family = AF_UNIX;
	if (bind(fd, (struct sockaddr *)sun,
		(socklen_t)(offsetof(struct sockaddr_un, sun_path) + n)) == -1)
		perror("# bind");
	return fd;
}

static const char *
heard(int fd)
{
	static char text[128];
	ssize_t n = recv(fd, text, sizeof(text) - 1, 0);

	text[n > 0 ? n : 0] = '\0';
	return text;
}

int
main(void)
{
	char name[64], ready[64], folder[] = "/tmp/relayd-test.XXXXXX";
	struct sockaddr_un sun = {0};
	int fd;

	plan(5);
	snprintf(ready, sizeof(ready), "READY=1\nMAINPID=%d", (int)getpid());
	snprintf(name, sizeof(name), "@relayd-test-%d", (int)getpid());
	setenv("NOTIFY_SOCKET", name, 1);
	memcpy(sun.sun_path + 1, name + 1, strlen(name) - 1);
	fd = listen_at(&sun, strlen(name));
	announce_ready();
	is_str(heard(fd), ready, "an abstract socket hears that we are ready");
	announce_stopping();
	is_str(heard(fd), "STOPPING=1", "and that we stop");
	close(fd);

	ok(mkdtemp(folder) != NULL, "a folder");
	snprintf(sun.sun_path, sizeof(sun.sun_path), "%s/notify", folder);
	setenv("NOTIFY_SOCKET", sun.sun_path, 1);
	fd = listen_at(&sun, sizeof(sun.sun_path));
	announce_ready();
	is_str(heard(fd), ready, "so does a socket with a path");
	close(fd);
	unlink(sun.sun_path);
	rmdir(folder);

	announce_ready();
	setenv("NOTIFY_SOCKET", "", 1);
	announce_ready();
	unsetenv("NOTIFY_SOCKET");
	announce_ready();
	ok(true, "a socket that is gone, and none, are no error");
	return done();
}
