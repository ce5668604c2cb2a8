/*
 * Goal: clients are accepted in order, with what they said meanwhile, even
 * those that have gone; with the listener goes who was not accepted.
 */
#include "unit_sim.h"

static int64_t closed_ids;

static void
on_closed(struct wire *wire, bool reset)
{
	closed_ids = closed_ids * 10 + (reset ? wire->id : 0);
}

int
main(void)
{
	static const struct sim_world world = {.closed = on_closed};
	struct wire *wires[4];
	int n = 0;

	plan(13);
	for (int local = 0; local < 2; local++) {
		unit_open((struct sim_knobs){0}, &world);
		unit.listener = sim_listen(local);
		for (int i = 0; i < 4; i++)
			wires[i] = sim_arrive(unit.listener);
		unit_steady(wires[0], 9);
		far_send(wires[0], "hello", 5);
		far_reset(wires[1]);
		unit.fd = sys_accept(unit.listener);
		is_int(unit_recv(9), 5, "the first, and what he said");
		unit.fd = sys_accept(unit.listener);
		is_int(unit_recv(9), local ? 0 : -ECONNRESET,
		    "the next, though he is gone");
		closed_ids = 0;
		sys_close(unit.listener);
		is_int(closed_ids, 34, "who waits goes with the listener");
		unit_wait(5);
		unit.wire = wires[3];
		is_int(unit_far_recv(1), -ECONNRESET, "reset");
		is_int(unit_far_recv(1), 0, "once");
		ok(sim_arrive(unit.listener) == NULL, "nobody comes any more");
	}
	unit.listener = sim_listen(false);
	while (sim_arrive(unit.listener) != NULL)
		n++;
	ok(n > 0, "a queue has an end: %d", n);
	return done();
}
