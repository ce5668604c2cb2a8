// SPDX-License-Identifier: BSD-2-Clause
#include "errname.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

/* strerrorname_np() is glibc's alone. */
static const struct {
	int error;
	const char *name;
} names[] = {
/* clang-format off */
#define NAME(error) {error, #error},
    NAME(EACCES)
    NAME(EADDRINUSE)
    NAME(EADDRNOTAVAIL)
    NAME(EAFNOSUPPORT)
    NAME(EAGAIN)
    NAME(EALREADY)
    NAME(EBADF)
    NAME(ECONNABORTED)
    NAME(ECONNREFUSED)
    NAME(ECONNRESET)
    NAME(EDQUOT)
    NAME(EEXIST)
    NAME(EHOSTDOWN)
    NAME(EHOSTUNREACH)
    NAME(EINPROGRESS)
    NAME(EINTR)
    NAME(EINVAL)
    NAME(EIO)
    NAME(EISCONN)
    NAME(EMFILE)
    NAME(ENETDOWN)
    NAME(ENETUNREACH)
    NAME(ENFILE)
    NAME(ENOBUFS)
    NAME(ENOENT)
    NAME(ENOMEM)
    NAME(ENONET)
    NAME(ENOPROTOOPT)
    NAME(ENOSPC)
    NAME(ENOTCONN)
    NAME(ENOTSOCK)
    NAME(EOPNOTSUPP)
    NAME(EPERM)
    NAME(EPIPE)
    NAME(EPROTO)
    NAME(EPROTONOSUPPORT)
    NAME(ESPIPE)
    NAME(ETIMEDOUT)
    NAME(ETOOMANYREFS)
#undef NAME
    /* clang-format on */
};

const char *
errname(int error)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (names[i].error == error)
			return names[i].name;
	return strerror(error);
}
