/*
 * files - descriptors, and what is behind them
 */
#ifndef RELAY_SIM_FILES_H
#define RELAY_SIM_FILES_H

#include "cable.h"

enum file_kind {
	FILE_EPOLL,
	FILE_LISTENER,
	FILE_SOCKET, /* a plug, or still none */
	FILE_CHANNEL,
	FILE_STATM,
	FILE_LOG,
};

/* Where an epoll instance watches a descriptor. */
struct item {
	struct watcher *watcher; /* NULL: not watched */
	uint32_t events;
	void *ptr;
	uint32_t place; /* 1 ... in the watcher's list of all */
	uint32_t ready; /* 1 ... in its list of the ready; 0: not there */
	uint64_t batch; /* the last one that it was in */
};

struct file {
	enum file_kind kind;
	int fd; /* -1: on its way in a message */
	struct item item;
	bool local;  /* a socket: AF_UNIX */
	bool linger; /* a socket without a plug, a listener: {1,0} */
	struct cable *cable;
	struct acceptor *acceptor;
	struct watcher *watches; /* an epoll instance */
};

void files_reset(void);

/* A new descriptor, the lowest number that is free.  Returns the number;
 * -EMFILE.  file_new() makes a file without a number. */
int fd_new(enum file_kind kind, struct file **file);
struct file *file_new(enum file_kind kind);
int fd_install(struct file *file);
bool fd_is_left(void);
/* Take the number from a file. */
void fd_remove(struct file *file);
struct file *fd_file(int fd);
uint32_t fd_count(void);

/* The last descriptor of it is gone.  (acceptor.c, epoll.c) */
void file_end(struct file *file);
void acceptor_close(struct file *file);
void watcher_close(struct file *file);

/* What poll(2) would say now. */
uint32_t file_poll(struct file *file);
uint32_t acceptor_poll(const struct file *file);
uint32_t channel_poll(void);
void channel_close(void);

/* Something happened that epoll is told of.  (epoll.c) */
void file_edge(struct file *file);
void file_unwatch(struct file *file);
/* Reports items until max, in random order.  Returns how many; *news: those
 * that say something new. */
int watcher_collect(
    struct file *epoll, struct epoll_event *events, int max, int *news);

/* The channel.  (talk.c) */
void channel_reset(void);

/* The listeners.  (acceptor.c) */
void acceptors_reset(void);

#endif /* RELAY_SIM_FILES_H */
