// SPDX-License-Identifier: BSD-2-Clause
#define RELAY_SIM_INSIDE
#include <errno.h>

#include "files.h"
#include "store.h"

/* A listening socket and who waits in its queue, the first first. */
struct acceptor {
	struct acceptor *next;
	int id;
	bool local;
	struct file *file;
	uint32_t n, most;
	struct cable *first, **end;
};

static struct acceptor *acceptors;
static int last_id;

void
acceptors_reset(void)
{
	acceptors = NULL;
	last_id = 0;
}

int
sim_listen(bool unix_socket)
{
	struct file *file;
	int fd = fd_new(FILE_LISTENER, &file);
	struct acceptor *acceptor;

	if (fd < 0) {
		errno = -fd;
		return -1;
	}
	acceptor = store_take(sizeof(*acceptor), sizeof(*acceptor));
	acceptor->next = acceptors;
	acceptors = acceptor;
	acceptor->id = ++last_id;
	acceptor->local = unix_socket;
	acceptor->file = file;
	acceptor->most = 128;
	acceptor->end = &acceptor->first;
	file->acceptor = acceptor;
	file->local = unix_socket;
	file->linger = !unix_socket;
	return fd;
}

int
sim_listener_id(int fd)
{
	struct file *file = fd_file(fd);

	return file != NULL && file->acceptor != NULL ? file->acceptor->id : 0;
}

static struct wire *
arrive(struct acceptor *acceptor)
{
	struct cable *cable;

	if (acceptor->n == acceptor->most)
		return NULL;
	cable = cable_new(acceptor->local);
	cable->wire.client = true;
	cable->plug[NEAR].state = cable->plug[FAR].state = PLUG_UP;
	cable->next_waiting = NULL;
	*acceptor->end = cable;
	acceptor->end = &cable->next_waiting;
	acceptor->n++;
	NOTE("wire %u: a client comes", cable->wire.id);
	file_edge(acceptor->file);
	return &cable->wire;
}

struct wire *
sim_arrive_at(int listener_id)
{
	for (struct acceptor *acceptor = acceptors; acceptor != NULL;
	     acceptor = acceptor->next)
		if (acceptor->id == listener_id)
			return arrive(acceptor);
	return NULL;
}

struct wire *
sim_arrive(int listener)
{
	return sim_arrive_at(sim_listener_id(listener));
}

uint32_t
acceptor_poll(const struct file *file)
{
	return file->acceptor->n > 0 ? EPOLLIN : 0;
}

/* Takes the first that waits; NULL. */
static struct cable *
take_first(struct acceptor *acceptor)
{
	struct cable *cable = acceptor->first;

	if (cable == NULL)
		return NULL;
	acceptor->first = cable->next_waiting;
	if (acceptor->first == NULL)
		acceptor->end = &acceptor->first;
	acceptor->n--;
	return cable;
}

/* inet_csk_listen_stop(): who was not accepted is reset. */
void
acceptor_close(struct file *file)
{
	struct acceptor *acceptor = file->acceptor, **at = &acceptors;
	struct cable *cable;

	while (*at != acceptor)
		at = &(*at)->next;
	*at = acceptor->next;
	while ((cable = take_first(acceptor)) != NULL) {
		if (cable->local && !cable->plug[FAR].closed)
			cable->plug[FAR].error = ECONNRESET;
		cable_close(cable, NEAR, true);
		cable_tell_closed(cable, true);
	}
	store_give(acceptor, sizeof(*acceptor));
}

static int
accept_one(int listener)
{
	struct file *on = fd_file(listener), *file;
	struct cable *cable;
	int fd;

	if (on == NULL)
		return -EBADF;
	if (!fd_is_left())
		return -EMFILE;
	if (on->kind != FILE_LISTENER)
		return on->kind == FILE_SOCKET ? -EINVAL : -ENOTSOCK;
	cable = take_first(on->acceptor);
	if (cable == NULL)
		return -EAGAIN;
	fd = fd_new(FILE_SOCKET, &file);
	file->local = cable->local;
	file->linger = on->linger;
	file->cable = cable;
	cable->plug[NEAR].file = file;
	cable->plug[NEAR].linger = on->linger;
	NOTE("wire %u: accepted as %d", cable->wire.id, fd);
	return fd;
}

int
sys_accept(int fd)
{
	int error = call_begin(SIM_accept);

	return (int)call_end(SIM_accept, fd, error ? -error : accept_one(fd));
}
