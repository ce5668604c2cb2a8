// SPDX-License-Identifier: BSD-2-Clause
#include "asker.h"

#include <errno.h>
#include <inttypes.h>

#define STEPS 64
#define STUCK_US 30000000
#define READ_MOST 32768

static struct stream
stream_of(const struct asker *asker, enum pair_dir dir)
{
	return (struct stream){asker->key, asker->sid, dir};
}

void
asker_init(struct asker *asker, const struct pair_key *key,
    const struct pair_io *io, void *socket, uint64_t sid, struct tally *tally)
{
	struct stream up = {key, sid, PAIR_UP}, down = {key, sid, PAIR_DOWN};

	*asker = (struct asker){
	    .key = key,
	    .io = io,
	    .socket = socket,
	    .tally = tally,
	    .sid = sid,
	    .resume_us = INT64_MIN,
	};
	plan_make(&asker->plan, key, sid);
	cursor_set(&asker->up, &up, 0, false);
	cursor_set(&asker->down, &down, 0, false);
	tally->sessions++;
}

/* ---- ends ------------------------------------------------------------- */

static void
leave(struct asker *asker, bool reset)
{
	asker->over = true;
	if (reset)
		asker->io->reset(asker->socket);
	else
		asker->io->close(asker->socket);
}

static void
violate(struct asker *asker, enum violation violation, const char *what)
{
	tally_violate(asker->tally, violation, asker->sid,
	    "client: reply %" PRIu32 "%s of %" PRIu32 ", byte %" PRIu64
	    " of %" PRIu64 ": %s (%s, %s)",
	    asker->down.e, asker->down.again ? " again" : "",
	    asker->plan.n_exchanges, asker->down.at,
	    frame_size(&asker->down.frame), what,
	    client_end_words[asker->plan.end],
	    server_act_words[asker->down.exchange.act]);
	leave(asker, true);
}

static void
leave_as_planned(struct asker *asker, enum client_end end, bool reset)
{
	asker->tally->ends[end]++;
	leave(asker, reset);
}

static bool
is_answered(const struct asker *asker)
{
	return asker->answered == asker->plan.n_exchanges;
}

static bool
has_asked_all(const struct asker *asker)
{
	return asker->asked == asker->plan.n_exchanges;
}

static bool
is_whole(const struct asker *asker)
{
	return is_answered(asker) && has_asked_all(asker);
}

/* Timed out or not: who had his answers in time ends like most. */
static enum client_end
whole_end(const struct asker *asker)
{
	return asker->plan.end == CLIENT_TIMEOUT ? CLIENT_FIN_LAST
						 : asker->plan.end;
}

/* RST, or no connection at all. */
static void
lose(struct asker *asker, bool refused)
{
	struct tally *tally = asker->tally;
	const struct cursor *down = &asker->down;

	if (!asker->plan.faulty && !tally->tolerant) {
		violate(asker, V_UNSERVED, refused ? "refused" : "reset");
		return;
	}
	if (down->exchange.act == SERVER_RST && !down->again)
		tally->acts[SERVER_RST]++;
	else if (refused)
		tally->refused++;
	else
		tally->resets += !asker->closing;
	leave(asker, true);
}

static void
end_inside(struct asker *asker)
{
	const struct cursor *down = &asker->down;
	enum server_act act = down->exchange.act;

	if (down->again) {
		asker->tally->closed++;
		leave(asker, false);
	} else if (act == SERVER_CUT && down->at == down->exchange.act_at) {
		asker->tally->acts[SERVER_CUT]++;
		leave(asker, false);
	} else if (act == SERVER_RST) {
		violate(asker, V_FALSE_FIN, "FIN where the server resets");
	} else {
		violate(asker, V_TRUNCATED, "FIN inside a reply");
	}
}

/* The server resets inside the next reply, and cannot have ended before. */
static bool
is_due_reset(const struct asker *asker)
{
	return asker->down.exchange.act == SERVER_RST && !asker->down.again &&
	       asker->asked > asker->down.e;
}

static void
end_between(struct asker *asker)
{
	struct tally *tally = asker->tally;

	if (is_whole(asker)) {
		leave_as_planned(asker, whole_end(asker), false);
	} else if (asker->plan.end == CLIENT_FIN_UP && asker->fin_sent) {
		leave_as_planned(asker, CLIENT_FIN_UP, false);
	} else if (asker->closing) {
		leave(asker, false);
	} else if (is_due_reset(asker) && !tally->tolerant) {
		violate(asker, V_FALSE_FIN, "FIN where the server resets");
	} else if (asker->plan.faulty ||
		   (tally->tolerant && asker->answered == 0)) {
		tally->closed++;
		leave(asker, false);
	} else {
		violate(asker, V_UNSERVED, "FIN before all was answered");
	}
}

/*
 * Bytes that a server blurted out when the next client's request was on its
 * way; if the connection broke they may be too few to be known.
 */
static bool
is_stray(const struct asker *asker, const struct finding *finding, bool broken)
{
	if (asker->answered > 0)
		return false;
	if (finding->has_token)
		return finding->token.exchange >= FRAME_UNASKED &&
		       finding->token.tenant == asker->key->tenant &&
		       finding->begins == 0;
	return broken && asker->tally->tolerant &&
	       asker->down.at + asker->strange.n < FRAME_TOKEN_WITHIN / 2;
}

static void
judge(struct asker *asker, bool broken)
{
	struct stream stream = stream_of(asker, PAIR_DOWN);
	char text[STRANGE_TEXT];
	struct finding finding;

	strange_judge(&finding, &asker->strange, &stream, &asker->down);
	if (is_stray(asker, &finding, broken)) {
		asker->tally->strays++;
		leave(asker, true);
		return;
	}
	strange_text(&asker->strange, text);
	violate(asker, finding.violation, text);
}

/* FIN came. */
static void
end(struct asker *asker)
{
	if (asker->strange.n > 0)
		judge(asker, false);
	else if (asker->lost)
		lose(asker, false);
	else if (asker->down.at > 0)
		end_inside(asker);
	else
		end_between(asker);
}

/* ---- replies ---------------------------------------------------------- */

/* Behind the last reply nothing comes but what a server blurts out. */
static void
answered(struct asker *asker, int64_t now_us)
{
	struct stream stream = stream_of(asker, PAIR_DOWN);
	struct cursor *down = &asker->down;

	if (!down->again) {
		asker->answered++;
		asker->tally->exchanges++;
		asker->tally->acts[down->exchange.act]++;
		asker->closing = down->exchange.act == SERVER_CLOSE;
	} else {
		asker->copied = true;
	}
	asker->asked_us = now_us;
	if (is_answered(asker))
		cursor_set(down, &stream, down->e, true);
	else
		cursor_next(down, &stream);
}

static void
check(struct asker *asker, const uint8_t *p, size_t n, int64_t now_us)
{
	while (n > 0 && asker->strange.n == 0) {
		uint64_t left = cursor_left(&asker->down);
		size_t same = cursor_check(&asker->down, p, n);

		p += same;
		n -= same;
		if (same == left)
			answered(asker, now_us);
		else if (n > 0)
			break;
	}
	if (n > 0 && strange_add(&asker->strange, p, n, now_us))
		judge(asker, false);
}

/* How many bytes to read, so that a planned end is where it is planned. */
static size_t
to_read(const struct asker *asker)
{
	const struct plan *plan = &asker->plan;
	uint64_t most = plan->client.read_most;

	if ((plan->end == CLIENT_RST_DOWN || plan->end == CLIENT_CLOSE_DOWN) &&
	    plan->end_at - asker->down.done < most)
		most = plan->end_at - asker->down.done;
	return most < READ_MOST ? (size_t)most : READ_MOST;
}

static bool
is_refusal(const struct asker *asker, int error)
{
	return error == ECONNREFUSED ||
	       (asker->up.done == 0 && error != ECONNRESET && error != EPIPE);
}

/* One read; false: there was nothing. */
static bool
take(struct asker *asker, int64_t now_us)
{
	uint8_t bytes[READ_MOST] __attribute__((uninitialized));
	const struct plan *plan = &asker->plan;
	ssize_t got;

	if (asker->cancels)
		return false;
	got = asker->io->recv(asker->socket, bytes, to_read(asker));
	if (got == -1 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (got == -1 && asker->strange.n > 0)
		judge(asker, true);
	else if (got == -1)
		lose(asker, is_refusal(asker, errno));
	else if (got == 0)
		end(asker);
	if (got <= 0)
		return true;
	asker->tally->bytes += (uint64_t)got;
	asker->asked_us = asker->moved_us = now_us;
	check(asker, bytes, (size_t)got, now_us);
	if (asker->over || asker->down.done != plan->end_at)
		return true;
	asker->cancels =
	    plan->end == CLIENT_RST_DOWN || plan->end == CLIENT_CLOSE_DOWN;
	return true;
}

/* ---- requests --------------------------------------------------------- */

static void
finish(struct asker *asker)
{
	asker->io->finish(asker->socket);
	asker->fin_sent = true;
}

static void
asked(struct asker *asker, int64_t now_us)
{
	struct stream stream = stream_of(asker, PAIR_UP);

	if (asker->asked++ == asker->answered)
		asker->asked_us = now_us;
	if (!has_asked_all(asker))
		cursor_next(&asker->up, &stream);
	else if (asker->plan.end == CLIENT_FIN_FIRST)
		finish(asker);
}

static bool
may_ask(const struct asker *asker)
{
	return !asker->fin_sent && !asker->lost && !has_asked_all(asker) &&
	       (asker->up.at > 0 ||
		   asker->asked - asker->answered < asker->plan.pipeline);
}

/* One write; false: none was possible. */
static bool
give(struct asker *asker, int64_t now_us)
{
	const struct plan *plan = &asker->plan;
	bool ends_here =
	    plan->end == CLIENT_FIN_UP || plan->end == CLIENT_RST_UP;
	uint64_t most = plan->client.write_most;
	ssize_t sent;

	if (!may_ask(asker))
		return false;
	if (ends_here && plan->end_at - asker->up.done < most)
		most = plan->end_at - asker->up.done;
	sent = cursor_send(&asker->up, asker->io, asker->socket, most);
	if (sent == -1) {
		asker->lost =
		    errno != EAGAIN && errno != EINTR && errno != ENOTCONN;
		return false;
	}
	asker->tally->bytes += (uint64_t)sent;
	asker->moved_us = now_us;
	if (cursor_left(&asker->up) == 0)
		asked(asker, now_us);
	if (!ends_here || asker->up.done < plan->end_at)
		return true;
	if (plan->end == CLIENT_FIN_UP)
		finish(asker);
	else
		leave_as_planned(asker, plan->end, true);
	return true;
}

/* ---- running ---------------------------------------------------------- */

/*
 * All was answered: end.  But what the server still says or does by plan is
 * waited for, since it would meet the next client of its connection.
 */
static void
conclude(struct asker *asker)
{
	enum server_act last = asker->down.exchange.act;

	if (asker->fin_sent || !is_whole(asker) || asker->strange.n > 0 ||
	    last == SERVER_CLOSE || (last == SERVER_TWICE && !asker->copied))
		return;
	if (asker->plan.end == CLIENT_CLOSE)
		leave_as_planned(asker, CLIENT_CLOSE, false);
	else
		finish(asker);
}

/* Cancel, but not by a FIN inside a request's head: nobody could tell there
 * whose plan it was. */
static void
cancel(struct asker *asker)
{
	bool resets = asker->plan.end == CLIENT_RST_DOWN;

	if (asker->cancels && (resets || asker->lost || asker->up.at == 0 ||
				  asker->up.at >= asker->up.frame.n_head))
		leave_as_planned(asker, asker->plan.end, resets);
}

static int64_t
earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t
patience_ends(const struct asker *asker)
{
	return asker->plan.patience_us > 0 &&
		       (asker->asked > asker->answered || asker->fin_sent)
		   ? asker->asked_us + asker->plan.patience_us
		   : INT64_MAX;
}

/* Nothing moves: what is too late, or when something will be. */
static int64_t
rest(struct asker *asker, int64_t now_us)
{
	int64_t strange_us = asker->strange.n > 0
				 ? asker->strange.since_us + STRANGE_WAIT_US
				 : INT64_MAX;

	if (now_us >= strange_us) {
		judge(asker, false);
	} else if (now_us >= patience_ends(asker)) {
		asker->tally->acts[SERVER_MUTE] +=
		    asker->down.exchange.act == SERVER_MUTE;
		leave_as_planned(asker, CLIENT_TIMEOUT, true);
	} else if (now_us - asker->moved_us >= STUCK_US) {
		violate(asker, V_STUCK, "nothing for 30 s");
	}
	if (asker->over)
		return PAIR_OVER;
	return earlier(earlier(strange_us, patience_ends(asker)),
	    asker->moved_us + STUCK_US);
}

/* Whether its habit says to pause after this step. */
static bool
pauses(struct asker *asker, int64_t now_us)
{
	const struct habit *habit = &asker->plan.client;

	if (habit->steps == 0 || ++asker->steps < habit->steps)
		return false;
	asker->steps = 0;
	asker->resume_us = now_us + habit->pause_us;
	return true;
}

int64_t
asker_run(struct asker *asker, int64_t now_us)
{
	if (!asker->begun)
		asker->moved_us = asker->asked_us = now_us;
	asker->begun = true;
	if (!asker->over && now_us < asker->resume_us)
		return asker->resume_us;
	for (int i = 0; i < STEPS && !asker->over; i++) {
		bool moved = take(asker, now_us);

		if (!asker->over)
			cancel(asker);
		if (!asker->over)
			moved |= give(asker, now_us);
		if (!asker->over)
			conclude(asker);
		if (asker->over)
			break;
		if (!moved)
			return rest(asker, now_us);
		if (pauses(asker, now_us))
			return asker->resume_us;
	}
	return asker->over ? PAIR_OVER : now_us;
}
