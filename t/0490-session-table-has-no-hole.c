/*
 * Goal: every pair of state and event leads where the list below says, and a
 * pair that is not in it ends the process with a word.
 */
#include "unit_bug.h"
#include "unit_pool.h"

static const struct {
	enum session_state state;
	enum session_event event;
	enum session_state next;
} listed[] = {
#define ROW(state, event, next)                                                \
	{                                                                      \
		SESSION_##state, EV_##event, SESSION_##next                    \
	}
    ROW(NEW, OPEN, FIRST),
    ROW(FIRST, BYTE, QUEUE),
    ROW(FIRST, UP_END, CLOSED),
    ROW(FIRST, RETIRE, CLOSED),
    ROW(FIRST, FAIL, CLOSED),
    ROW(QUEUE, SERVED, RELAY),
    ROW(QUEUE, FAIL, CLOSED),
    ROW(RELAY, DEAD, QUEUE),
    ROW(RELAY, UP_END, HALF_UP),
    ROW(RELAY, DOWN_END, HALF_DOWN),
    ROW(RELAY, RETIRE, CLOSED),
    ROW(RELAY, FAIL, CLOSED),
    ROW(HALF_UP, DOWN_END, CLOSED),
    ROW(HALF_UP, SETTLED, CLOSED),
    ROW(HALF_UP, FAIL, CLOSED),
    ROW(HALF_DOWN, UP_END, CLOSED),
    ROW(HALF_DOWN, FAIL, CLOSED),
};
static const char *const states[] = {
    "new", "first", "queue", "relay", "half up", "half down", "closed"};
static const char *const events[] = {"none", "open", "byte", "served", "dead",
    "up end", "down end", "settled", "retire", "fail"};

struct cell {
	enum session_state state;
	enum session_event event;
};

/* A session that has what one in this state has; then the event. */
static void
happen(void *arg)
{
	const struct cell *cell = arg;
	struct session *session;
	int ends[2];

	peer_listen();
	world_open(POOL_TEXT, peer_port, POOL_REUSED);
	peer_pair(ends);
	sessions_open(&world.sessions, &world.service, ends[1], false);
	session =
	    container_of(list_first(&world.sessions.all), struct session, link);
	if (cell->state >= SESSION_RELAY && cell->state < SESSION_CLOSED) {
		session->relay.conn = pool_get(false);
		session->relay.framed = true;
	}
	if (cell->event == EV_SERVED)
		session->relay.conn = pool_get(false);
	session->state = cell->state;
	session->reason = REASON_server_reset;
	session_happen(session, cell->event);
	dprintf(STDERR_FILENO, "%s", states[session->state]);
}

static const char *
wanted(const struct cell *cell)
{
	for (size_t i = 0; i < sizeof(listed) / sizeof(listed[0]); i++)
		if (listed[i].state == cell->state &&
		    listed[i].event == cell->event)
			return states[listed[i].next];
	return NULL;
}

int
main(void)
{
	struct cell cell;

	plan(N_SESSION_STATES * (N_SESSION_EVENTS - 1));
	for (cell.state = 0; cell.state < N_SESSION_STATES; cell.state++)
		for (cell.event = EV_OPEN; cell.event < N_SESSION_EVENTS;
		     cell.event++) {
			const char *want = wanted(&cell);
			bool is_bug = unit_is_bug(happen, &cell);
			bool right = want == NULL ? is_bug
						  : !is_bug && strcmp(unit_said,
								   want) == 0;

			ok(right, "%s, %s: %s", states[cell.state],
			    events[cell.event], want ? want : "a bug");
			if (!right)
				printf("# said \"%s\"\n", unit_said);
		}
	return done();
}
