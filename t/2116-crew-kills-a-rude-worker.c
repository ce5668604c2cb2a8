/*
 * Whatever a worker says out of turn, it is killed and never the supervisor:
 * every message in every state, a message of another size, a hung-up channel.
 */
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crew.h"
#include "tap.h"

static struct config config = {.n_workers = 1};
static struct instance instance = {.config = &config};
static struct crew crew;

/* A worker in this state; returns its end of the channel. */
static int
worker_in(enum child_state state)
{
	struct child *child = crew.children;
	int ends[2];

	if (channel_open(ends) == -1)
		perror("# channel");
	*child =
	    (struct child){.state = state, .channel = ends[0], .lender = -1};
	child->pid = fork();
	if (child->pid == 0) {
		close(ends[1]);
		pause();
		_exit(0);
	}
	return ends[1];
}

static void
listen_once(void)
{
	crew_watch(&crew);
	poll(crew.polls, 1, 1000);
	crew_listen(&crew);
}

/* Whether it was killed; buried in any case. */
static bool
is_killed(void)
{
	struct child *child = crew.children;
	pid_t pid = child->pid;
	bool killed = child->state == CHILD_KILLED;
	int status = 0;

	if (!killed)
		kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	child_hang_up(child);
	return killed && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

static enum child_state
allowed(enum child_state state, uint32_t kind)
{
	if (state == CHILD_STARTING && kind == CHANNEL_PREPARED)
		return CHILD_PREPARED;
	if (state == CHILD_COMMITTED && kind == CHANNEL_ACCEPTING)
		return CHILD_RUNNING;
	if (state == CHILD_DRAINING && kind == CHANNEL_ACCEPTING)
		return CHILD_DRAINING;
	return CHILD_KILLED;
}

static void
say(enum child_state state, uint32_t kind)
{
	struct channel_message message = {.kind = kind};
	enum child_state want = allowed(state, kind);
	int end = worker_in(state);

	send(end, &message, sizeof(message), MSG_NOSIGNAL);
	listen_once();
	is_int((int)crew.children->state, (int)want,
	    "state %d, message %u: state %d", (int)state, kind, (int)want);
	is_killed();
	close(end);
}

int
main(void)
{
	const char *why;
	char name[32];
	struct segment_plan plan_ = {.n_slots = 1, .mode = 0600};
	int end;

	plan(0);
	snprintf(name, sizeof(name), "t2116-%d", (int)getpid());
	instance.segment = segment_take(name, &why);
	ok(instance.segment != NULL &&
		segment_build(instance.segment, &plan_, &why) == 0 &&
		crew_open(&crew, &instance) == 0,
	    "a crew of one");
	crew.now_ms = 1;
	for (int state = CHILD_STARTING; state < CHILD_KILLED; state++)
		for (uint32_t kind = 0; kind <= CHANNEL_DRAIN + 1; kind++)
			say((enum child_state)state, kind);

	end = worker_in(CHILD_RUNNING);
	send(end, "x", 1, MSG_NOSIGNAL);
	listen_once();
	ok(is_killed(), "one byte is rude");
	close(end);
	end = worker_in(CHILD_RUNNING);
	close(end);
	listen_once();
	is_int(crew.children->channel, -1, "who hangs up is not listened to");
	crew_tick(&crew);
	ok(is_killed(), "and, if it does not die of it, killed");
	crew_close(&crew);
	segment_remove(&instance.segment);
	return done();
}
