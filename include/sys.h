/*
 * sys - every system call that a worker makes, as one door
 *
 * Thin: each function is one call, returns what the kernel returned (-1 and
 * errno), and adds only the flags that are the same everywhere: non-blocking,
 * close-on-exec, no SIGPIPE.  A test links another room behind this door, a
 * simulated kernel; so nothing of a worker may pass it by.
 */
#ifndef RELAY_SYS_H
#define RELAY_SYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/types.h>

/* Nanoseconds: monotonic; of the wall, for people; of this process's CPU. */
int64_t sys_now_ns(void);
int64_t sys_wall_ns(void);
int64_t sys_cpu_ns(void);

int sys_epoll_create(void);
/* EPOLL_CTL_ADD with ptr as data, and EPOLL_CTL_DEL. */
int sys_epoll_add(int epoll, int fd, uint32_t events, void *ptr);
int sys_epoll_del(int epoll, int fd);
/* timeout in milliseconds, -1 for ever. */
int sys_epoll_wait(int epoll, struct epoll_event *events, int max, int timeout);

/* A stream socket of the family. */
int sys_socket(int family);
int sys_bind(int fd, const struct sockaddr *sa, socklen_t len);
int sys_connect(int fd, const struct sockaddr *sa, socklen_t len);
int sys_accept(int fd);
int sys_setsockopt(int fd, int level, int name, const void *value, socklen_t n);
/* The pending error of a socket (SO_ERROR), an errno; 0 if there is none. */
int sys_socket_error(int fd);
/* The socket's own address. */
int sys_own_addr(int fd, struct sockaddr *sa, socklen_t *len);
int sys_shutdown_write(int fd);
int sys_close(int fd);

ssize_t sys_recv(int fd, void *buf, size_t n);
ssize_t sys_peek(int fd, void *buf, size_t n);
ssize_t sys_send(int fd, const void *buf, size_t n);
/* On a socket that may be blocking, without waiting: for the log. */
ssize_t sys_send_now(int fd, const void *buf, size_t n);

/* For the log. */
bool sys_is_socket(int fd);

/* For /proc/self/statm. */
int sys_open(const char *path);
/* For the log, on what is open non-blocking; for /proc/self/statm. */
ssize_t sys_write(int fd, const void *buf, size_t n);
ssize_t sys_pread(int fd, void *buf, size_t n, int64_t offset);

/* For the channel: one message with at most one descriptor each way. */
ssize_t sys_sendmsg(int fd, const struct msghdr *msg);
ssize_t sys_recvmsg(int fd, struct msghdr *msg);

/* n zeroed bytes that take memory when they are touched first; NULL and errno.
 * Give them back; give their pages back and keep the addresses. */
void *sys_reserve(size_t n);
int sys_release(void *addr, size_t n);
int sys_forget(void *addr, size_t n);

/* n random bytes, n at most 256. */
void sys_random(void *buf, size_t n);

#endif /* RELAY_SYS_H */
