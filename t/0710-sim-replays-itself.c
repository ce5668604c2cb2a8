/*
 * Goal: one seed is one run: the same digest again, traced or not, after other
 * runs; another seed is another run.
 */
#include "unit_sim.h"

#define WIRES 20

static void
echo(struct wire *wire)
{
	char buf[500];
	ssize_t n = far_recv(wire, buf, sizeof(buf));

	if (n > 0)
		far_send(wire, buf, (size_t)n);
	else if (n == 0)
		far_finish(wire);
}

/* A crowd, with every kind of chance; its digest. */
static uint64_t
play(uint64_t seed)
{
	struct sim_knobs knobs = {.seed = seed,
	    .buffer_most = 300,
	    .delay_most_us = 700,
	    .spurious = 50,
	    .failing = 20};
	struct sim_world world = {.ready = echo};
	struct epoll_event events[8];
	uint8_t buf[200] = {0};

	unit_open(knobs, &world);
	unit.listener = sim_listen(seed & 1);
	for (int i = 0; i < WIRES; i++) {
		far_send(sim_arrive(unit.listener), buf, 40);
		sys_epoll_add(
		    unit.epoll, sys_accept(unit.listener), UNIT_ALL, NULL);
	}
	sim_set_failing(true);
	for (int i = 0; i < 3000; i++) {
		int n = sys_epoll_wait(unit.epoll, events, 8, 5);

		for (int j = 0; j < n; j++) {
			sys_random(buf, 1);
			sys_recv(5 + buf[0] % WIRES, buf, sizeof(buf));
			sys_send(5 + buf[0] % WIRES, buf, buf[0] % 200);
		}
	}
	trace_mix((uint64_t)sim_now_ns());
	return trace_digest();
}

int
main(void)
{
	uint64_t digest[10], lines = 0;
	int same = 0, differ = 0;
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	plan(4);
	for (uint64_t seed = 0; seed < 10; seed++)
		digest[seed] = play(seed);
	trace_open(NULL);
	for (uint64_t seed = 0; seed < 10; seed++) {
		same += play(seed) == digest[seed];
		differ += digest[seed] != digest[(seed + 1) % 10];
	}
	is_int(same, 10, "the same again, though it is traced");
	is_int(differ, 10, "another seed is another run");
	trace_dump(out);
	fclose(out);
	for (char *p = text; *p != '\0'; p++)
		lines += *p == '\n';
	is_int(lines, 4000, "the last lines are kept");
	ok(strstr(text, " recv ") && strstr(text, " event "), "to be read");
	free(text);
	return done();
}
