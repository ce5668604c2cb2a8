// SPDX-License-Identifier: BSD-2-Clause
#include "answerer.h"

#include <errno.h>

#include "answerer_parts.h"

#define STEPS 64
#define BLURT_WITHIN_US 20000

static void
finish(struct answerer *answerer)
{
	answerer->env->io->finish(answerer->socket);
	answerer->fin_sent = true;
}

/* From now on it only reads. */
static void
fall_silent(struct answerer *answerer)
{
	answerer->mute = true;
	answerer->replying = false;
	answerer->n_owed = 0;
}

/* ---- replies ---------------------------------------------------------- */

/* A reply is whole: go on as its act says. */
static void
replied(struct answerer *answerer, int64_t now_us)
{
	struct stream stream = stream_of(answerer, PAIR_DOWN);
	struct cursor *down = &answerer->down;
	enum server_act act = down->exchange.act;

	if (!down->again) {
		tally_of(answerer)->exchanges++;
		tally_of(answerer)->acts[act]++;
	}
	if (!down->again && act == SERVER_TWICE) {
		cursor_set(down, &stream, down->e, true);
		answerer_spoil(answerer, true, now_us);
		return;
	}
	answerer->replying = false;
	answerer->n_owed--;
	answerer->first_owed++;
	if (act != SERVER_CLOSE || down->again)
		return;
	if (prf_below(&answerer->chance, 2) == 0) {
		answerer_leave(answerer, false);
		return;
	}
	finish(answerer);
	fall_silent(answerer);
	answerer_spoil(answerer, true, now_us);
}

/* The act of the next reply, as far as it comes before its first byte. */
static void
start_reply(struct answerer *answerer, int64_t now_us)
{
	struct stream stream = stream_of(answerer, PAIR_DOWN);
	struct cursor *down = &answerer->down;

	cursor_set(down, &stream, answerer->first_owed, false);
	answerer->replying = true;
	if (down->exchange.act == SERVER_MUTE) {
		tally_of(answerer)->acts[SERVER_MUTE]++;
		fall_silent(answerer);
	} else if (down->exchange.act == SERVER_SLOW) {
		answerer->resume_us = now_us + down->exchange.pause_us;
	}
}

/* Act_at bytes of the reply are said. */
static void
break_off(struct answerer *answerer)
{
	enum server_act act = answerer->down.exchange.act;

	tally_of(answerer)->acts[act]++;
	if (act == SERVER_RST) {
		answerer_leave(answerer, true);
		return;
	}
	finish(answerer);
	fall_silent(answerer);
}

/* One write; false: none was possible. */
static bool
give(struct answerer *answerer, int64_t now_us)
{
	struct cursor *down = &answerer->down;
	uint64_t most = answerer->plan.server.write_most;
	bool breaks;
	ssize_t sent;

	if (answerer->n_owed > 0 && !answerer->replying)
		start_reply(answerer, now_us);
	if (!answerer->replying || now_us < answerer->resume_us)
		return false;
	breaks = !down->again && (down->exchange.act == SERVER_RST ||
				     down->exchange.act == SERVER_CUT);
	if (breaks && down->exchange.act_at - down->at < most)
		most = down->exchange.act_at - down->at;
	sent = cursor_send(down, answerer->env->io, answerer->socket, most);
	if (sent == -1) {
		if (errno != EAGAIN && errno != EINTR)
			answerer_lose(answerer);
		return false;
	}
	tally_of(answerer)->bytes += (uint64_t)sent;
	if (breaks && down->at == down->exchange.act_at)
		break_off(answerer);
	else if (cursor_left(down) == 0)
		replied(answerer, now_us);
	return true;
}

/* ---- between sessions ------------------------------------------------- */

static bool
is_idle(const struct answerer *answerer)
{
	return !answerer->asking && answerer->n_head == 0 &&
	       answerer->n_owed == 0 && !answerer->mute &&
	       !answerer->up_ended && answerer->strange.n == 0 &&
	       (answerer->sid == 0 ||
		   (key_of(answerer)->mode != PAIR_OPAQUE &&
		       answerer->next >= answerer->plan.n_exchanges));
}

static void
become_idle(struct answerer *answerer, int64_t now_us)
{
	const struct server_habits *habits = answerer->env->habits;
	struct prf *chance = &answerer->chance;
	uint64_t within = BLURT_WITHIN_US;

	answerer->close_us = answerer->blurt_us = INT64_MAX;
	if (habits->idle_us > 0) {
		within = (uint64_t)habits->idle_us;
		answerer->close_us = now_us + habits->idle_us -
				     habits->idle_around +
				     (int64_t)prf_below(chance,
					 2 * (uint64_t)habits->idle_around + 1);
	}
	if (answerer->sid != 0 && answerer->spoilt_us == INT64_MAX &&
	    prf_below(chance, 1000) < habits->blurt_of_1000)
		answerer->blurt_us =
		    now_us + (int64_t)prf_below(chance, within);
}

/* Says its last reply again. */
static void
blurt(struct answerer *answerer, int64_t now_us)
{
	struct stream stream = stream_of(answerer, PAIR_DOWN);

	tally_of(answerer)->blurts++;
	cursor_set(&answerer->down, &stream, answerer->next - 1, true);
	answerer->n_owed = 1;
	answerer->replying = true;
	answerer->idle = false;
	answerer_spoil(answerer, false, now_us);
}

/* What it does when nobody asks.  Returns whether it did something. */
static bool
idle(struct answerer *answerer, int64_t now_us)
{
	if (!is_idle(answerer)) {
		answerer->idle = false;
		return false;
	}
	if (!answerer->idle)
		become_idle(answerer, now_us);
	answerer->idle = true;
	if (now_us >= answerer->close_us) {
		tally_of(answerer)->idle_closes++;
		answerer_leave(answerer, false);
		return true;
	}
	if (now_us < answerer->blurt_us)
		return false;
	blurt(answerer, now_us);
	return true;
}

/* ---- running ---------------------------------------------------------- */

void
answerer_init(struct answerer *answerer, const struct answerer_env *env,
    void *socket, uint64_t chance, int64_t now_us)
{
	*answerer = (struct answerer){
	    .env = env,
	    .socket = socket,
	    .chance = {.seed = chance},
	    .plan.server = {.write_most = UINT32_MAX, .read_most = UINT32_MAX},
	    .resume_us = now_us,
	    .spoilt_us = INT64_MAX,
	};
}

/* Nothing moves: what is too late, or when something will be. */
static int64_t
rest(struct answerer *answerer, int64_t now_us)
{
	int64_t until = PAIR_WAIT;

	if (answerer->strange.n > 0)
		until = answerer->strange.since_us + STRANGE_WAIT_US;
	if (now_us >= until) {
		answerer_judge(answerer);
		return PAIR_OVER;
	}
	if (answerer->idle && answerer->close_us < until)
		until = answerer->close_us;
	if (answerer->idle && answerer->blurt_us < until)
		until = answerer->blurt_us;
	return until;
}

/* Whether its habit says to pause after this step. */
static void
pause_by_habit(struct answerer *answerer, int64_t now_us)
{
	const struct habit *habit = &answerer->plan.server;

	if (habit->steps == 0 || ++answerer->steps < habit->steps)
		return;
	answerer->steps = 0;
	answerer->resume_us = now_us + habit->pause_us;
}

static bool
step(struct answerer *answerer, int64_t now_us)
{
	bool moved = answerer_take(answerer, now_us);

	if (!answerer->over)
		moved |= give(answerer, now_us);
	if (!answerer->over)
		moved |= idle(answerer, now_us);
	if (!answerer->over && answerer->up_ended && answerer->n_owed == 0)
		answerer_leave(answerer, false);
	return moved;
}

int64_t
answerer_run(struct answerer *answerer, int64_t now_us)
{
	for (int i = 0; i < STEPS && !answerer->over; i++) {
		bool moved;

		if (now_us < answerer->resume_us)
			return answerer->resume_us;
		moved = step(answerer, now_us);
		if (moved && !answerer->over)
			pause_by_habit(answerer, now_us);
		else if (!answerer->over && now_us >= answerer->resume_us)
			return rest(answerer, now_us);
	}
	return answerer->over ? PAIR_OVER : now_us;
}
