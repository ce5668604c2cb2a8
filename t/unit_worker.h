/*
 * unit_worker - a worker in a child process whose supervisor is the test
 */
#ifndef RELAY_UNIT_WORKER_H
#define RELAY_UNIT_WORKER_H

#include <sys/wait.h>

#include "channel.h"
#include "config_text.h"
#include "log.h"
#include "unit_peer.h"
#include "worker.h"

static struct {
	pid_t pid;
	struct config *config;
	const struct segment *segment;
	struct stats_page *page;    /* shared with the child */
	struct sockaddr_in address; /* that it accepts at */
	int channel, log;           /* our ends */
	char said[4096];            /* its log, after worker_end() */
} unit_worker;

static struct worker_plan
worker_plan(const struct worker_socket *own, int channel)
{
	struct stats_shape shape = {unit_worker.config->n_listeners,
	    unit_worker.config->n_upstreams, unit_worker.config->n_servers};

	unit_worker.page = mmap(NULL, stats_page_size(&shape),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	stats_page_init(unit_worker.page, &shape, 0, 1);
	return (struct worker_plan){.config = unit_worker.config,
	    .segment = unit_worker.segment,
	    .page = unit_worker.page,
	    .sockets = own,
	    .n_sockets = 1,
	    .channel = channel,
	    .max_fds = 1024};
}

/* Start it with a configuration of one listener, whose socket is made here;
 * before() is called in the child first. */
TAP_UNUSED static void
worker_begin(const char *text, void (*before)(void))
{
	socklen_t n = sizeof(unit_worker.address);
	struct worker_socket own = {0};
	struct worker_plan plan_;
	int ends[2], said[2], server_fd = peer_fd;

	peer_listen();
	own.fd = peer_fd;
	peer_fd = server_fd;
	getsockname(own.fd, (struct sockaddr *)&unit_worker.address, &n);
	unit_worker.config = config_of(text);
	if (unit_worker.config == NULL || channel_open(ends) == -1 ||
	    pipe(said) == -1)
		exit(1);
	plan_ = worker_plan(&own, ends[1]);
	fflush(stdout);
	unit_worker.pid = fork();
	if (unit_worker.pid == 0) {
		dup2(said[1], STDERR_FILENO);
		close(said[1]);
		close(ends[0]);
		alarm(60);
		if (before != NULL)
			before();
		_exit(worker_run(&plan_));
	}
	close(ends[1]);
	close(said[1]);
	close(own.fd);
	unit_worker.channel = ends[0];
	unit_worker.log = said[0];
}

/* Wait for its end; its exit status, or -1: it was killed. */
TAP_UNUSED static int
worker_end(void)
{
	size_t n = 0;
	ssize_t got;
	int status;

	while ((got = read(unit_worker.log, unit_worker.said + n,
		    sizeof(unit_worker.said) - 1 - n)) > 0)
		n += (size_t)got;
	unit_worker.said[n] = '\0';
	waitpid(unit_worker.pid, &status, 0);
	close(unit_worker.log);
	close(unit_worker.channel);
	config_close(&unit_worker.config);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#endif /* RELAY_UNIT_WORKER_H */
