// SPDX-License-Identifier: BSD-2-Clause
#define RELAY_SIM_INSIDE
#include <errno.h>
#include <string.h>

#include "cable.h"
#include "errname.h"

static ssize_t
ended(const struct cable *cable, const char *what, ssize_t result)
{
	trace_mix((uint64_t)cable->wire.id << 32 ^ (uint64_t)result);
	if (result >= 0) {
		NOTE("far %u: %s -> %zd", cable->wire.id, what, result);
		return result;
	}
	NOTE("far %u: %s -> %s", cable->wire.id, what, errname((int)-result));
	errno = (int)-result;
	return -1;
}

ssize_t
far_recv(void *wire, void *buf, size_t n)
{
	struct cable *cable = wire;

	return ended(cable, "recv", cable_recv(cable, FAR, buf, n, false));
}

ssize_t
far_send(void *wire, const void *buf, size_t n)
{
	struct cable *cable = wire;

	return ended(cable, "send", cable_send(cable, FAR, buf, n));
}

void
far_finish(void *wire)
{
	struct cable *cable = wire;

	ended(cable, "finish", cable_shutdown(cable, FAR));
}

void
far_close(void *wire)
{
	struct cable *cable = wire;

	ended(cable, "close", cable_close(cable, FAR, false));
	cable_release(cable);
}

void
far_reset(void *wire)
{
	struct cable *cable = wire;

	ended(cable, "reset", cable_close(cable, FAR, true));
	cable_release(cable);
}
