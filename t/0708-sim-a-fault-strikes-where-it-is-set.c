/*
 * Goal: a failure strikes at one place of the code, at its n-th call, or from
 * then on, and says how often; and failures by chance only when asked for,
 * with every error that the list has for the call.
 */
#include "unit_sim.h"

/* As the product's code is built: with a mark at the call. */
static int
marked(struct sim_site *site)
{
	sim_site = site;
	return sys_socket(AF_UNIX) == -1 ? errno : 0;
}

static struct sim_site sites[2] __attribute__((section("sim_sites"), used)) = {
    {.call = SIM_socket}, {.call = SIM_socket}};

static void
open_with(struct sim_fault *fault, uint32_t failing)
{
	unit_open((struct sim_knobs){.failing = failing}, NULL);
	sim_set_fault(fault);
}

/* How many errors of the list came; other ones end the test. */
static uint32_t
errors_seen(void)
{
	const int *errnos;
	uint32_t n = sim_errnos(SIM_socket, &errnos), bits = 0;

	for (int i = 0; i < 1000; i++) {
		int fd = sys_socket(AF_UNIX);
		uint32_t at = 0;

		if (fd != -1) {
			sys_close(fd);
			continue;
		}
		while (at < n && errnos[at] != errno)
			at++;
		bits |= 1u << at;
	}
	return (uint32_t)__builtin_popcount(bits & ((1u << n) - 1)) +
	       100 * (bits >> n);
}

int
main(void)
{
	struct sim_fault other = {.site = &sites[1], .error = EPERM, .nth = 2};
	struct sim_fault fault = {
	    .site = &sites[0], .error = ENOBUFS, .nth = 2, .next = &other};
	const int *errnos;

	plan(14);
	open_with(&fault, 0);
	is_int(marked(&sites[0]), 0, "the first call");
	is_int(marked(&sites[1]), 0, "another place");
	is_int(marked(&sites[0]), ENOBUFS, "the second of the first");
	is_int(marked(&sites[0]), 0, "not the third");
	is_int(fault.fired, 1, "fired once");
	is_int(marked(&sites[1]), EPERM, "another fault, beside it");
	is_int(sites[0].hits, 3, "calls of this place");
	fault.forever = true;
	open_with(&fault, 0);
	is_int(sites[0].hits, 0, "another run");
	is_int(marked(&sites[0]), 0, "the first call");
	ok(marked(&sites[0]) && marked(&sites[0]), "from the second on");
	is_int(fault.fired, 3, "two more");
	sim_set_fault(NULL);
	open_with(NULL, 500);
	is_int(errors_seen(), 0, "no chance unless wanted");
	sim_set_failing(true);
	is_int(errors_seen(), sim_errnos(SIM_socket, &errnos), "then each");
	sim_set_failing(false);
	is_int(errors_seen(), 0, "and none again");
	return done();
}
