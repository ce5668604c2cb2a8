// SPDX-License-Identifier: BSD-2-Clause
#include "bind.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "announce.h"
#include "log.h"
#include "privilege.h"

static int
failed(const struct bound *bound, const char *what)
{
	char text[ADDR_TEXT_MAX];

	return announce_failure("listener %s: address %s: %s: %m",
	    bound->listener->label, addr_print(&bound->addr, text), what);
}

/* The file of a Unix socket; NULL for an abstract name or an IP address. */
static const char *
path_of(const struct bound *bound)
{
	if (!addr_is_unix(&bound->addr) || bound->addr.un.sun_path[0] == '\0')
		return NULL;
	return bound->addr.un.sun_path;
}

static int
stream_socket(int family)
{
	return socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

/*
 * Open a socket for the address.  "*" is one for both families; where the
 * kernel has no IPv6, it is 0.0.0.0, and bound->addr says so from then on.
 */
static int
open_socket(struct bound *bound)
{
	struct addr *addr = &bound->addr;
	int fd = stream_socket(addr->sa.sa_family);
	int v6only = !addr->any;

	if (fd == -1 && errno == EAFNOSUPPORT && addr->any) {
		struct sockaddr_in in = {
		    .sin_family = AF_INET, .sin_port = addr->in6.sin6_port};

		*addr = (struct addr){.in = in, .len = sizeof(in)};
		return stream_socket(AF_INET);
	}
	if (fd != -1 && addr->sa.sa_family == AF_INET6)
		setsockopt(
		    fd, IPPROTO_IPV6, IPV6_V6ONLY, &v6only, sizeof(v6only));
	return fd;
}

static int
set_int(int fd, int level, int name, int64_t value)
{
	int v = value < INT32_MAX ? (int)value : INT32_MAX;

	return setsockopt(fd, level, name, &v, sizeof(v));
}

static int64_t
seconds(int64_t ms)
{
	return (ms + 999) / 1000;
}

/*
 * Accepted sockets inherit these.  A linger of 0 makes each end that we did
 * not ask for, a crash included, a RST: no client may take it for complete.
 */
static int
set_inherited(int fd, const struct config_listener *listener)
{
	const struct linger linger = {.l_onoff = 1, .l_linger = 0};
	const struct keepalive *alive = &listener->keepalive;
	const struct {
		int level, name;
		int64_t value; /* 0: leave it to the kernel */
	} options[] = {
	    {IPPROTO_TCP, TCP_NODELAY, 1},
	    {SOL_SOCKET, SO_OOBINLINE, 1},
	    {SOL_SOCKET, SO_KEEPALIVE, alive->idle_ms > 0},
	    {IPPROTO_TCP, TCP_KEEPIDLE, seconds(alive->idle_ms)},
	    {IPPROTO_TCP, TCP_KEEPINTVL, seconds(alive->interval_ms)},
	    {IPPROTO_TCP, TCP_KEEPCNT, (int64_t)alive->probes},
	    {IPPROTO_TCP, TCP_USER_TIMEOUT, listener->user_timeout},
	    {SOL_SOCKET, SO_RCVBUF, (int64_t)listener->rcvbuf},
	    {SOL_SOCKET, SO_SNDBUF, (int64_t)listener->sndbuf},
	};

	if (setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)) ==
	    -1)
		return -1;
	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		if (options[i].value > 0 &&
		    set_int(fd, options[i].level, options[i].name,
			options[i].value) == -1)
			return -1;
	return 0;
}

/* SO_REUSEADDR also passes to accepted sockets: it is what lets the next
 * start's probe see past those of ours that are still in TIME_WAIT. */
static int
set_options(int fd, const struct config_listener *listener)
{
	if (set_int(fd, SOL_SOCKET, SO_REUSEADDR, 1) == -1 ||
	    set_int(fd, SOL_SOCKET, SO_REUSEPORT, 1) == -1)
		return -1;
	if (listener->fast_open && set_int(fd, IPPROTO_TCP, TCP_FASTOPEN,
				       (int64_t)listener->backlog) == -1)
		return -1;
	if (listener->defer_accept > 0 &&
	    set_int(fd, IPPROTO_TCP, TCP_DEFER_ACCEPT,
		seconds(listener->defer_accept)) == -1)
		return -1;
	return set_inherited(fd, listener);
}

/* Sharing a port with a stranger of our uid succeeds in silence, and half of
 * the clients are his: so try without sharing first. */
static int
probe_tcp(struct bound *bound)
{
	int fd = open_socket(bound), error;

	if (fd == -1)
		return -1;
	set_int(fd, SOL_SOCKET, SO_REUSEADDR, 1);
	error = bind(fd, &bound->addr.sa, bound->addr.len) == -1 ? errno : 0;
	close(fd);
	errno = error;
	return error != 0 ? -1 : 0;
}

/* A file that nobody listens behind any more may be replaced; nothing else. */
static int
probe_path(const struct bound *bound, const char *path)
{
	struct stat st;
	int fd, error;

	if (lstat(path, &st) == -1)
		return errno == ENOENT ? 0 : -1;
	if (!S_ISSOCK(st.st_mode)) {
		errno = EEXIST;
		return -1;
	}
	fd = stream_socket(AF_UNIX);
	if (fd == -1)
		return -1;
	error = connect(fd, &bound->addr.sa, bound->addr.len) == -1 ? errno : 0;
	close(fd);
	errno = EADDRINUSE;
	return error == 0 || error == EAGAIN ? -1 : 0;
}

static int
probe(struct bound *bound, bool orphans)
{
	const char *path = path_of(bound);
	int rc = 0;

	if (path != NULL)
		rc = probe_path(bound, path);
	else if (!addr_is_unix(&bound->addr) && addr_port(&bound->addr) != 0)
		rc = probe_tcp(bound);
	if (rc == -1 && !(errno == EADDRINUSE && orphans))
		return failed(bound, "bind");
	return 0;
}

static int
bind_tcp(struct bound *bound)
{
	struct addr *addr = &bound->addr;

	for (uint32_t i = 0; i < bound->n_fds; i++) {
		int fd = bound->fds[i] = open_socket(bound);

		if (fd == -1)
			return failed(bound, "socket");
		if (set_options(fd, bound->listener) == -1)
			return failed(bound, "socket options");
		if (bind(fd, &addr->sa, addr->len) == -1)
			return failed(bound, "bind");
		/* The first slot's port 0 becomes the port of all. */
		socklen_t len = addr->len;

		if (getsockname(fd, &addr->sa, &len) == -1)
			return failed(bound, "name");
	}
	return 0;
}

/*
 * The name that a socket's file has until it is complete, in the folder of
 * the final one: its mode and owner are right before a client can see it.
 */
static int
temporary(const struct bound *bound, struct sockaddr_un *sun)
{
	const char *path = path_of(bound);
	const char *slash = strrchr(path, '/');
	int folder = slash != NULL ? (int)(slash - path) + 1 : 0;
	int n = snprintf(sun->sun_path, sizeof(sun->sun_path), "%.*s.%d.sock",
	    folder, path, (int)getpid());

	sun->sun_family = AF_UNIX;
	if (n > 0 && (size_t)n < sizeof(sun->sun_path))
		return 0;
	errno = ENAMETOOLONG;
	return -1;
}

static int
unknown(const struct bound *bound, const char *who, const char *name,
    const char *what)
{
	char text[ADDR_TEXT_MAX];

	return announce_failure("listener %s: address %s: %s %s: no such %s",
	    bound->listener->label, addr_print(&bound->addr, text), who, name,
	    what);
}

static int
set_owner(const struct bound *bound, const char *path)
{
	const struct config_address *address = bound->address;
	uid_t uid = (uid_t)-1;
	gid_t gid = (gid_t)-1, own;

	if (address->user != NULL &&
	    privilege_user(address->user, &uid, &own) == -1)
		return unknown(bound, "owner", address->user, "account");
	if (address->group != NULL &&
	    privilege_group(address->group, &gid) == -1)
		return unknown(bound, "group", address->group, "group");
	if ((address->user != NULL || address->group != NULL) &&
	    chown(path, uid, gid) == -1)
		return failed(bound, "owner");
	if (chmod(path, address->mode) == -1)
		return failed(bound, "mode");
	return 0;
}

/* A new file takes the place of the old one in one step, and listens. */
static int
finish_file(struct bound *bound, int fd, const char *path)
{
	struct stat st;

	if (set_owner(bound, path) == -1)
		return -1;
	if (listen(fd, (int)bound->listener->backlog) == -1)
		return failed(bound, "listen");
	if (stat(path, &st) == -1 || rename(path, path_of(bound)) == -1)
		return failed(bound, "rename");
	bound->dev = st.st_dev;
	bound->ino = st.st_ino;
	return 0;
}

static int
place_file(struct bound *bound, int fd)
{
	struct sockaddr_un sun = {0};
	int rc;

	if (temporary(bound, &sun) == -1)
		return failed(bound, "bind");
	unlink(sun.sun_path);
	if (bind(fd, (struct sockaddr *)&sun, sizeof(sun)) == -1)
		return failed(bound, "bind");
	rc = finish_file(bound, fd, sun.sun_path);
	if (rc == -1)
		unlink(sun.sun_path);
	return rc;
}

static int
bind_unix(struct bound *bound)
{
	int fd = bound->fds[0] = stream_socket(AF_UNIX);

	if (fd == -1)
		return failed(bound, "socket");
	if (path_of(bound) == NULL &&
	    bind(fd, &bound->addr.sa, bound->addr.len) == -1)
		return failed(bound, "bind");
	return 0;
}

static int
init_bound(struct bound *bound, uint32_t n_slots)
{
	bound->addr = bound->address->addr;
	bound->shared = addr_is_unix(&bound->addr);
	bound->n_fds = bound->shared ? 1 : n_slots;
	bound->fds = calloc(bound->n_fds, sizeof(*bound->fds));
	if (bound->fds == NULL)
		return -1;
	for (uint32_t i = 0; i < bound->n_fds; i++)
		bound->fds[i] = -1;
	return 0;
}

static int
init_set(struct bind_set *set, const struct config *config)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < config->n_listeners; i++)
		n += config->listeners[i].addresses.n;
	*set = (struct bind_set){.n_slots = config->n_workers};
	must(n > 0);
	set->bounds = calloc(n, sizeof(*set->bounds));
	if (set->bounds == NULL)
		return -1;
	for (uint32_t i = 0; i < config->n_listeners; i++) {
		const struct config_listener *listener = &config->listeners[i];

		for (uint32_t j = 0; j < listener->addresses.n; j++) {
			struct bound *bound = &set->bounds[set->n_bounds++];

			bound->listener = listener;
			bound->listener_i = i;
			bound->address = &listener->addresses.v[j];
			if (init_bound(bound, set->n_slots) == -1)
				return -1;
		}
	}
	return 0;
}

static int
bind_all(struct bind_set *set, bool orphans)
{
	for (uint32_t i = 0; i < set->n_bounds; i++)
		if (probe(&set->bounds[i], orphans) == -1)
			return -1;
	for (uint32_t i = 0; i < set->n_bounds; i++) {
		struct bound *bound = &set->bounds[i];

		if ((bound->shared ? bind_unix(bound) : bind_tcp(bound)) == -1)
			return -1;
	}
	return 0;
}

int
bind_open(struct bind_set *set, const struct config *config, bool orphans)
{
	int rc = init_set(set, config);

	if (rc == -1)
		announce_failure("listeners: %m");
	else
		rc = bind_all(set, orphans);
	if (rc == -1)
		bind_close(set);
	return rc;
}

static int
listen_bound(struct bound *bound)
{
	if (path_of(bound) != NULL)
		return place_file(bound, bound->fds[0]);
	for (uint32_t i = 0; i < bound->n_fds; i++)
		if (listen(bound->fds[i], (int)bound->listener->backlog) == -1)
			return failed(bound, "listen");
	return 0;
}

int
bind_listen(struct bind_set *set)
{
	for (uint32_t i = 0; i < set->n_bounds; i++)
		if (listen_bound(&set->bounds[i]) == -1)
			return -1;
	return 0;
}

void
bind_sockets(
    const struct bind_set *set, uint32_t slot, struct worker_socket *sockets)
{
	for (uint32_t i = 0; i < set->n_bounds; i++) {
		const struct bound *bound = &set->bounds[i];

		sockets[i] =
		    (struct worker_socket){.listener = bound->listener_i,
			.shared = bound->shared,
			.fd = bound->fds[bound->shared ? 0 : slot]};
	}
}

static void
close_bound(struct bound *bound)
{
	const char *path = path_of(bound);
	struct stat st;

	if (path != NULL && bound->ino != 0 && lstat(path, &st) == 0 &&
	    st.st_dev == bound->dev && st.st_ino == bound->ino)
		unlink(path);
	for (uint32_t i = 0; bound->fds != NULL && i < bound->n_fds; i++)
		if (bound->fds[i] != -1)
			close(bound->fds[i]);
	free(bound->fds);
}

void
bind_close(struct bind_set *set)
{
	for (uint32_t i = 0; set->bounds != NULL && i < set->n_bounds; i++)
		close_bound(&set->bounds[i]);
	free(set->bounds);
	*set = (struct bind_set){0};
}
