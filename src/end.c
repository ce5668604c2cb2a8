// SPDX-License-Identifier: BSD-2-Clause
#include "end.h"

#include <errno.h>

#include "sys.h"

void
end_init(struct end *end, int fd, bool unix_socket,
    void (*fn)(struct watch *, uint32_t))
{
	*end = (struct end){
	    .watch = {.fd = fd, .fn = fn},
	    .writable = true,
	    .exhaustive = unix_socket,
	};
}

void
end_note(struct end *end, uint32_t events)
{
	if (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR | EPOLLPRI))
		end->readable = true;
	if (events & EPOLLOUT)
		end->writable = true;
	if (events & EPOLLPRI)
		end->exhaustive = true;
	if (events & EPOLLRDHUP)
		end->eof_near = true;
	if (events & EPOLLERR)
		end->error = true;
	if (events & (EPOLLHUP | EPOLLERR)) {
		end->broken = true;
		end->writable = true; /* let the send tell what happened */
	}
}

/*
 * With a FIN or an error behind the bytes there will be no other edge, so it
 * stays readable; and a FIN that was announced needs no call to be found.
 */
ssize_t
end_read(struct end *end, void *buf, size_t n)
{
	ssize_t got;

	if (end->at_eof)
		return 0;
	got = sys_recv(end->watch.fd, buf, n);
	if (got == -1 && errno == EAGAIN)
		end->readable = false;
	if (got <= 0 || (size_t)got == n || end->exhaustive || end->broken)
		return got;
	if (end->eof_near)
		end->at_eof = true;
	else
		end->readable = false;
	return got;
}

ssize_t
end_write(struct end *end, const void *buf, size_t n)
{
	ssize_t sent = sys_send(end->watch.fd, buf, n);

	if (sent == -1 ? errno == EAGAIN : (size_t)sent < n)
		end->writable = false;
	return sent;
}
