// SPDX-License-Identifier: BSD-2-Clause
#include "answerer_parts.h"

#include <errno.h>
#include <inttypes.h>

#define READ_MOST 32768
#define GRACE_US 50000

/* ---- ends ------------------------------------------------------------- */

void
answerer_leave(struct answerer *answerer, bool reset)
{
	const struct pair_io *io = answerer->env->io;

	answerer->over = true;
	if (reset)
		io->reset(answerer->socket);
	else
		io->close(answerer->socket);
}

static void
violate(struct answerer *answerer, enum violation violation, const char *what)
{
	const struct cursor *up = &answerer->up;

	tally_violate(tally_of(answerer), violation, answerer->sid,
	    "server: request %" PRIu32 " of %" PRIu32 ", byte %" PRIu64
	    ", %" PRIu32 " owed: %s (%s, %s)",
	    answerer->next, answerer->plan.n_exchanges,
	    answerer->asking ? up->at : answerer->n_head, answerer->n_owed,
	    what, client_end_words[answerer->plan.end],
	    server_act_words[up->exchange.act]);
	answerer_leave(answerer, true);
}

/* Whether the client's plan has a RST, by itself or when it waits too long. */
static bool
may_reset(const struct plan *plan)
{
	return plan->end == CLIENT_RST_UP || plan->end == CLIENT_RST_DOWN ||
	       plan->end == CLIENT_CLOSE_DOWN || plan->patience_us > 0;
}

void
answerer_lose(struct answerer *answerer)
{
	if (answerer->sid == 0 || !may_reset(&answerer->plan))
		tally_of(answerer)->resets++;
	answerer_leave(answerer, true);
}

/* FIN in the middle of a request: of whom has it to be? */
static void
end_inside(struct answerer *answerer)
{
	const struct plan *plan = &answerer->plan;
	struct tally *tally = tally_of(answerer);

	if (plan->end == CLIENT_FIN_UP && answerer->up.done == plan->end_at)
		tally->ends[CLIENT_FIN_UP]++;
	else if (plan->end == CLIENT_CLOSE_DOWN)
		tally->ends[CLIENT_CLOSE_DOWN]++;
	else if (plan->end == CLIENT_RST_UP || plan->end == CLIENT_RST_DOWN ||
		 plan->patience_us > 0)
		violate(answerer, V_FALSE_FIN, "FIN where the client resets");
	else
		violate(answerer, V_TRUNCATED, "FIN inside a request");
}

/*
 * Where nothing frames the stream the relay passes on what the client does:
 * one that has not all of the reply yet sends FIN only by plan.
 */
static void
end_opaque(struct answerer *answerer)
{
	const struct plan *plan = &answerer->plan;

	if (plan->end == CLIENT_RST_UP || plan->end == CLIENT_RST_DOWN)
		violate(answerer, V_FALSE_FIN, "FIN where the client resets");
	else if (plan->end != CLIENT_FIN_FIRST &&
		 plan->end != CLIENT_CLOSE_DOWN &&
		 (answerer->n_owed > 0 || answerer->mute))
		violate(answerer, V_FALSE_FIN, "FIN of a client that waits");
}

/* FIN came; what is owed is still to be said. */
static void
end(struct answerer *answerer)
{
	answerer->up_ended = true;
	if (answerer->strange.n > 0)
		answerer_judge(answerer);
	else if (answerer->fin_sent)
		return;
	else if (answerer->asking)
		end_inside(answerer);
	else if (answerer->n_head > 0) /* no plan has it there */
		violate(answerer, V_TRUNCATED, "FIN inside a request's head");
	else if (key_of(answerer)->mode == PAIR_OPAQUE && answerer->sid != 0)
		end_opaque(answerer);
}

/* ---- requests --------------------------------------------------------- */

static struct seen *
seen_of(const struct answerer *answerer, uint64_t sid)
{
	return &answerer->env->seen[prf_mix(sid) % ANSWERER_SEEN];
}

void
answerer_spoil(struct answerer *answerer, bool awaited, int64_t now_us)
{
	int64_t grace_us = answerer->env->habits->grace_us;

	if (grace_us == 0)
		grace_us = GRACE_US;
	if (awaited && !tally_of(answerer)->tolerant)
		grace_us = 0;
	answerer->spoilt_us = now_us + grace_us;
}

/* Another session is served from here on; false: it may not be. */
static bool
change_session(
    struct answerer *answerer, const struct token *token, int64_t now_us)
{
	bool spoilt = answerer->spoilt_us < INT64_MAX;

	if (!spoilt && (answerer->n_owed > 0 || answerer->mute))
		violate(answerer, V_SHARED, "lent while replies are owed");
	else if (now_us >= answerer->spoilt_us)
		violate(answerer, V_SHARED, "lent after unasked bytes or FIN");
	else if (spoilt)
		answerer_lose(answerer);
	if (answerer->over)
		return false;
	answerer->sid = token->sid;
	plan_make(&answerer->plan, key_of(answerer), token->sid);
	answerer->next = 0;
	answerer->up.done = answerer->down.done = 0;
	answerer->steps = 0;
	tally_of(answerer)->sessions++;
	return true;
}

/* The number that the exchange must have. */
static uint32_t
number_due(const struct answerer *answerer, const struct token *token)
{
	const struct seen *seen = seen_of(answerer, token->sid);

	return seen->sid == token->sid ? seen->next : answerer->next;
}

static void
owe(struct answerer *answerer, uint32_t e)
{
	if (answerer->mute)
		return;
	if (answerer->n_owed++ == 0)
		answerer->first_owed = e;
}

static bool
is_early(const struct answerer *answerer)
{
	return key_of(answerer)->mode == PAIR_OPAQUE ||
	       answerer->up.exchange.act == SERVER_EARLY;
}

static void
wonder(struct answerer *answerer, const uint8_t *p, size_t n, int64_t now_us)
{
	if (strange_add(&answerer->strange, p, n, now_us))
		answerer_judge(answerer);
}

/* A token is there: whose is it, and is it its turn? */
static void
begin(struct answerer *answerer, const struct token *token, int64_t now_us)
{
	struct stream stream;
	uint32_t due;
	size_t same;

	if (token->tenant != key_of(answerer)->tenant) {
		violate(answerer, V_CROSS_TALK, "another tenant's request");
		return;
	}
	if (token->sid != answerer->sid &&
	    !change_session(answerer, token, now_us))
		return;
	due = number_due(answerer, token);
	if (token->exchange != due) {
		violate(answerer, token->exchange < due ? V_REPEATED : V_LOST,
		    "not the exchange that is due");
		return;
	}
	stream = stream_of(answerer, PAIR_UP);
	cursor_set(&answerer->up, &stream, token->exchange, false);
	answerer->next = token->exchange + 1;
	*seen_of(answerer, token->sid) =
	    (struct seen){token->sid, answerer->next};
	answerer->asking = true;
	same = cursor_check(&answerer->up, answerer->head, answerer->n_head);
	if (same < answerer->n_head)
		wonder(answerer, answerer->head + same, answerer->n_head - same,
		    now_us);
	else if (is_early(answerer))
		owe(answerer, token->exchange);
	answerer->n_head = 0;
}

static void
requested(struct answerer *answerer)
{
	answerer->asking = false;
	if (!is_early(answerer))
		owe(answerer, answerer->up.e);
}

/* No token where there must be one: compare with what was due. */
static void
miss(struct answerer *answerer, int64_t now_us)
{
	struct stream stream = stream_of(answerer, PAIR_UP);
	size_t same;

	cursor_set(&answerer->up, &stream, answerer->next, false);
	same = cursor_check(&answerer->up, answerer->head, answerer->n_head);
	wonder(
	    answerer, answerer->head + same, answerer->n_head - same, now_us);
}

/* Collect a frame's first bytes; returns how many were taken. */
static size_t
collect(struct answerer *answerer, const uint8_t *p, size_t n, int64_t now_us)
{
	size_t within = frame_token_within(key_of(answerer)->mode);
	size_t done = 0;
	struct token token;

	while (done < n && answerer->n_head < within)
		answerer->head[answerer->n_head++] = p[done++];
	if (token_find(answerer->head, answerer->n_head, &token))
		begin(answerer, &token, now_us);
	else if (answerer->n_head == within)
		miss(answerer, now_us);
	return done;
}

/* On in the request; false: a byte is not its own. */
static bool
proceed(struct answerer *answerer, const uint8_t **p, size_t *n)
{
	size_t same = cursor_check(&answerer->up, *p, *n);

	*p += same;
	*n -= same;
	return *n == 0 || cursor_left(&answerer->up) == 0;
}

static void
check(struct answerer *answerer, const uint8_t *p, size_t n, int64_t now_us)
{
	while (n > 0 && !answerer->over && answerer->strange.n == 0) {
		if (answerer->asking) {
			if (!proceed(answerer, &p, &n))
				break;
		} else {
			size_t done = collect(answerer, p, n, now_us);

			p += done;
			n -= done;
		}
		if (answerer->asking && cursor_left(&answerer->up) == 0)
			requested(answerer);
	}
	if (n > 0 && !answerer->over)
		wonder(answerer, p, n, now_us);
}

/*
 * A request of another session where one was not whole yet is a connection
 * that was lent too early.
 */
void
answerer_judge(struct answerer *answerer)
{
	struct stream stream = stream_of(answerer, PAIR_UP);
	char text[STRANGE_TEXT];
	struct finding finding;

	strange_judge(&finding, &answerer->strange, &stream, &answerer->up);
	strange_text(&answerer->strange, text);
	if (answerer->asking && finding.has_token &&
	    finding.token.tenant == key_of(answerer)->tenant &&
	    finding.begins > 0 && finding.begins < UINT64_MAX)
		finding.violation = V_SHARED;
	violate(answerer, finding.violation, text);
}

/* One read; false: there was nothing. */
bool
answerer_take(struct answerer *answerer, int64_t now_us)
{
	uint8_t bytes[READ_MOST] __attribute__((uninitialized));
	const struct pair_io *io = answerer->env->io;
	size_t most = answerer->plan.server.read_most;
	ssize_t got;

	if (answerer->up_ended || answerer->n_owed >= ANSWERER_OWED)
		return false;
	got = io->recv(
	    answerer->socket, bytes, most < READ_MOST ? most : READ_MOST);
	if (got == -1 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (got == -1 && answerer->strange.n > 0)
		answerer_judge(answerer);
	else if (got == -1)
		answerer_lose(answerer);
	else if (got == 0)
		end(answerer);
	else
		check(answerer, bytes, (size_t)got, now_us);
	tally_of(answerer)->bytes += got > 0 ? (uint64_t)got : 0;
	return true;
}
