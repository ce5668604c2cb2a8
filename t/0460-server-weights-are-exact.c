/*
 * Goal: over a whole turn each server is picked as often as its weight says,
 * whatever the weights, and not all of a heavy one's picks come at once.
 */
#include "unit_world.h"

#define N 5

static const struct {
	unsigned weight[N];
} cases[] = {{{1, 1, 1, 1, 1}}, {{5, 1, 1, 0, 0}}, {{7, 3, 2, 5, 1}},
    {{256, 1, 0, 0, 0}}, {{100, 50, 25, 10, 5}}, {{1, 0, 0, 0, 0}}};

static unsigned total, longest;

/* One turn of picks; how many servers did not get their part. */
static int
turn(const unsigned *weight, uint32_t n)
{
	unsigned picks[N] = {0}, run = 0;
	struct server *server = NULL, *last = NULL;
	int wrong = 0;

	for (unsigned i = 0; i < total; i++) {
		if (server_pick(&world.up, 0, &server) != PICK_OK)
			return -1;
		picks[server->index]++;
		run = server == last ? run + 1 : 1;
		longest = run > longest ? run : longest;
		last = server;
	}
	for (uint32_t i = 0; i < n; i++)
		wrong += picks[i] != weight[i];
	return wrong;
}

static void
check(const unsigned *weight)
{
	char text[N * 64] = "";
	unsigned heaviest = 0;
	uint32_t n;
	int wrong = 0;

	total = longest = 0;
	for (n = 0; n < N && weight[n] > 0; n++) {
		snprintf(text + strlen(text), 64,
		    "server 127.0.0.1:%u weight %u\n", n + 1, weight[n]);
		total += weight[n];
		heaviest = weight[n] > heaviest ? weight[n] : heaviest;
	}
	world_open("workers 1\nmax-sessions 100\nupstream u {\n%s}\n"
		   "listener l {\naddress 127.0.0.1:0\nupstream u\n}\n",
	    text);
	for (int i = 0; i < 5; i++)
		wrong += turn(weight, n) != 0;
	is_int(wrong, 0, "%u servers, %u picks a turn, 5 turns", n, total);
	if (n > 1 && heaviest * 2 <= total + 1)
		ok(longest <= 2, "and none more than twice in a row");
	world_close();
}

int
main(void)
{
	plan(0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(cases[i].weight);
	return done();
}
