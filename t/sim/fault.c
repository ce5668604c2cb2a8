// SPDX-License-Identifier: BSD-2-Clause
#define RELAY_SIM_INSIDE
#include <errno.h>
#include <stddef.h>

#include "inner.h"

struct sim_site *sim_site;
struct call_cause call_cause;

/* Where nothing is built with marks, there is no section. */
#pragma weak __start_sim_sites
#pragma weak __stop_sim_sites

static struct sim_fault *fault;

#define MOST_ERRNOS 20
#define LIST(...)                                                              \
	{                                                                      \
		__VA_ARGS__                                                    \
	}

/* Ends with 0. */
static const struct {
	const char *name;
	int errnos[MOST_ERRNOS];
} calls[N_SIM_CALLS] = {
#define CALL(name, errnos) {#name, LIST errnos},
#include "errnos.def"
#undef CALL
};

const char *
call_name(enum sim_call call)
{
	return calls[call].name;
}

uint32_t
sim_errnos(enum sim_call call, const int **errnos)
{
	uint32_t n = 0;

	while (calls[call].errnos[n] != 0)
		n++;
	*errnos = calls[call].errnos;
	return n;
}

void
fault_reset(void)
{
	for (struct sim_site *site = __start_sim_sites; site < __stop_sim_sites;
	     site++)
		site->hits = 0;
	sim_site = NULL;
}

void
sim_set_fault(struct sim_fault *set)
{
	fault = set;
}

static bool
is_due(const struct sim_fault *at, const struct sim_site *site)
{
	return at->site == site &&
	       (site->hits == at->nth || (at->forever && site->hits > at->nth));
}

static int
on_purpose(struct sim_site *site)
{
	struct sim_fault *at = fault;

	while (at != NULL && !is_due(at, site))
		at = at->next;
	if (at == NULL)
		return 0;
	at->fired++;
	call_cause.ordered = true;
	return at->error;
}

/* What a worker is made of comes once, and one that is refused ends it: rare.
 * An epoll instance that is none any more is a bug, no bad luck. */
static int
at_random(enum sim_call call)
{
	bool rare =
	    call == SIM_reserve || call == SIM_epoll_create || call == SIM_open;
	uint64_t of = rare ? 100000 : 1000;
	const int *errnos;
	uint32_t n;

	if (!sim_run.failing ||
	    prf_below(&sim_run.fault, of) >= sim_run.knobs.failing)
		return 0;
	call_cause.drawn = true;
	if (call == SIM_epoll_wait)
		return EINTR;
	n = sim_errnos(call, &errnos);
	return errnos[prf_below(&sim_run.fault, n)];
}

int
fault_draw(enum sim_call call)
{
	struct sim_site *site = sim_site;
	int error = 0;

	sim_site = NULL;
	call_cause = (struct call_cause){0};
	if (site != NULL && site->call == call) {
		call_cause.site = site;
		site->hits++;
		error = on_purpose(site);
	}
	return error != 0 ? error : at_random(call);
}
