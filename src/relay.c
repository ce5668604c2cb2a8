// SPDX-License-Identifier: BSD-2-Clause
#include "relay.h"

#include "log.h"

static struct flow_run
start(struct relay *relay, const struct relay_env *env, bool up)
{
	struct conn *conn = relay->conn;

	return (struct flow_run){
	    .from = up ? &relay->client : &conn->end,
	    .to = up ? &conn->end : &relay->client,
	    .memory = env->memory,
	    .holder = env->holder,
	    .proto = relay->framed ? conn->server->upstream->proto : NULL,
	    .framing = &conn->framing,
	    .up = up,
	};
}

static enum flow_result
run_up(struct relay *relay, const struct relay_env *env)
{
	struct flow_run run = start(relay, env, true);
	enum flow_result result;

	/* Nagle's delay can only hurt from the second write on. */
	if (relay->asked)
		conn_tune(relay->conn);
	result = flow_run(&relay->up, &run);
	if (run.n_received > 0) {
		stats_add(env->listener->client_received, run.n_received);
		relay->spoke = true;
	}
	if (run.n_written > 0) {
		stats_add(env->upstream->upstream_sent, run.n_written);
		relay->asked = true;
	}
	relay->moved |= run.n_received + run.n_written > 0;
	return result;
}

static enum flow_result
run_down(struct relay *relay, const struct relay_env *env)
{
	struct flow_run run = start(relay, env, false);
	enum flow_result result = flow_run(&relay->down, &run);

	if (run.n_received > 0) {
		stats_add(env->upstream->upstream_received, run.n_received);
		relay->answered = true;
	}
	if (run.n_written > 0)
		stats_add(env->listener->client_sent, run.n_written);
	relay->moved |= run.n_received + run.n_written > 0;
	return result;
}

/* Whether an end has more to read now, or waits to write what is kept. */
static bool
wants(const struct flow *flow, const struct end *from, const struct end *to)
{
	return flow->kept != NULL ? to->writable : from->readable || flow->eof;
}

/*
 * What the two results mean together.  A loss of one sink waits until the
 * other direction has nothing left to deliver.
 */
static enum relay_news
judge_up(struct relay *relay, enum flow_result result)
{
	switch (result) {
	case FLOW_ENDED:
		relay->up_ended = true;
		return RELAY_UP_ENDED;
	case FLOW_SOURCE_LOST:
		return RELAY_CLIENT_LOST;
	case FLOW_SINK_LOST:
		relay->up_lost = true;
		relay->conn->end.readable = true;
		return RELAY_WAIT;
	case FLOW_NO_BUFFER:
		return RELAY_NO_BUFFER;
	case FLOW_MORE:
		return RELAY_MORE;
	default:
		return RELAY_WAIT;
	}
}

static enum relay_news
judge_down(struct relay *relay, enum flow_result result)
{
	switch (result) {
	case FLOW_ENDED:
		if (relay->up_lost)
			return RELAY_SERVER_LOST;
		relay->down_ended = true;
		return RELAY_DOWN_ENDED;
	case FLOW_SOURCE_LOST:
		return RELAY_SERVER_LOST;
	case FLOW_SINK_LOST:
		return RELAY_CLIENT_LOST;
	case FLOW_NO_BUFFER:
		return RELAY_NO_BUFFER;
	case FLOW_MORE:
		return RELAY_MORE;
	default:
		return RELAY_WAIT;
	}
}

/* An end whose bytes were all read may still break. */
static enum relay_news
look_for_loss(const struct relay *relay)
{
	if (relay->up_ended && relay->client.error)
		return RELAY_CLIENT_LOST;
	if (relay->down_ended && relay->conn->end.error)
		return RELAY_SERVER_LOST;
	if (relay->up_lost && relay->down.kept == NULL)
		return RELAY_SERVER_LOST;
	return RELAY_WAIT;
}

static bool
is_settled(const struct relay *relay)
{
	return relay->framed && relay->up_ended && !relay->conn->fin_sent &&
	       relay->down.kept == NULL &&
	       proto_is_quiet(&relay->conn->framing);
}

enum relay_news
relay_run(struct relay *relay, const struct relay_env *env)
{
	enum relay_news up = RELAY_WAIT, down = RELAY_WAIT;

	must(relay->conn != NULL);
	if (!relay->up_ended && !relay->up_lost &&
	    wants(&relay->up, &relay->client, &relay->conn->end))
		up = judge_up(relay, run_up(relay, env));
	if (up != RELAY_WAIT && up != RELAY_MORE)
		return up;
	if (!relay->down_ended &&
	    wants(&relay->down, &relay->conn->end, &relay->client))
		down = judge_down(relay, run_down(relay, env));
	if (down != RELAY_WAIT && down != RELAY_MORE)
		return down;
	if (is_settled(relay))
		return RELAY_SETTLED;
	if (up == RELAY_MORE || down == RELAY_MORE)
		return RELAY_MORE;
	return look_for_loss(relay);
}

bool
relay_is_untouched(const struct relay *relay)
{
	return !relay->asked && !relay->answered && !relay->up_ended &&
	       !relay->down_ended;
}

struct conn *
relay_detach(struct relay *relay)
{
	struct conn *conn = relay->conn;

	relay->conn = NULL;
	relay->up_lost = relay->asked = relay->answered = false;
	relay->down = (struct flow){0};
	return conn;
}
