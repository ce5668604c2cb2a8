/*
 * Goal: some hundred short sessions through listener, sessions and pool, with
 * a line server and its clients on the same loop: every line is answered to
 * who asked, the identities are exact at rest, and no object is left.
 */
#include "listener.h"
#include "unit_line_client.h"
#include "unit_seed.h"

#define SESSIONS 600
#define AT_ONCE 40

static struct listeners listeners;
static struct listener places[1];
static struct sockaddr_in relay;

static bool
shed(struct listeners *set)
{
	(void)set;
	return pool_shed(&world.up);
}

static void
ended(struct sessions *sessions, struct service *service)
{
	(void)sessions;
	(void)service;
	listeners_wake(&listeners);
}

static void
serve(const char *lines)
{
	socklen_t n = sizeof(relay);
	int servers_fd;

	peer_listen();
	servers_fd = peer_fd;
	world_open(POOL_TEXT, peer_port, lines);
	line_serve();
	peer_listen();
	getsockname(peer_fd, (struct sockaddr *)&relay, &n);
	listeners_init(&listeners, &world.sessions, places, 1);
	listeners.shed = shed;
	world.sessions.ended = ended;
	world.service.limit = AT_ONCE - 5;
	listeners_add(&listeners, &world.service, peer_fd, false, 0);
	listeners_start(&listeners);
	peer_fd = servers_fd;
}

static unsigned
clients(void)
{
	unsigned n = 0;

	for (int i = 0; i < LINE_MOST; i++)
		n += line_clients[i].busy;
	return n;
}

static void
come(void)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct line_end *end;

	if (connect(fd, (struct sockaddr *)&relay, sizeof(relay)) == -1)
		perror("connect");
	end = line_start(line_clients, fd, line_answer);
	end->left = 1 + (unsigned)unit_random(4);
	end->rude = unit_random(8) == 0;
	line_ask(end);
}

static uint64_t
sum(const uint64_t *cells, size_t n)
{
	uint64_t total = 0;

	while (n > 0)
		total += cells[--n];
	return total;
}

/* Nothing moves: what the counters must say now. */
static void
check_identities(void)
{
	const struct stats_listener *l = world.service.stats;
	const struct stats_upstream *s = world.up.stats;
	const uint64_t *lent = &s->invalidations[AT_LENT * N_REASONS];
	uint64_t open = sum(s->connections, N_CONN_STATES);

	is_int(l->accepted[0], SESSIONS, "all were accepted");
	is_int(sum(l->closed, N_REASONS), SESSIONS, "all are closed");
	is_int(l->sessions[0], 0, "none is open");
	is_int(s->fresh_dials[DIAL_OK] + s->preconnect_dials[DIAL_OK],
	    s->discards[0] +
		sum(s->invalidations, (size_t)N_PLACES * N_REASONS) + open,
	    "dials = discards + invalidations + open");
	is_int(sum(s->borrows, N_SOURCES),
	    s->returns[0] + s->discards[0] + sum(lent, N_REASONS),
	    "borrows = returns + discards + invalidated");
	is_int(open, world.up.n[CONN_WARM] + world.up.n[CONN_IDLE],
	    "what is open is warm or idle");
	is_int(world.conns.n_taken, open + world.up.n[CONN_DIALING],
	    "and nothing else");
	is_int(l->client_received[0], s->upstream_sent[0], "bytes up");
}

static void
check(const char *lines)
{
	line_right = line_wrong = 0;
	serve(lines);
	for (int i = 0; i < SESSIONS; i++) {
		while (clients() >= AT_ONCE)
			loop_turn(&world.loop, 5);
		come();
		loop_turn(&world.loop, 0);
	}
	world_until(clients() == 0 && world.sessions.n == 0);
	is_int(line_wrong, 0, "%.14s: no wrong answer", lines);
	ok(line_right > SESSIONS, "%u right ones", line_right);
	check_identities();
	listeners_stop(&listeners);
	pool_drain(&world.up);
	world_until(world.conns.n_taken == 0);
	is_int(world.conns.n_taken, 0, "drained: no connection is left");
	is_int(world.sessions.slab.n_taken, 0, "and no session");
	world_close();
	close(peer_fd);
}

int
main(void)
{
	plan(36);
	alarm(60); /* who gets no answer waits for ever */
	log_set_level(LOG_LEVEL_ERROR);
	check(POOL_REUSED);
	check("pool preconnect\nmin-idle 4\n");
	check(POOL_REUSED "max-connections 6\nmax-waiters 1000\n"
			  "max-uses 20\nwait-timeout 1m\n");
	return done();
}
