/*
 * Goal: whatever the buffers and delays, who acts on edges alone gets every
 * byte in order, then the FIN, and sends every byte: no edge is missing.
 */
#include "unit_sim.h"

#define BYTES 3000

static uint64_t far_got, far_sent;
static bool far_ended, wrong;

static uint8_t
byte_at(uint64_t i, uint8_t key)
{
	return (uint8_t)(prf_mix(i) ^ key);
}

static bool
check(const uint8_t *p, size_t n, uint64_t from, uint8_t key)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] != byte_at(from + i, key))
			return false;
	return true;
}

static size_t
fill(uint8_t *p, size_t n, uint64_t from, uint8_t key)
{
	if (n > BYTES - from)
		n = BYTES - from;
	for (size_t i = 0; i < n; i++)
		p[i] = byte_at(from + i, key);
	return n;
}

static void
move_far(struct wire *wire)
{
	uint8_t buf[700];
	ssize_t n;

	while ((n = far_recv(wire, buf, sizeof(buf))) > 0) {
		wrong |= !check(buf, (size_t)n, far_got, 1);
		far_got += (uint64_t)n;
	}
	far_ended |= n == 0;
	while (far_sent < BYTES) {
		n = far_send(wire, buf, fill(buf, sizeof(buf), far_sent, 2));
		if (n == -1)
			return;
		far_sent += (uint64_t)n;
		if (far_sent == BYTES)
			far_finish(wire);
	}
}

/* Returns whether all came. */
static bool
play(bool local, uint64_t seed)
{
	struct sim_knobs knobs = {.seed = seed,
	    .buffer_most = 1u << (seed % 12),
	    .delay_most_us = (uint32_t)seed % 3 * 400,
	    .spurious = seed % 2 * 100};
	struct sim_world world = {.ready = move_far};
	uint64_t got = 0, sent = 0;
	uint8_t buf[700];
	uint32_t mask;
	ssize_t n = 1;

	far_got = far_sent = far_ended = wrong = 0;
	unit_open(knobs, &world);
	unit.listener = sim_listen(local);
	unit.wire = sim_arrive(unit.listener);
	move_far(unit.wire);
	unit.fd = sys_accept(unit.listener);
	sys_epoll_add(unit.epoll, unit.fd, UNIT_ALL, NULL);
	while ((n != 0 || !far_ended) && (mask = unit_wait(60000)) != 0) {
		if (mask & EPOLLIN)
			while ((n = sys_recv(unit.fd, buf, 700)) > 0) {
				wrong |= !check(buf, (size_t)n, got, 2);
				got += (uint64_t)n;
				if (!local && n < 700 && (seed & 8))
					break; /* a short read drains TCP */
			}
		while ((mask & EPOLLOUT) && sent < BYTES) {
			ssize_t m =
			    sys_send(unit.fd, buf, fill(buf, 700, sent, 1));

			if (m == -1)
				break;
			sent += (uint64_t)m;
			if (sent == BYTES)
				sys_shutdown_write(unit.fd);
		}
	}
	return !wrong && got == BYTES && far_got == BYTES && far_ended;
}

int
main(void)
{
	int failed[2] = {0};

	plan(2);
	for (int local = 0; local < 2; local++)
		for (uint64_t seed = 0; seed < 400; seed++)
			if (!play(local, seed) && failed[local]++ == 0)
				printf("# seed %d\n", (int)seed);
	is_int(failed[0], 0, "TCP");
	is_int(failed[1], 0, "AF_UNIX");
	return done();
}
