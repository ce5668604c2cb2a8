// SPDX-License-Identifier: BSD-2-Clause
#include "deeds.h"

#include "run_inside.h"
#include "segment.h"
#include "trace.h"
#include "world.h"

/* ---- the supervisor ---------------------------------------------------- */

/* The door of segment.h that a worker uses: whether another one serves. */
bool
segment_successor(const struct segment *segment)
{
	(void)segment;
	return world_now_us() >= world.successor_us;
}

void
deeds_tell(
    enum channel_kind kind, uint32_t slot, uint32_t socket, int fd, uint64_t ms)
{
	struct channel_message message = {
	    .kind = kind, .slot = slot, .socket = socket, .ms = ms};

	if (!world.hung_up)
		sim_tell(&message, fd);
}

static void
hang_up(int64_t for_us)
{
	if (world.hung_up)
		return;
	sim_hang_up();
	world.hung_up = true;
	if (world.scene->end == END_SUCCESSOR)
		world.successor_us = world_now_us() + for_us;
}

void
deeds_drain(int64_t for_us)
{
	if (world.hung_up || world.draining)
		return;
	world.draining = true;
	deeds_tell(CHANNEL_DRAIN, 0, 0, -1, (uint64_t)for_us / 1000 + 1);
}

/* A neighbour's socket for the address of one of our own. */
static void
lend(uint32_t own)
{
	const struct world_socket *socket = &world.sockets[own];
	int fd;

	if (world.n_sockets == WORLD_SOCKETS || world.hung_up)
		return;
	fd = world_add_socket(socket->listener, socket->unix_socket);
	if (fd == -1)
		return;
	world.passed_fds++;
	deeds_tell(CHANNEL_LEND, 1, own, fd, 0);
}

/* Another log: a file, or a socket that nobody reads from. */
static void
pass_log(bool socket)
{
	int fd = -1;

	if (!world.hung_up)
		fd = socket ? run_log_socket() : sim_log_file();
	if (fd == -1)
		return;
	world.passed_fds++;
	deeds_tell(CHANNEL_LOG, 0, 0, fd, 0);
}

/* No such message, or one with a descriptor that nobody asked for. */
static void
say_nonsense(bool passing)
{
	int fd = passing ? sim_log_file() : -1;

	deeds_tell(passing ? CHANNEL_COMMIT : CHANNEL_DRAIN + 77, 0, 0, fd, 0);
}

void
deeds_do(const struct entry *entry)
{
	int64_t until_us = world_now_us() + entry->for_us;
	struct world_server *server =
	    &world.servers[entry->where % world.n_servers];

	trace_say("deed: %s %u", deed_words[entry->deed], entry->where);
	switch (entry->deed) {
	case DEED_RESTART:
		backend_restart(entry->where % world.n_servers);
		break;
	case DEED_REFUSE:
		server->refuses_until_us = until_us;
		break;
	case DEED_BLACKHOLE:
		server->mute_until_us = until_us;
		break;
	case DEED_LEND:
		lend(entry->where % world.n_own);
		break;
	case DEED_UNLEND:
		deeds_tell(CHANNEL_UNLEND, 1, 0, -1, 0);
		break;
	case DEED_LOG:
		pass_log(entry->where % 2 == 1);
		break;
	case DEED_DRAIN:
		deeds_drain(entry->for_us);
		break;
	case DEED_HANG_UP:
		hang_up(entry->for_us);
		break;
	case DEED_NONSENSE: /* to the worker that is as good as gone */
		say_nonsense(entry->where % 2 == 1);
		hang_up(entry->for_us);
		break;
	default:
		break;
	}
}
