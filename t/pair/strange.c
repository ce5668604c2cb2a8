// SPDX-License-Identifier: BSD-2-Clause
#include "strange.h"

#include <string.h>

#include "prf.h"

/* So many right bytes before the strange ones are looked at too: a frame of
 * another session may begin with some that are the same. */
#define BEFORE 96
#define ENOUGH (STRANGE_BYTES - 32)
#define SEARCH_MOST (1ULL << 28)

bool
strange_add(struct strange *strange, const uint8_t *p, size_t n, int64_t now_us)
{
	size_t room = STRANGE_BYTES - strange->n;

	if (strange->n == 0)
		strange->since_us = now_us;
	if (n > room)
		n = room;
	memcpy(strange->bytes + strange->n, p, n);
	strange->n += (uint32_t)n;
	return strange->n >= ENOUGH ||
	       now_us - strange->since_us >= STRANGE_WAIT_US;
}

void
strange_text(const struct strange *strange, char text[STRANGE_TEXT])
{
	uint32_t n =
	    strange->n < STRANGE_TEXT - 1 ? strange->n : STRANGE_TEXT - 1;

	for (uint32_t i = 0; i < n; i++) {
		uint8_t c = strange->bytes[i];

		text[i] = c > ' ' && c <= '~' ? (char)c : '.';
	}
	text[n] = '\0';
}

/* What came and what should have, from the same place on. */
struct window {
	const struct stream *stream;
	const struct cursor *cursor;
	uint8_t came[BEFORE + STRANGE_BYTES], due[BEFORE + STRANGE_BYTES];
	size_t before, n;
};

/* The next n bytes of the stream. */
static void
read_on(
    struct cursor *cursor, const struct stream *stream, uint8_t *to, size_t n)
{
	while (n > 0) {
		uint64_t left = cursor_left(cursor);
		size_t part = n < left ? n : (size_t)left;

		frame_bytes(&cursor->frame, cursor->at, to, part);
		cursor->at += part;
		to += part;
		n -= part;
		if (part == left)
			cursor_next(cursor, stream);
	}
}

static void
look(struct window *window, const struct strange *strange,
    const struct stream *stream, const struct cursor *cursor)
{
	struct cursor from = *cursor;

	window->stream = stream;
	window->cursor = cursor;
	window->before = from.at < BEFORE ? (size_t)from.at : BEFORE;
	window->n = window->before + strange->n;
	from.at -= window->before;
	read_on(&from, stream, window->due, window->n);
	memcpy(window->came, window->due, window->before);
	memcpy(window->came + window->before, strange->bytes, strange->n);
}

/* ---- tokens where they should not be ---------------------------------- */

static bool
is_own(const struct stream *stream, const struct token *token)
{
	return token->sid == stream->sid &&
	       token->tenant == stream->key->tenant;
}

/* The first one of this session, or of another.  Returns its place, or n. */
static size_t
find_misplaced(const struct window *window, bool own, struct token *token)
{
	size_t i = 0;

	for (; i + FRAME_TOKEN_BYTES <= window->n; i++) {
		const uint8_t *p = window->came + i;

		if (i + FRAME_TOKEN_BYTES > window->before && *p == '~' &&
		    memcmp(p, window->due + i, FRAME_TOKEN_BYTES) != 0 &&
		    token_find(p, FRAME_TOKEN_BYTES, token) &&
		    is_own(window->stream, token) == own)
			return i;
	}
	return window->n;
}

static void
make_frame(struct frame *frame, const struct pair_key *key, enum pair_dir dir,
    const struct token *token)
{
	struct plan_exchange exchange;

	plan_exchange(
	    &exchange, key, token->sid, token->exchange % FRAME_UNASKED);
	frame_make(frame, key, dir, token,
	    dir == PAIR_UP ? exchange.n_request : exchange.n_reply);
}

/* The frame of which the token at this place is: where it begins in what came,
 * and how many bytes of what came are its own; 0: none is of this direction. */
static size_t
match(const struct window *window, enum pair_dir dir, const struct token *token,
    size_t *place)
{
	struct pair_key key = *window->stream->key;
	const uint8_t *p = window->came + *place;
	struct frame frame;
	size_t t = 0, n, same;

	key.tenant = token->tenant;
	make_frame(&frame, &key, dir, token);
	while (memcmp(frame.head + t, p, FRAME_TOKEN_BYTES) != 0)
		t++;
	if (t > *place)
		return 0;
	*place -= t;
	n = window->n - *place;
	if (n > frame_size(&frame))
		n = (size_t)frame_size(&frame);
	same = frame_compare(&frame, 0, p - t, n);
	return same < n && same < frame.n_head ? 0 : same;
}

static void
note_foreign(struct finding *finding, const struct window *window, size_t place,
    const struct token *token)
{
	finding->violation = V_CROSS_TALK;
	finding->has_token = true;
	finding->token = *token;
	if (match(window, window->stream->dir, token, &place) > 0 &&
	    place <= window->before)
		finding->begins = window->cursor->at - window->before + place;
}

/* ---- places in the session's own streams ------------------------------ */

static uint64_t
place_of(const struct stream *stream, const struct cursor *cursor)
{
	struct cursor walk = {0};
	uint64_t place = cursor->at;

	cursor_set(&walk, stream, 0, false);
	while (walk.e < cursor->e ||
	       (walk.e == cursor->e && cursor->again && !walk.again &&
		   walk.exchange.act == SERVER_TWICE)) {
		place += frame_size(&walk.frame);
		cursor_next(&walk, stream);
	}
	return place;
}

struct search {
	const uint8_t *needle;
	size_t n;
	uint64_t here, nearest; /* nearest: UINT64_MAX: not found */
};

static void
scan(struct search *search, const uint8_t *p, size_t n, uint64_t base)
{
	const uint8_t *hit = p;

	while ((hit = memmem(hit, n - (size_t)(hit - p), search->needle,
		    search->n)) != NULL) {
		uint64_t at = base + (uint64_t)(hit - p);
		uint64_t d =
		    at > search->here ? at - search->here : search->here - at;
		uint64_t best = search->nearest > search->here
				    ? search->nearest - search->here
				    : search->here - search->nearest;

		if (search->nearest == UINT64_MAX || d < best)
			search->nearest = at;
		hit++;
	}
}

static void
search_stream(
    struct search *search, const struct stream *stream, uint32_t n_exchanges)
{
	uint8_t bytes[8192] __attribute__((uninitialized));
	struct cursor walk = {0};
	size_t n = 0;
	uint64_t base = 0;

	cursor_set(&walk, stream, 0, false);
	while (walk.e < n_exchanges && base < SEARCH_MOST) {
		uint64_t left = cursor_left(&walk);
		size_t room = sizeof bytes - n;
		size_t part = left < room ? (size_t)left : room;

		read_on(&walk, stream, bytes + n, part);
		n += part;
		if (n < sizeof bytes && walk.e < n_exchanges)
			continue;
		scan(search, bytes, n, base);
		part = search->n - 1 < n ? search->n - 1 : n;
		memmove(bytes, bytes + n - part, part);
		base += n - part;
		n = part;
	}
}

/* Short blocks are followed by other bytes: so shorter needles too. */
static bool
is_elsewhere(struct finding *finding, const struct window *window,
    const struct strange *strange)
{
	static const uint32_t lengths[] = {64, 32, 16, 8};
	struct stream other = *window->stream;
	struct plan plan;

	other.dir = other.dir == PAIR_UP ? PAIR_DOWN : PAIR_UP;
	plan_make(&plan, other.key, other.sid);
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		struct search search = {
		    .needle = strange->bytes,
		    .n = lengths[i],
		    .here = place_of(window->stream, window->cursor),
		    .nearest = UINT64_MAX,
		};

		if (strange->n < lengths[i])
			continue;
		search_stream(&search, window->stream, plan.n_exchanges);
		finding->violation =
		    search.nearest > search.here ? V_LOST : V_REPEATED;
		if (search.nearest != UINT64_MAX)
			return true;
		search_stream(&search, &other, plan.n_exchanges);
		finding->violation = V_CROSS_TALK;
		if (search.nearest != UINT64_MAX)
			return true;
	}
	return false;
}

/* ---- bytes of any stream ---------------------------------------------- */

/* Eight bytes of a body at p, or the sixteen letters that stand for them. */
static bool
get_word(const uint8_t *p, bool text, uint64_t *word)
{
	memcpy(word, p, 8);
	for (int i = 15; text && i >= 0; i--) {
		if (p[i] < 'A' || p[i] > 'P')
			return false;
		*word = *word << 4 | (uint64_t)(p[i] - 'A');
	}
	return true;
}

static bool
is_of_a_body(const struct strange *strange, bool text)
{
	uint32_t step = text ? 16 : 8;

	for (uint32_t i = 0; i + 2 * step <= strange->n; i++) {
		const uint8_t *p = strange->bytes + i;
		uint64_t first, second;

		if (get_word(p, text, &first) &&
		    get_word(p + step, text, &second) &&
		    prf_unmix(second) - prf_unmix(first) == PRF_STEP)
			return true;
	}
	return false;
}

/* ---- the judgement ---------------------------------------------------- */

static size_t
count_damaged(const struct window *window)
{
	size_t n = 0;

	for (size_t i = window->before; i < window->n; i++)
		n += window->came[i] != window->due[i];
	return n;
}

static enum violation
judge_own_token(
    const struct window *window, size_t place, const struct token *token)
{
	enum pair_dir dir = window->stream->dir;
	enum pair_dir other = dir == PAIR_UP ? PAIR_DOWN : PAIR_UP;

	size_t same_dir = place, other_dir = place;

	if (match(window, dir, token, &same_dir) <
	    match(window, other, token, &other_dir))
		return V_CROSS_TALK;
	return token->exchange > window->cursor->e &&
		       token->exchange < FRAME_UNASKED
		   ? V_LOST
		   : V_REPEATED;
}

void
strange_judge(struct finding *finding, const struct strange *strange,
    const struct stream *stream, const struct cursor *cursor)
{
	struct window window;
	struct token token;
	size_t place;

	*finding = (struct finding){
	    .violation = V_CORRUPT,
	    .begins = UINT64_MAX,
	};
	if (stream->sid == 0)
		return;
	look(&window, strange, stream, cursor);
	place = find_misplaced(&window, false, &token);
	if (place < window.n) {
		note_foreign(finding, &window, place, &token);
		return;
	}
	place = find_misplaced(&window, true, &token);
	if (place == window.n && count_damaged(&window) * 4 <= strange->n)
		return;
	if (is_elsewhere(finding, &window, strange))
		return;
	if (place < window.n)
		finding->violation = judge_own_token(&window, place, &token);
	else if (is_of_a_body(strange, false) || is_of_a_body(strange, true))
		finding->violation = V_CROSS_TALK;
	else
		finding->violation = V_CORRUPT;
}
