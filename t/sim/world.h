/*
 * world - everything around one simulated worker: clients, servers, the
 * supervisor; played by seed, watching all that the worker does
 *
 * A session's ends are an asker and an answerer of the verifying pair.  There
 * is one world a process: who wants another run forks.
 */
#ifndef RELAY_SIM_WORLD_H
#define RELAY_SIM_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "config.h"
#include "ends.h"
#include "pair/harm.h"
#include "play.h"
#include "result.h"
#include "scene.h"
#include "stats.h"

#define WORLD_SOCKETS 8
#define WORLD_SERVERS 8

struct world_server {
	struct answerer_env env, unix_env; /* by the client */
	struct server_habits habits;
	uint32_t upstream;
	bool unix_socket;
	bool mixed; /* some clients come over a Unix socket */
	int64_t refuses_until_us, mute_until_us;
};

struct world_socket {
	int id; /* see sim_listener_id() */
	uint32_t listener;
	bool unix_socket;
};

enum world_phase {
	PHASE_START, /* until PREPARED */
	PHASE_PLAY,
	PHASE_REST,  /* until the worker has no session left */
	PHASE_PROBE, /* one more must be served */
	PHASE_END,   /* DRAIN was said, or the supervisor is gone */
};

struct world {
	const struct scene *scene;
	const struct play *play;
	struct result *result;
	const struct config *config;
	struct stats_page *page;
	const struct stats_listener *listeners[WORLD_SOCKETS]; /* in it */
	const struct stats_upstream *upstreams[SCENE_UPSTREAMS];
	uint64_t limits[WORLD_SOCKETS]; /* max-sessions of listeners */
	enum harm harm;
	bool faulty; /* calls fail */
	struct prf chance;
	struct pair_key keys[SCENE_UPSTREAMS];
	/* Of sessions over TCP; with a Unix socket at one end; the probe's;
	 * and of those who are excused. */
	struct tally tally, unix_tally, probe_tally, junk_tally;
	struct world_server servers[WORLD_SERVERS];
	uint32_t n_servers;
	struct world_socket sockets[WORLD_SOCKETS];
	uint32_t n_sockets, n_own; /* the first are the worker's own */
	enum world_phase phase;
	int64_t start_us, phase_us, prepared_us, successor_us, busy_us;
	int64_t late_us, ghosts_until_us; /* of a reply; see backends.c */
	uint32_t next_client, next_deed;
	uint32_t n_active;         /* clients */
	uint32_t probes, n_probed; /* tried; and came through */
	bool prepared, accepting, hung_up, draining;
	bool orphaned; /* as it says */
	/* What the worker has moved, and what it has open. */
	uint64_t client_received, client_sent, server_received, server_sent;
	uint64_t logged;          /* to a socket */
	uint32_t fds, passed_fds; /* its own, 0: not known; given to it */
	char report[256];         /* what the pair has reported last */
	bool reported;            /* anything, since it was looked at */
};
extern struct world world;

/* Make the world of a scene; add the sockets; what the kernel calls then. */
void world_init(const struct world *with);
int world_add_socket(uint32_t listener, bool unix_socket);
extern const struct sim_world world_calls;
int64_t world_step(int64_t now_ns);

/* What is in the stats page: sessions that are open; pauses of accepting. */
uint64_t world_sessions(void);
uint64_t world_paused(void);
static inline int64_t
world_now_us(void)
{
	return sim_now_ns() / 1000;
}

#endif /* RELAY_SIM_WORLD_H */
