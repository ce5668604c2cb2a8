/* Plans are drawn alike by both ends, keep their bounds, and have faults as
 * often as the sid says, of every kind. */
#include "unit_pair.h"

#define PLANS 6000

static struct {
	int unlike, out_of_bounds, faulty;
	int ends[N_CLIENT_ENDS], acts[N_SERVER_ACTS];
	uint64_t largest;
} saw;

static uint64_t
size_of(enum pair_dir dir, uint64_t sid, uint32_t e)
{
	struct stream stream = {&unit.key, sid, dir};
	struct cursor cursor = {0};

	cursor_set(&cursor, &stream, e, false);
	return frame_size(&cursor.frame);
}

static void
look_at_exchange(uint64_t sid, uint32_t e)
{
	struct plan_exchange a, b;

	plan_exchange(&a, &unit.key, sid, e);
	plan_exchange(&b, &unit.key, sid, e);
	saw.unlike += a.n_request != b.n_request || a.n_reply != b.n_reply ||
		      a.act != b.act || a.act_at != b.act_at ||
		      a.pause_us != b.pause_us;
	saw.acts[a.act]++;
	if (a.n_reply > saw.largest)
		saw.largest = a.n_reply;
	if (a.act == SERVER_RST || a.act == SERVER_CUT)
		saw.out_of_bounds +=
		    a.act_at == 0 || a.act_at >= size_of(PAIR_DOWN, sid, e);
}

/* A planned place is inside a frame. */
static bool
is_inside(const struct plan *plan, uint64_t sid)
{
	bool down =
	    plan->end == CLIENT_RST_DOWN || plan->end == CLIENT_CLOSE_DOWN;
	uint64_t at = plan->end_at;

	for (uint32_t e = 0; e < plan->n_exchanges; e++) {
		uint64_t n = size_of(down ? PAIR_DOWN : PAIR_UP, sid, e);

		if (at < n)
			return at > 0;
		at -= n;
	}
	return false;
}

static void
look_at(uint64_t sid)
{
	struct plan a, b;

	plan_make(&a, &unit.key, sid);
	plan_make(&b, &unit.key, sid);
	saw.unlike += a.n_exchanges != b.n_exchanges ||
		      a.pipeline != b.pipeline || a.end != b.end ||
		      a.end_at != b.end_at || a.faulty != b.faulty ||
		      a.client.write_most != b.client.write_most ||
		      a.server.read_most != b.server.read_most;
	saw.faulty += a.faulty;
	saw.ends[a.end]++;
	saw.out_of_bounds +=
	    a.n_exchanges < 1 || a.n_exchanges > PLAN_EXCHANGES ||
	    a.pipeline < 1 || a.pipeline > 64 || a.client.read_most < 1 ||
	    a.client.write_most < 1 || a.server.read_most < 1 ||
	    (a.end >= CLIENT_FIN_UP && a.end < CLIENT_TIMEOUT &&
		!is_inside(&a, sid));
	for (uint32_t e = 0; e < a.n_exchanges; e++)
		look_at_exchange(sid, e);
}

int
main(void)
{
	static const int faulty_of_1000[3][2] = {{0, 0}, {90, 160}, {440, 560}};

	plan(3 * 4 + 1);
	unit_open(PAIR_LINE);
	for (uint8_t rough = PLAN_CALM; rough <= PLAN_WILD; rough++) {
		int kinds = 0, per_mille;

		memset(&saw, 0, sizeof saw);
		for (int i = 0; i < PLANS; i++)
			look_at(unit_sid(rough, 10));
		per_mille = saw.faulty * 1000 / PLANS;
		for (int i = 0; i < N_CLIENT_ENDS; i++)
			kinds += saw.ends[i] > 0;
		for (int i = 0; i < N_SERVER_ACTS; i++)
			kinds += saw.acts[i] > 0;
		is_int(saw.unlike, 0, "%d: drawn alike", rough);
		is_int(saw.out_of_bounds, 0, "within bounds");
		ok(per_mille >= faulty_of_1000[rough][0] &&
			per_mille <= faulty_of_1000[rough][1],
		    "%d of 1,000 are faulty", per_mille);
		is_int(kinds,
		    rough == PLAN_CALM ? 5 : N_CLIENT_ENDS + N_SERVER_ACTS,
		    "all kinds occur");
	}
	ok(saw.largest > 512 && saw.largest < 1024, "sizes as the sid says");
	return done();
}
