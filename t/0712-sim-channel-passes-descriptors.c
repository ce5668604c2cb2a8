/*
 * Goal: the channel brings messages in order, each with its descriptor under
 * a number of the worker's, or without for want of one; then its end.
 */
#include "unit_sim.h"

static struct channel_message heard;
static int closed_wires;

static void
on_told(const struct channel_message *message)
{
	heard = *message;
}

static void
on_closed(struct wire *wire, bool reset)
{
	(void)wire;
	closed_wires += reset;
}

static void
tell(uint32_t slot, int pass)
{
	struct channel_message message = {.kind = CHANNEL_LEND, .slot = slot};

	sim_tell(&message, pass);
}

/* The descriptor, or -1; 0: the end; below, an error. */
static int
take(int channel, struct channel_message *message)
{
	int passed, got = channel_recv(channel, message, &passed);

	return got == -1 ? -errno : got == 0 ? 0 : passed;
}

int
main(void)
{
	static const struct sim_world world = {
	    .told = on_told, .closed = on_closed};
	struct channel_message message = {.kind = CHANNEL_PREPARED, .slot = 9};
	int channel, listener, id, spare;

	plan(17);
	unit_open((struct sim_knobs){.fd_most = 6}, &world);
	channel = sim_channel();
	sys_epoll_add(unit.epoll, channel, EPOLLIN, NULL);
	is_int(unit_wait(5), 0, "nothing was said");
	is_int(take(channel, &message), -EAGAIN, "nothing can be read");
	channel_send(channel, &message, -1);
	ok(heard.kind == CHANNEL_PREPARED && heard.slot == 9, "it is heard");
	listener = sim_listen(false);
	id = sim_listener_id(listener);
	tell(1, listener);
	is_int(unit_wait(5), EPOLLIN, "a message");
	is_int(sim_open_fds(), 2, "its descriptor is under way");
	tell(2, sim_log_file());
	spare = sys_socket(AF_UNIX);
	is_int(spare, listener, "so its number is free");
	ok(sim_arrive_at(id) != NULL, "but who connects is let in");
	is_int(take(channel, &message), -1, "no room for it");
	is_int(closed_wires, 1, "so it is closed, and who waits is reset");
	ok(sim_arrive_at(id) == NULL, "nobody can come any more");
	sys_close(spare);
	is_int(take(channel, &message), spare, "room for the other");
	is_int(message.slot, 2, "in its message");
	is_int(sys_write(spare, "line\n", 5), 5, "it can be written");
	tell(3, -1);
	sim_hang_up();
	ok(unit_wait(5) & EPOLLHUP, "the supervisor is gone");
	is_int(take(channel, &message), -EPROTO, "what it said is read");
	is_int(take(channel, &message), 0, "then the end");
	ok(channel_send(channel, &message, -1) == -1 && errno == EPIPE,
	    "nobody hears");
	return done();
}
