// SPDX-License-Identifier: BSD-2-Clause
#define RELAY_SIM_INSIDE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "errname.h"
#include "files.h"
#include "store.h"
#include "transit.h"

#define CALL_TAKES_NS 100

struct sim_run sim_run;

/* The wall is not the monotonic clock. */
#define WALL_NS ((int64_t)1700000000 * 1000000000)

void
sim_open(const struct sim_knobs *knobs, const struct sim_world *world)
{
	sim_run = (struct sim_run){
	    .knobs = *knobs,
	    .world = *world,
	    .now_ns = SIM_START_NS,
	};
	sim_run.clock = chance_of(CHANCE_CLOCK, 0);
	sim_run.fault = chance_of(CHANCE_FAULT, 0);
	sim_run.epoll = chance_of(CHANCE_EPOLL, 0);
	sim_run.random = chance_of(CHANCE_RANDOM, 0);
	store_reset();
	transit_reset();
	cables_reset();
	files_reset();
	acceptors_reset();
	channel_reset();
	fault_reset();
	trace_reset();
}

int
call_begin(enum sim_call call)
{
	sim_run.calls++;
	sim_run.now_ns +=
	    CALL_TAKES_NS + (int64_t)(sim_run.calls * 2654435761 >> 22 & 1023);
	if (transit_next() <= sim_run.now_ns)
		transit_run();
	return fault_draw(call);
}

/* As in "recv 7 -> EAGAIN (chance) end.c:49". */
static void
show(enum sim_call call, int fd, ssize_t result)
{
	const struct sim_site *site = call_cause.site;
	const char *why = call_cause.ordered ? " (order)"
			  : call_cause.drawn ? " (chance)"
					     : "";
	char text[24];

	if (result < 0)
		snprintf(text, sizeof(text), "%s", errname((int)-result));
	else
		snprintf(text, sizeof(text), "%zd", result);
	if (site == NULL)
		trace_note("%s %d -> %s%s", call_name(call), fd, text, why);
	else
		trace_note("%s %d -> %s%s  %s:%u", call_name(call), fd, text,
		    why, basename(site->file), site->line);
}

ssize_t
call_end(enum sim_call call, int fd, ssize_t result)
{
	trace_mix((uint64_t)call << 56 ^ (uint64_t)(uint32_t)fd << 32 ^
		  (uint64_t)result);
	if (trace_on)
		show(call, fd, result);
	if (result >= 0) {
		sim_run.idle_waits = 0;
		return result;
	}
	errno = (int)-result;
	return -1;
}

int64_t
sim_now_ns(void)
{
	return sim_run.now_ns;
}

uint64_t
sim_calls(void)
{
	return sim_run.calls;
}

uint64_t
sim_bytes(void)
{
	return sim_run.bytes;
}

uint64_t
sim_idle_waits(void)
{
	return sim_run.idle_waits;
}

void
sim_set_failing(bool failing)
{
	sim_run.failing = failing;
}

int64_t
sys_now_ns(void)
{
	return sim_run.now_ns;
}

int64_t
sys_wall_ns(void)
{
	return WALL_NS + sim_run.now_ns;
}

int64_t
sys_cpu_ns(void)
{
	return (int64_t)sim_run.calls * 1000;
}

void
sys_random(void *buf, size_t n)
{
	uint8_t *p = buf;

	for (size_t i = 0; i < n; i += 8) {
		uint64_t word = prf_next(&sim_run.random);

		memcpy(p + i, &word, n - i < 8 ? n - i : 8);
	}
}

/* ---- memory, which is real --------------------------------------------- */

void *
sys_reserve(size_t n)
{
	int error = call_begin(SIM_reserve);
	void *addr = MAP_FAILED;

	if (error == 0) {
		addr = mmap(NULL, n, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		error = addr == MAP_FAILED ? errno : 0;
	}
	call_end(SIM_reserve, -1, -error);
	return addr == MAP_FAILED ? NULL : addr;
}

/* An error is told, but the memory is given back all the same: it is the
 * tester's. */
int
sys_release(void *addr, size_t n)
{
	int error = call_begin(SIM_release);

	if (munmap(addr, n) == -1 && error == 0)
		error = errno;
	return (int)call_end(SIM_release, -1, -error);
}

int
sys_forget(void *addr, size_t n)
{
	int error = call_begin(SIM_forget);

	if (error == 0 && madvise(addr, n, MADV_DONTNEED) == -1)
		error = errno;
	return (int)call_end(SIM_forget, -1, -error);
}
