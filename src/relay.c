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

/* Nagle's delay can only hurt from the second write on. */
static void
tune(struct flow_run *run)
{
	conn_tune(container_of(run->to, struct conn, end));
}

static enum flow_result
run_up(struct relay *relay, const struct relay_env *env)
{
	struct flow_run run = start(relay, env, true);
	enum flow_result result;

	run.again = relay->asked;
	run.on_again = tune;
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
	enum flow_result result;

	/* On its first use nobody else's bytes can come. */
	run.strict = relay->framed && relay->conn->uses > 1;
	result = flow_run(&relay->down, &run);
	if (run.n_received > 0)
		stats_add(env->upstream->upstream_received, run.n_received);
	if (run.n_received > 0 && result != FLOW_UNSOLICITED)
		relay->answered = true;
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
	case FLOW_UNSOLICITED:
		return RELAY_UNSOLICITED;
	case FLOW_MORE:
		return RELAY_MORE;
	default:
		return RELAY_WAIT;
	}
}

/* An end that is not read from, since its EOF was or since what was read is
 * still kept, may break all the same. */
static enum relay_news
look_for_loss(const struct relay *relay)
{
	if (relay->client.error && (relay->up_ended || relay->up.kept != NULL))
		return RELAY_CLIENT_LOST;
	if (relay->conn->end.error && relay->down_ended)
		return RELAY_SERVER_LOST;
	return RELAY_WAIT;
}

static bool
is_settled(const struct relay *relay)
{
	return relay->framed && relay->up_ended && !relay->conn->fin_sent &&
	       relay->down.kept == NULL &&
	       proto_is_settled(&relay->conn->framing);
}

static enum relay_news
move_up(struct relay *relay, const struct relay_env *env)
{
	if (relay->up_ended || relay->up_lost ||
	    !wants(&relay->up, &relay->client, &relay->conn->end))
		return RELAY_WAIT;
	return judge_up(relay, run_up(relay, env));
}

static enum relay_news
move_down(struct relay *relay, const struct relay_env *env)
{
	if (relay->down_ended ||
	    !wants(&relay->down, &relay->conn->end, &relay->client))
		return RELAY_WAIT;
	return judge_down(relay, run_down(relay, env));
}

/*
 * Before the first byte is written it is looked whether the server has not
 * left already: then nothing was sent, and another connection will do.  Where
 * nothing is owed, what the server has said is unasked, until a request that
 * is written first makes it look like an answer.
 */
enum relay_news
relay_run(struct relay *relay, const struct relay_env *env)
{
	enum relay_news first, second;
	bool down_first;

	must(relay->conn != NULL);
	down_first =
	    !relay->asked || (relay->framed && relay->conn->framing.owed == 0);
	first = down_first ? move_down(relay, env) : move_up(relay, env);
	if (first != RELAY_WAIT && first != RELAY_MORE)
		return first;
	second = down_first ? move_up(relay, env) : move_down(relay, env);
	if (second != RELAY_WAIT && second != RELAY_MORE)
		return second;
	if (is_settled(relay))
		return RELAY_SETTLED;
	if (first == RELAY_MORE || second == RELAY_MORE)
		return RELAY_MORE;
	return look_for_loss(relay);
}

bool
relay_is_untouched(const struct relay *relay)
{
	return !relay->asked && !relay->answered && !relay->up_ended;
}

struct conn *
relay_detach(struct relay *relay)
{
	struct conn *conn = relay->conn;

	relay->conn = NULL;
	relay->up_lost = relay->down_ended = false;
	relay->asked = relay->answered = false;
	relay->down = (struct flow){0};
	return conn;
}
