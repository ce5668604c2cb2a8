// SPDX-License-Identifier: BSD-2-Clause
#define RELAY_SIM_INSIDE
#include <errno.h>

#include "files.h"

/* What a stream's call begins with: a socket, or an error. */
static struct file *
find(int fd, ssize_t *error)
{
	struct file *file = fd_file(fd);

	*error = -EBADF;
	if (file == NULL)
		return NULL;
	*error = -ENOTSOCK;
	if (file->kind == FILE_SOCKET)
		return file;
	if (file->kind == FILE_LISTENER)
		*error = file->local ? -EINVAL : -ENOTCONN;
	return NULL;
}

/*
 * A call fails though nothing was wrong: what says that its connection is
 * dead kills it, and an EAGAIN is followed by an edge, as the kernel says it
 * only if one will come.
 */
static ssize_t
hurt(int fd, int error)
{
	ssize_t none;
	struct file *file = find(fd, &none);
	struct cable *cable = file != NULL ? file->cable : NULL;

	if (cable == NULL)
		return -error;
	switch (error) {
	case EAGAIN:
		cable_edge(cable, NEAR);
		break;
	case EINTR:
	case ENOMEM:
	case ENOBUFS:
		break;
	default:
		cable->way[FAR].tail = cable->way[FAR].mid;
		cable_kill(cable, error, false);
	}
	return -error;
}

static ssize_t
receive(int fd, void *buf, size_t n, bool peek)
{
	ssize_t got;
	struct file *file = find(fd, &got);
	struct cable *cable;

	if (file == NULL)
		return got;
	cable = file->cable;
	if (cable == NULL)
		return file->local ? -EINVAL : -ENOTCONN;
	got = cable_recv(cable, NEAR, buf, n, peek);
	if (got <= 0 || peek)
		return got;
	sim_run.bytes += (uint64_t)got;
	if (!cable->plug[FAR].closed && sim_run.world.read != NULL)
		sim_run.world.read(&cable->wire, (size_t)got);
	return got;
}

/* It ended too soon, and an edge tells of the rest. */
static ssize_t
too_soon(int fd, ssize_t moved)
{
	const struct file *file = fd_file(fd);

	if (moved > 0)
		cable_edge(file->cable, NEAR);
	return moved;
}

/* With its end known, a stream has no bytes that come right after. */
static bool
may_be_short(int fd)
{
	const struct file *file = fd_file(fd);

	return file != NULL && file->cable != NULL &&
	       (file->local || file->cable->plug[NEAR].shut == 0);
}

ssize_t
sys_recv(int fd, void *buf, size_t n)
{
	int error = call_begin(SIM_recv);

	if (error == SIM_SHORT && n > 0 && may_be_short(fd))
		return call_end(
		    SIM_recv, fd, too_soon(fd, receive(fd, buf, 1, false)));
	if (error == SIM_SHORT)
		error = 0;
	return call_end(
	    SIM_recv, fd, error ? hurt(fd, error) : receive(fd, buf, n, false));
}

ssize_t
sys_peek(int fd, void *buf, size_t n)
{
	int error = call_begin(SIM_peek);

	return call_end(
	    SIM_peek, fd, error ? hurt(fd, error) : receive(fd, buf, n, true));
}

static ssize_t
transmit(int fd, const void *buf, size_t n)
{
	ssize_t sent;
	struct file *file = find(fd, &sent);
	struct cable *cable;

	if (file == NULL)
		return sent;
	cable = file->cable;
	if (cable == NULL)
		return file->local ? -ENOTCONN : -EPIPE;
	sent = cable_send(cable, NEAR, buf, n);
	if (sent <= 0)
		return sent;
	sim_run.bytes += (uint64_t)sent;
	if (!cable->plug[FAR].closed && sim_run.world.wrote != NULL)
		sim_run.world.wrote(&cable->wire, buf, (size_t)sent);
	return sent;
}

ssize_t
sys_send(int fd, const void *buf, size_t n)
{
	int error = call_begin(SIM_send);

	if (error == SIM_SHORT && n > 0)
		return call_end(
		    SIM_send, fd, too_soon(fd, transmit(fd, buf, 1)));
	if (error == SIM_SHORT)
		error = 0;
	return call_end(
	    SIM_send, fd, error ? hurt(fd, error) : transmit(fd, buf, n));
}

ssize_t
sys_send_now(int fd, const void *buf, size_t n)
{
	int error = call_begin(SIM_send_now);

	return call_end(
	    SIM_send_now, fd, error ? hurt(fd, error) : transmit(fd, buf, n));
}

/* ENOTCONN says that a RST had come; what else may be said says nothing. */
static int
finish(int fd, int error)
{
	ssize_t result;
	struct file *file = find(fd, &result);

	if (file == NULL)
		return error ? -error : (int)result;
	if (file->cable == NULL)
		return file->local ? 0 : -ENOTCONN;
	if (error == ENOTCONN && !file->local)
		cable_kill(file->cable, ECONNRESET, true);
	else
		result = cable_shutdown(file->cable, NEAR);
	return error ? -error : (int)result;
}

int
sys_shutdown_write(int fd)
{
	int error = call_begin(SIM_shutdown_write);

	return (int)call_end(SIM_shutdown_write, fd, finish(fd, error));
}
