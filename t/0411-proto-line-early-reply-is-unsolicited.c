/*
 * Goal: a reply before its request was written whole is one that nobody asked
 * for, for ever; and each fault has its reason, the worst first.
 */
#include "proto.h"
#include "proto_line.h"
#include "tap.h"

static struct framing framing;

static void
sent(const char *text)
{
	proto_line.sent(&framing, (const uint8_t *)text, strlen(text));
}

static void
got(const char *text)
{
	proto_line.received(&framing, (const uint8_t *)text, strlen(text));
}

static void
is(enum reason want, const char *what)
{
	enum reason why = proto_unfit(&framing);

	is_str(why == N_REASONS ? "fit" : stats_reason(why),
	    want == N_REASONS ? "fit" : stats_reason(want), "%s", what);
}

int
main(void)
{
	plan(15);
	ok(proto_find(PROTOCOL_LINE) == &proto_line, "it is found");
	ok(proto_find(PROTOCOL_RAW) == NULL, "raw proves nothing");
	is(N_REASONS, "nothing was said: fit");
	sent("GET");
	is(REASON_partial_request, "inside a request");
	got("-");
	is(REASON_unsolicited, "one byte before the request is whole");
	sent("\n");
	got("\n");
	is(REASON_unsolicited, "what follows mends nothing");
	proto_rewind(&framing);
	is(N_REASONS, "forgotten with the session");
	sent("a\n");
	is(REASON_replies_owed, "owed");
	got("on");
	is(REASON_partial_reply, "half a reply");
	got("e\n");
	is(N_REASONS, "the whole reply");
	ok(proto_is_quiet(&framing), "is quiet");
	is_int(framing.answered, 1, "and counted");
	sent("a\nb");
	is(REASON_partial_request, "one owed, and inside the next");
	got("1\n2");
	is(REASON_unsolicited, "a second reply comes before its request");
	proto_rewind(&framing);
	sent("a\nb\n");
	got("1\n");
	is(REASON_replies_owed, "one of two");
	return done();
}
