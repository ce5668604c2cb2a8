/*
 * Goal: through thousands of random borrows, returns, drops, leaves, closings
 * and words of the server, from fixed seeds, nothing is lost from the counts:
 * what was made is what ended and what is there.
 */
#include "sock.h"
#include "unit_pool.h"
#include "unit_seed.h"

#define ASKERS 30
#define PEERS 200
#define STEPS 6000

static struct asker askers[ASKERS];
static bool asks[ASKERS];
static int peers[PEERS], n_peers, faults;

static uint64_t
sum(const uint64_t *cells, size_t n)
{
	uint64_t total = 0;

	for (size_t i = 0; i < n; i++)
		total += cells[i];
	return total;
}

static uint32_t
length(const struct list *head)
{
	uint32_t n = 0;

	list_for_each (link, next, head)
		n++;
	return n;
}

/* Exact between any two turns. */
static bool
identities_hold(void)
{
	const struct stats_upstream *s = world.up.stats;
	const uint32_t *n = world.up.n;
	const uint64_t *lent = &s->invalidations[AT_LENT * N_REASONS];
	uint32_t open = 0, all = n[CONN_DIALING];
	bool good = true;

	for (int state = 0; state < CONN_FREE; state++) {
		uint32_t in = 0;

		for (uint32_t i = 0; i < world.up.n_servers; i++) {
			good &= world.servers[i].n[state] ==
				length(&world.servers[i].in[state]);
			in += world.servers[i].n[state];
		}
		good &= in == n[state];
		if (state != CONN_DIALING)
			good &= s->connections[state] == n[state];
	}
	for (int state = 0; state < N_CONN_STATES; state++)
		open += n[state];
	all += open;
	good &= s->dialing[0] == n[CONN_DIALING];
	good &= s->fresh_dials[DIAL_OK] + s->preconnect_dials[DIAL_OK] ==
		s->discards[0] +
		    sum(s->invalidations, (size_t)N_PLACES * N_REASONS) + open;
	good &= sum(s->borrows, N_SOURCES) ==
		s->returns[0] + s->discards[0] + sum(lent, N_REASONS) +
		    n[CONN_LENT] + n[CONN_RESETTING];
	return good && world.conns.n_taken == all && world.up.limit >= all;
}

static void
ask_or_end(int i)
{
	struct asker *asker = &askers[i];

	if (!asks[i]) {
		pool_ask(asker, unit_random(6) == 0);
		asks[i] = true;
		return;
	}
	asks[i] = false;
	if (!asker->done)
		pool_leave(&world.up, &asker->waiter);
	else if (asker->conn != NULL && unit_random(4) == 0)
		pool_drop(&asker->conn, REASON_client_reset);
	else if (asker->conn != NULL)
		pool_return(&asker->conn);
}

/* The server accepts, closes, resets, or says what nobody asked for. */
static void
be_server(void)
{
	struct linger reset = {.l_onoff = 1, .l_linger = 0};
	int fd = accept4(peer_fd, NULL, NULL, SOCK_NONBLOCK), i;

	if (fd != -1 && n_peers < PEERS)
		peers[n_peers++] = fd;
	else if (fd != -1)
		close(fd);
	if (n_peers == 0 || unit_random(4) > 0)
		return;
	i = (int)unit_random((uint64_t)n_peers);
	if (unit_random(3) == 0) {
		send(peers[i], "?\n", 2, MSG_NOSIGNAL);
		return;
	}
	if (unit_random(2) == 0)
		setsockopt(
		    peers[i], SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
	close(peers[i]);
	peers[i] = peers[--n_peers];
}

static void
live(uint64_t seed, const char *lines)
{
	unit_seed = seed;
	for (int step = 0; step < STEPS; step++) {
		uint64_t dice = unit_random(10);

		if (dice < 5)
			ask_or_end((int)unit_random(ASKERS));
		else if (dice < 7)
			be_server();
		else
			loop_turn(&world.loop, 0);
		if (dice == 9)
			faults += !identities_hold();
	}
	for (int i = 0; i < ASKERS; i++)
		if (asks[i])
			ask_or_end(i);
	pool_drain(&world.up);
	world_until(world.conns.n_taken == 0);
	is_int(faults, 0, "seed %llu, %.12s: the identities hold",
	    (unsigned long long)seed, lines);
	is_int(world.conns.n_taken, 0, "in the end nothing is left");
	ok(identities_hold(), "and all is counted");
	ok(sum(world.up.stats->borrows, N_SOURCES) > 500, "%d borrows",
	    (int)sum(world.up.stats->borrows, N_SOURCES));
}

int
main(void)
{
	static const char *const lines[] = {POOL_REUSED "max-idle 5\n",
	    "pool preconnect\nmin-idle 3\n", "pool off\n",
	    POOL_REUSED "max-uses 3\npool-order fifo\nmin-idle 2\n"};

	plan(0);
	for (size_t i = 0; i < 4; i++)
		for (uint64_t seed = 1; seed <= 3; seed++) {
			char text[256];

			snprintf(text, sizeof(text),
			    "max-connections 12\nmax-waiters 10\n%s", lines[i]);
			peer_listen();
			world_open(POOL_TEXT, peer_port, text);
			log_set_level(LOG_LEVEL_ERROR);
			live(seed * 1000003, lines[i]);
			world_close();
			while (n_peers > 0)
				close(peers[--n_peers]);
			close(peer_fd);
		}
	return done();
}
