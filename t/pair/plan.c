// SPDX-License-Identifier: BSD-2-Clause
#include "plan.h"

#include "prf.h"

const char *const client_end_words[N_CLIENT_ENDS] = {
    [CLIENT_FIN_LAST] = "fin-last",
    [CLIENT_CLOSE] = "close",
    [CLIENT_FIN_FIRST] = "fin-first",
    [CLIENT_FIN_UP] = "fin-up",
    [CLIENT_RST_UP] = "rst-up",
    [CLIENT_RST_DOWN] = "rst-down",
    [CLIENT_CLOSE_DOWN] = "close-down",
    [CLIENT_TIMEOUT] = "timeout",
};

const char *const server_act_words[N_SERVER_ACTS] = {
    [SERVER_ANSWER] = "answer",
    [SERVER_EARLY] = "early",
    [SERVER_TWICE] = "twice",
    [SERVER_CLOSE] = "close",
    [SERVER_RST] = "rst",
    [SERVER_CUT] = "cut",
    [SERVER_MUTE] = "mute",
    [SERVER_SLOW] = "slow",
};

/* What is drawn from a sid, each from a stream of its own. */
enum topic { OF_SHAPE, OF_FAULT, OF_HABITS, OF_EXCHANGE };

static struct prf
draw(const struct pair_key *key, uint64_t sid, enum topic topic)
{
	return (struct prf){
	    .seed = prf_seed(key->key ^ 0x706c616e, sid, topic),
	};
}

uint64_t
plan_sid(uint64_t chance, uint8_t roughness, uint8_t size_bits)
{
	uint64_t sid = chance << 16 | (uint64_t)size_bits << 8 | roughness;

	return sid != 0 ? sid : 1ULL << 63;
}

static unsigned
roughness_of(uint64_t sid)
{
	return sid & 255;
}

/* A size in bits above 32 would be of no use. */
static unsigned
size_bits_of(uint64_t sid)
{
	unsigned bits = sid >> 8 & 255;

	return bits < 32 ? bits : 32;
}

int
plan_is_calm(uint64_t sid)
{
	return roughness_of(sid) == PLAN_CALM;
}

/* Each power of two as likely as the next, from 0 up to 2^bits. */
static uint64_t
log_uniform(struct prf *prf, unsigned bits)
{
	uint64_t below = prf_below(prf, bits + 1);

	return below == 0 ? prf_below(prf, 2) : prf_below(prf, 1ULL << below);
}

/* ---- the shape of a session ------------------------------------------- */

struct shape {
	uint32_t n_exchanges, pipeline;
	enum client_end end;
};

static void
draw_shape(struct shape *shape, const struct pair_key *key, uint64_t sid)
{
	static const uint8_t most[8] = {1, 1, 2, 4, 4, 4, 16, 64};
	static const uint8_t ends[4] = {
	    CLIENT_FIN_LAST, CLIENT_FIN_LAST, CLIENT_CLOSE, CLIENT_FIN_FIRST};
	struct prf prf = draw(key, sid, OF_SHAPE);
	uint64_t word = prf_next(&prf);

	shape->n_exchanges = 1;
	shape->pipeline = 1;
	shape->end = ends[word & 3];
	if (key->mode == PAIR_OPAQUE)
		return;
	shape->n_exchanges = 1 + (uint32_t)prf_below(&prf, most[word >> 2 & 7]);
	if ((word >> 5 & 3) == 0)
		shape->pipeline = 1U << (word >> 7 & 7) % 7;
}

/* ---- faults ----------------------------------------------------------- */

/* At most one of each end. */
struct fault {
	enum client_end end;  /* CLIENT_FIN_LAST: none */
	enum server_act act;  /* SERVER_ANSWER: none */
	uint32_t at_exchange; /* of the act */
};

static enum client_end
draw_end(struct prf *prf)
{
	return CLIENT_FIN_UP +
	       (unsigned)prf_below(prf, N_CLIENT_ENDS - CLIENT_FIN_UP);
}

static enum server_act
draw_act(struct prf *prf, enum pair_mode mode)
{
	static const uint8_t acts[] = {SERVER_RST, SERVER_CUT, SERVER_MUTE,
	    SERVER_CLOSE, SERVER_EARLY, SERVER_TWICE};

	/* In opaque mode all are early, and nothing can be unasked. */
	return acts[prf_below(prf, mode == PAIR_OPAQUE ? 4 : 6)];
}

/*
 * After these two acts the connection looks sound until the server's bytes or
 * its FIN have arrived.  A client that leaves before leaves it to the next
 * one, and no relay can know: so there is no other fault, and the client waits.
 */
static bool
needs_patient_client(enum server_act act)
{
	return act == SERVER_CLOSE || act == SERVER_TWICE;
}

static void
draw_fault(struct fault *fault, const struct pair_key *key, uint64_t sid,
    const struct shape *shape)
{
	struct prf prf = draw(key, sid, OF_FAULT);
	bool wild = roughness_of(sid) >= PLAN_WILD;
	bool both;

	*fault = (struct fault){CLIENT_FIN_LAST, SERVER_ANSWER, 0};
	if (plan_is_calm(sid) || prf_below(&prf, wild ? 2 : 8) != 0)
		return;
	both = wild && prf_below(&prf, 4) == 0;
	if (prf_below(&prf, 2) == 0 || both)
		fault->end = draw_end(&prf);
	if (fault->end == CLIENT_FIN_LAST || both) {
		fault->act = draw_act(&prf, key->mode);
		fault->at_exchange =
		    (uint32_t)prf_below(&prf, shape->n_exchanges);
	}
	if (needs_patient_client(fault->act))
		fault->end = CLIENT_FIN_LAST;
}

/* ---- an exchange ------------------------------------------------------ */

static uint64_t
body(struct prf *prf, const struct pair_key *key, enum pair_dir dir,
    uint64_t sid, uint32_t e)
{
	uint64_t n = log_uniform(prf, size_bits_of(sid));
	uint64_t most = frame_body_most(key->mode, dir, e);

	return n < most ? n : most;
}

static uint64_t
size_of(const struct pair_key *key, enum pair_dir dir, uint64_t sid, uint32_t e,
    uint64_t n_body, uint32_t *n_head)
{
	struct token token = {.sid = sid, .exchange = e, .tenant = key->tenant};
	struct frame frame;

	frame_make(&frame, key, dir, &token, n_body);
	if (n_head != NULL)
		*n_head = frame.n_head;
	return frame_size(&frame);
}

/* Some ms, rarely some tens. */
static uint32_t
draw_pause(struct prf *prf)
{
	uint64_t most = prf_below(prf, 16) == 0 ? 30000 : 3000;

	return 50 + (uint32_t)prf_below(prf, most);
}

static void
act_of_fault(struct plan_exchange *exchange, const struct pair_key *key,
    uint64_t sid, uint32_t e, struct prf *prf)
{
	struct shape shape;
	struct fault fault;

	draw_shape(&shape, key, sid);
	draw_fault(&fault, key, sid, &shape);
	if (fault.act == SERVER_ANSWER || fault.at_exchange != e)
		return;
	exchange->act = fault.act;
	exchange->pause_us = 0;
	if (fault.act == SERVER_RST || fault.act == SERVER_CUT)
		exchange->act_at =
		    1 + prf_below(prf, size_of(key, PAIR_DOWN, sid, e,
					   exchange->n_reply, NULL) -
					   1);
}

void
plan_exchange(struct plan_exchange *exchange, const struct pair_key *key,
    uint64_t sid, uint32_t e)
{
	struct prf prf = draw(key, sid, OF_EXCHANGE + e);

	*exchange = (struct plan_exchange){
	    .n_request = body(&prf, key, PAIR_UP, sid, e),
	    .n_reply = body(&prf, key, PAIR_DOWN, sid, e),
	    .act = SERVER_ANSWER,
	};
	if (key->mode != PAIR_OPAQUE && prf_below(&prf, 32) == 0) {
		exchange->act = SERVER_SLOW;
		exchange->pause_us = draw_pause(&prf);
	}
	if (!plan_is_calm(sid))
		act_of_fault(exchange, key, sid, e, &prf);
}

/* ---- the plan --------------------------------------------------------- */

/* Bytes of one direction before its frame e. */
static uint64_t
bytes_before(
    const struct pair_key *key, enum pair_dir dir, uint64_t sid, uint32_t e)
{
	struct plan_exchange exchange;
	uint64_t n = 0;

	for (uint32_t i = 0; i < e; i++) {
		plan_exchange(&exchange, key, sid, i);
		n += size_of(key, dir, sid, i,
		    dir == PAIR_UP ? exchange.n_request : exchange.n_reply,
		    NULL);
	}
	return n;
}

/* Within a frame, never at its edges; a FIN behind the token, so that the
 * other end knows whose it is, and where nothing is behind it a RST. */
static void
draw_end_at(struct plan *plan, const struct pair_key *key, uint64_t sid,
    struct prf *prf)
{
	bool down =
	    plan->end == CLIENT_RST_DOWN || plan->end == CLIENT_CLOSE_DOWN;
	enum pair_dir dir = down ? PAIR_DOWN : PAIR_UP;
	uint32_t e = (uint32_t)prf_below(prf, plan->n_exchanges);
	struct plan_exchange exchange;
	uint64_t from = 1, size;
	uint32_t n_head;

	plan_exchange(&exchange, key, sid, e);
	size = size_of(key, dir, sid, e,
	    down ? exchange.n_reply : exchange.n_request, &n_head);
	if (plan->end == CLIENT_FIN_UP && size <= frame_token_within(key->mode))
		plan->end = CLIENT_RST_UP;
	if (plan->end == CLIENT_FIN_UP)
		from = n_head < size ? n_head : size - 1;
	plan->end_at =
	    bytes_before(key, dir, sid, e) + from + prf_below(prf, size - from);
}

static void
draw_faulty(struct plan *plan, const struct pair_key *key, uint64_t sid,
    const struct shape *shape)
{
	struct fault fault;
	struct prf prf;

	draw_fault(&fault, key, sid, shape);
	plan->faulty =
	    fault.end != CLIENT_FIN_LAST || fault.act != SERVER_ANSWER;
	if (!plan->faulty)
		return;
	prf = draw(key, sid, OF_FAULT);
	prf.i = 16; /* behind what draw_fault() takes */
	if (fault.end != CLIENT_FIN_LAST)
		plan->end = fault.end;
	else if (needs_patient_client(fault.act) &&
		 plan->end == CLIENT_FIN_FIRST)
		plan->end = CLIENT_FIN_LAST;
	if (plan->end == CLIENT_TIMEOUT || fault.act == SERVER_MUTE)
		plan->patience_us = (uint32_t)(200 + log_uniform(&prf, 16));
	/* A reply before its request was whole leaves a relay in doubt whether
	 * all is answered, and its FIN may take as long as it likes. */
	else if (fault.act == SERVER_EARLY)
		plan->patience_us = 30000;
	if (plan->end >= CLIENT_FIN_UP && plan->end != CLIENT_TIMEOUT)
		draw_end_at(plan, key, sid, &prf);
}

/*
 * Small steps only for what is small: a session takes some hundred of them at
 * most, and some of its pauses.
 */
static void
draw_habit(struct habit *habit, struct prf *prf, uint64_t likely_bytes)
{
	static const uint32_t most[8] = {
	    64, 4096, 65536, 65536, 65536, 65536, 65536, 65536};
	uint32_t least = (uint32_t)(likely_bytes / 512);

	habit->write_most = 1 + least;
	habit->write_most += (uint32_t)prf_below(prf, most[prf_below(prf, 8)]);
	habit->read_most = 1 + least;
	habit->read_most += (uint32_t)prf_below(prf, most[prf_below(prf, 8)]);
	habit->steps = habit->pause_us = 0;
	if (prf_below(prf, 8) != 0)
		return;
	habit->steps = (uint32_t)(1 + prf_below(prf, 8) +
				  likely_bytes / habit->write_most / 8 +
				  likely_bytes / habit->read_most / 8);
	habit->pause_us = draw_pause(prf);
}

static void
draw_habits(struct plan *plan, const struct pair_key *key, uint64_t sid)
{
	unsigned bits = size_bits_of(sid);
	struct prf prf = draw(key, sid, OF_HABITS);
	uint64_t likely =
	    plan->n_exchanges * (40 + (1ULL << bits) * 3 / (2 * bits + 2));

	draw_habit(&plan->client, &prf, likely);
	draw_habit(&plan->server, &prf, likely);
}

void
plan_make(struct plan *plan, const struct pair_key *key, uint64_t sid)
{
	struct shape shape;

	draw_shape(&shape, key, sid);
	*plan = (struct plan){
	    .n_exchanges = shape.n_exchanges,
	    .pipeline = shape.pipeline,
	    .end = shape.end,
	};
	draw_habits(plan, key, sid);
	if (!plan_is_calm(sid))
		draw_faulty(plan, key, sid, &shape);
}
