/*
 * Goal: through any mix of borrows, expiries and looks, connections closed
 * unused never outnumber borrows and min-idle; nor in a row unused-max.
 */
#include "unit_seed.h"
#include "unit_world.h"
#include "warm.h"

struct tally {
	uint64_t borrows, unused, run, longest, dialled, most, unearned, eager;
};

static struct server *const server = &world.servers[0];
static struct tally tally;

static void
expire(void)
{
	if (server->n[CONN_WARM] == 0)
		return;
	server->n[CONN_WARM]--;
	warm_note_unused(server, unit_random(2) ? REASON_age : REASON_surplus);
	tally.unused++;
	tally.run++;
	if (tally.run > tally.longest)
		tally.longest = tally.run;
}

static void
borrow(void)
{
	bool warm = server->n[CONN_WARM] > 0;

	if (warm)
		server->n[CONN_WARM]--;
	warm_note_borrow(server, warm);
	tally.borrows++;
	tally.run = 0;
}

static void
dial(void)
{
	uint32_t missing = warm_missing(server);

	tally.eager += missing > 0 && tally.run > 0;
	server->n[CONN_WARM] += missing;
	tally.dialled += missing;
}

static void
live(unsigned borrows_in_16)
{
	for (int turn = 0; turn < 5000; turn++) {
		uint64_t dice = unit_random(16);

		if (dice < borrows_in_16)
			borrow();
		else if (dice < 12)
			expire();
		else if (dice == 15)
			warm_look(server, 1 + (int64_t)unit_random(2000));
		dial();
		if (server->n[CONN_WARM] > tally.most)
			tally.most = server->n[CONN_WARM];
		tally.unearned += tally.unused + server->n[CONN_WARM] >
				  tally.borrows + world.up.min_idle;
	}
}

static void
check(const char *lines, uint32_t unused_max)
{
	tally = (struct tally){0};
	world_open("workers 1\nmax-sessions 100\n"
		   "upstream u {\nserver 127.0.0.1:1\n%s"
		   "max-idle 20\n}\nlistener l {\naddress 127.0.0.1:0\n"
		   "upstream u\n}\n",
	    lines);
	server->dial_s = 0.3;
	for (unsigned i = 0; i <= 12; i++)
		live(i);
	is_int(tally.unearned, 0, "never more open or closed than earned");
	is_int(
	    tally.eager, 0, "none is dialled between a closing and a borrow");
	ok(tally.most <= 20, "at most max-idle: %d", (int)tally.most);
	ok(tally.dialled > 1000, "though %d were dialled", (int)tally.dialled);
	ok(tally.unused > 100, "and %d closed unused", (int)tally.unused);
	if (unused_max > 0)
		ok(tally.longest <= unused_max, "%d in a row at most",
		    (int)tally.longest);
	world_close();
}

int
main(void)
{
	plan(0);
	check("pool preconnect\n", 0);
	check("pool preconnect\nmin-idle 7\n", 0);
	check("protocol mysql\npool preconnect\n", 4);
	return done();
}
