// SPDX-License-Identifier: BSD-2-Clause
#define RELAY_SIM_INSIDE
#include <errno.h>
#include <string.h>

#include "files.h"
#include "transit.h"

static int
new_socket(int family)
{
	struct file *file;
	int fd;

	if (family != AF_INET && family != AF_INET6 && family != AF_UNIX)
		return -EAFNOSUPPORT;
	fd = fd_new(FILE_SOCKET, &file);
	if (fd >= 0)
		file->local = family == AF_UNIX;
	return fd;
}

int
sys_socket(int family)
{
	int error = call_begin(SIM_socket);

	return (int)call_end(
	    SIM_socket, -1, error ? -error : new_socket(family));
}

static struct file *
find(int fd, int *error)
{
	struct file *file = fd_file(fd);

	*error = file == NULL ? -EBADF : -ENOTSOCK;
	if (file == NULL || file->kind == FILE_EPOLL ||
	    file->kind == FILE_STATM || file->kind == FILE_LOG)
		return NULL;
	*error = 0;
	return file;
}

int
sys_bind(int fd, const struct sockaddr *sa, socklen_t len)
{
	int error = call_begin(SIM_bind), none;
	struct file *file = find(fd, &none);

	(void)sa;
	(void)len;
	if (file != NULL && (file->kind != FILE_SOCKET || file->cable != NULL))
		none = -EINVAL;
	return (int)call_end(SIM_bind, fd, error ? -error : none);
}

/* ---- connect ----------------------------------------------------------- */

/* connect() once more, on a socket that has dialed. */
static int
connect_again(struct plug *plug)
{
	if (plug->state == PLUG_CONNECTING)
		return -EALREADY;
	if (!plug->asked)
		return -EISCONN;
	plug->asked = false;
	if (plug->state == PLUG_UP)
		return 0;
	return plug->error ? -plug_take_error(plug) : -ECONNABORTED;
}

static struct cable *
dial(struct file *file, const struct sockaddr *sa, socklen_t len,
    enum sim_fate *fate)
{
	struct cable *cable = cable_new(file->local);
	struct plug *near = &cable->plug[NEAR];
	struct way *back = &cable->way[FAR];

	file->cable = cable;
	near->file = file;
	near->linger = file->linger;
	near->state = file->local ? PLUG_UP : PLUG_CONNECTING;
	near->asked = !file->local;
	cable->plug[FAR].state = PLUG_UP;
	if (!file->local)
		back->up = back->last =
		    sim_run.now_ns + 1000 + way_delay(&cable->chance);
	*fate = sim_run.world.dialed != NULL
		    ? sim_run.world.dialed(&cable->wire, sa, len)
		    : SIM_REFUSED;
	if (*fate != SIM_ACCEPTED) {
		cable->plug[FAR].closed = true;
		if (*fate == SIM_REFUSED)
			back->rst = back->up;
		back->up = 0;
	}
	NOTE("wire %u: dialed from %d: fate %d", cable->wire.id, file->fd,
	    (int)*fate);
	if (!file->local)
		transit_plan(back);
	return cable;
}

static int
undial(struct file *file, int error)
{
	file->cable->plug[NEAR].closed = true;
	cable_release(file->cable);
	file->cable = NULL;
	return -error;
}

static int
connect_to(int fd, const struct sockaddr *sa, socklen_t len)
{
	int error;
	struct file *file = find(fd, &error);
	enum sim_fate fate;

	if (file == NULL)
		return error;
	if (file->kind != FILE_SOCKET)
		return -EISCONN;
	if (file->cable != NULL)
		return connect_again(&file->cable->plug[NEAR]);
	dial(file, sa, len, &fate);
	if (!file->local)
		return -EINPROGRESS;
	if (fate == SIM_REFUSED)
		return undial(file, ECONNREFUSED);
	if (fate == SIM_QUEUE_FULL)
		return undial(file, EAGAIN);
	file_edge(file);
	return 0;
}

int
sys_connect(int fd, const struct sockaddr *sa, socklen_t len)
{
	int error = call_begin(SIM_connect);

	return (int)call_end(
	    SIM_connect, fd, error ? -error : connect_to(fd, sa, len));
}

/* ---- options ----------------------------------------------------------- */

static int
set_option(struct file *file, int level, int name, const void *value)
{
	struct linger linger;

	if (file->local && level != SOL_SOCKET)
		return -EOPNOTSUPP;
	if (level != SOL_SOCKET || name != SO_LINGER)
		return 0;
	memcpy(&linger, value, sizeof(linger));
	file->linger = linger.l_onoff != 0 && linger.l_linger == 0;
	if (file->cable != NULL)
		file->cable->plug[NEAR].linger = file->linger;
	return 0;
}

int
sys_setsockopt(int fd, int level, int name, const void *value, socklen_t n)
{
	int error = call_begin(SIM_setsockopt), none;
	struct file *file = find(fd, &none);

	if (error != 0)
		none = -error;
	else if (file != NULL && level == SOL_SOCKET && name == SO_LINGER &&
		 n < sizeof(struct linger))
		none = -EINVAL;
	else if (file != NULL)
		none = set_option(file, level, name, value);
	return (int)call_end(SIM_setsockopt, fd, none);
}

static int
socket_error(int fd, int injected)
{
	int error;
	struct file *file = find(fd, &error);

	if (file == NULL)
		return -error;
	if (file->cable == NULL)
		return injected;
	if (injected == 0)
		return plug_take_error(&file->cable->plug[NEAR]);
	cable_kill(file->cable, injected, false);
	return injected;
}

int
sys_socket_error(int fd)
{
	int error = socket_error(fd, call_begin(SIM_socket_error));

	call_end(SIM_socket_error, fd, error);
	return error;
}

/* Nobody is ever given the address that he dials. */
int
sys_own_addr(int fd, struct sockaddr *sa, socklen_t *len)
{
	int error = call_begin(SIM_own_addr), none;
	struct file *file = find(fd, &none);

	if (error != 0)
		none = -error;
	else if (file != NULL)
		none = 0;
	*len = sizeof(sa_family_t);
	sa->sa_family = file != NULL && file->local ? AF_UNIX : AF_UNSPEC;
	return (int)call_end(SIM_own_addr, fd, none);
}
