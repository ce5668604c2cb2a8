/*
 * log - one line a message: "thing name: act: cause"
 *
 * Goes to standard error, a file or syslog, and never blocks: what the sink
 * does not take at once is dropped and counted.  A place in the code that
 * warns more than LOG_BURST times in a second is silent for the rest of that
 * second and then says how often it was suppressed.
 *
 * "%m" in a format is the text of errno, as in glibc and musl.
 */
#ifndef RELAY_LOG_H
#define RELAY_LOG_H

#include <stdbool.h>
#include <stdint.h>

#define LOG_BURST 5

enum log_level {
	LOG_LEVEL_DEBUG,
	LOG_LEVEL_INFO,
	LOG_LEVEL_WARN,
	LOG_LEVEL_ERROR
};

enum log_sink { LOG_TO_STDERR, LOG_TO_FILE, LOG_TO_SYSLOG };

/* A place that speaks: static, one a call of the macros below. */
struct log_place {
	int64_t second;      /* the second that n counts in */
	uint32_t n;          /* messages in it */
	uint32_t suppressed; /* of these not written */
};

/*
 * Open the sink.  path: of the file; facility: syslog's number (LOG_DAEMON).
 * A sink that was open before is replaced only on success.
 * Returns 0; or -1 and errno, and the old sink stays.
 */
int log_open(enum log_sink sink, const char *path, int facility);

/* Use fd, already open and non-blocking, as the sink; it is log's to close. */
void log_adopt(int fd);

/* The descriptor of the sink, for a child or a worker; -1 if there is none. */
int log_fd(void);

/* Messages below the level are not written.  The default is info. */
void log_set_level(enum log_level level);

/* What each line begins with: "worker 0", "supervisor"; copied, "" is none. */
void log_set_name(const char *name);

/* The messages dropped because the sink did not take them; since the start. */
uint64_t log_dropped(void);

void log_write(struct log_place *place, enum log_level level, const char *fmt,
    ...) __attribute__((format(printf, 3, 4)));

#define LOG_AT(level, ...)                                                     \
	do {                                                                   \
		static struct log_place log_place_;                            \
		log_write(&log_place_, level, __VA_ARGS__);                    \
	} while (0)
#define log_debug(...) LOG_AT(LOG_LEVEL_DEBUG, __VA_ARGS__)
#define log_info(...) LOG_AT(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_warn(...) LOG_AT(LOG_LEVEL_WARN, __VA_ARGS__)
#define log_error(...) LOG_AT(LOG_LEVEL_ERROR, __VA_ARGS__)

/* Say it without a rate limit, then end the process with this status. */
_Noreturn void log_fatal(int status, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* A state that our own code must have prevented: say where, and abort. */
_Noreturn void log_bug(const char *file, int line, const char *what);
#define bug(what) log_bug(__FILE__, __LINE__, what)
#define must(condition)                                                        \
	do {                                                                   \
		if (__builtin_expect(!(condition), 0))                         \
			bug(#condition);                                       \
	} while (0)

#endif /* RELAY_LOG_H */
