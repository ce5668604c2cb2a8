/*
 * Goal: a stream of lines is judged the same however its bytes are cut:
 * every cut in two of short ones, random cuts of long ones.
 */
#include "proto.h"
#include "proto_line.h"
#include "unit_seed.h"

/* Requests; replies; then: owed, answered, and the three verdicts. */
static const struct {
	const char *sent, *received, *verdict;
} cases[] = {
    {"", "", "0 0 ---"},
    {"a\n", "b\n", "0 1 ---"},
    {"a\nb\nc\n", "1\n2\n", "1 2 ---"},
    {"a\nb\nc", "1\n2\n", "0 2 r--"},
    {"a\r\n\r\n\n", "\n\n\n", "0 3 ---"},
    {"a\n", "b", "1 0 -p-"},
    {"a\nb", "1\n2", "0 1 rpu"},
    {"a\n", "b\nc\n", "0 1 --u"},
    {"", "\n", "0 0 --u"},
    {"no end", "", "0 0 r--"},
    {"\n\n\n\n", "x\ny", "3 1 -p-"},
};

static const char *
verdict(const struct framing *framing)
{
	static char text[64];

	snprintf(text, sizeof(text), "%llu %llu %c%c%c",
	    (unsigned long long)framing->owed,
	    (unsigned long long)framing->answered,
	    framing->partial_request ? 'r' : '-',
	    framing->partial_reply ? 'p' : '-',
	    framing->unsolicited ? 'u' : '-');
	return text;
}

typedef void look(struct framing *, const uint8_t *, size_t);

/* In two pieces, the first of cut bytes. */
static void
feed(look *fn, struct framing *framing, const char *text, size_t cut)
{
	const uint8_t *p = (const uint8_t *)text;

	fn(framing, p, cut);
	fn(framing, p + cut, strlen(text) - cut);
}

static int
every_cut(const char *sent, const char *received, const char *want)
{
	int wrong = 0;

	for (size_t i = 0; i <= strlen(sent); i++)
		for (size_t k = 0; k <= strlen(received); k++) {
			struct framing framing = {0};

			feed(proto_line.sent, &framing, sent, i);
			feed(proto_line.received, &framing, received, k);
			wrong += strcmp(verdict(&framing), want) != 0;
		}
	return wrong;
}

/* 10,000 bytes, in pieces of any size; how many lines were counted. */
static uint64_t
random_cuts(const uint8_t *bytes, size_t n)
{
	struct framing framing = {0};

	for (size_t at = 0, piece; at < n; at += piece) {
		piece = unit_random(1 + unit_random(200));
		piece = piece < n - at ? piece : n - at;
		proto_line.sent(&framing, bytes + at, piece);
	}
	return framing.partial_request ? 0 : framing.owed;
}

int
main(void)
{
	uint8_t bytes[10000];
	uint64_t lines = 1;
	int wrong = 0;

	plan(0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_int(every_cut(
			   cases[i].sent, cases[i].received, cases[i].verdict),
		    0, "case %zu: %s", i, cases[i].verdict);
	for (size_t i = 0; i + 1 < sizeof(bytes); i++) {
		bytes[i] =
		    unit_random(9) == 0 ? '\n' : (uint8_t)unit_random(10);
		lines += bytes[i] == '\n';
	}
	bytes[sizeof(bytes) - 1] = '\n';
	for (int i = 0; i < 300; i++)
		wrong += random_cuts(bytes, sizeof(bytes)) != lines;
	is_int(wrong, 0, "300 random cuts: %llu lines in each",
	    (unsigned long long)lines);
	return done();
}
