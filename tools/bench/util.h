/*
 * util - what the programs of the bench share
 *
 * They serve one run on loopback: whatever goes wrong ends the program with
 * one line and exit status 1.
 */
#ifndef BENCH_UTIL_H
#define BENCH_UTIL_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* One line to stderr, with the cause if errno is set; then exit(1). */
void die(const char *format, ...)
    __attribute__((noreturn, format(printf, 1, 2)));

/* A number from 0 to max; dies naming what. */
uint64_t util_number(const char *what, const char *text, uint64_t max);

/* "127.0.0.1:6379" as an address; port 0 lets the kernel choose. */
struct sockaddr_in util_addr(const char *text);

/*
 * Listen on text, non-blocking, and print "address 127.0.0.1:PORT".  What is
 * accepted inherits TCP_NODELAY.  Returns the descriptor.
 */
int util_listen(const char *text);

/* Take every descriptor that the hard limit allows. */
void util_raise_limit(void);

/* Register fd with the epoll instance, ptr as its data. */
void util_watch(int epoll, int fd, uint32_t events, void *ptr);

/* Nanoseconds: monotonic; CPU used by all threads of pid (0: of this one). */
int64_t util_now_ns(void);
int64_t util_cpu_ns(pid_t pid);

#endif /* BENCH_UTIL_H */
