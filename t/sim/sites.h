/*
 * sites - every place of the product's code that makes a system call
 *
 * Put before each source of the product that is built for the simulated
 * kernel (-include): each use of a function of sys.h leaves its file and line
 * in a section of the program, so that the list of places is the code's own,
 * and says who calls before it calls.
 */
#ifndef RELAY_SIM_SITES_H
#define RELAY_SIM_SITES_H

#include <stdbool.h>
#include <stdint.h>

#include "sys.h"

enum sim_call {
#define CALL(name, errnos) SIM_##name,
#include "errnos.def"
#undef CALL
	N_SIM_CALLS
};

struct sim_site {
	const char *file;
	uint32_t line;
	enum sim_call call;
	uint64_t hits; /* in this run */
} __attribute__((aligned(32)));

/* The section, in the order of the linker; and who calls now. */
extern struct sim_site __start_sim_sites[], __stop_sim_sites[];
extern struct sim_site *sim_site;

/* Deliberate failures: the n-th call (from 1) at this site.  SIM_SHORT, of
 * recv and send: one byte is moved, the others right after. */
#define SIM_SHORT 4095
struct sim_fault {
	struct sim_site *site; /* NULL: none */
	int error;
	uint64_t nth;
	bool forever;
	uint64_t fired; /* how often it did */
	struct sim_fault *next;
};

/* The errors that a call may fail with.  Returns how many. */
uint32_t sim_errnos(enum sim_call call, const int **errnos);

#ifndef RELAY_SIM_INSIDE

#define SIM_AT(name, ...)                                                      \
	__extension__({                                                        \
		static struct sim_site sim_here                                \
		    __attribute__((section("sim_sites"), used)) = {            \
			__FILE__, __LINE__, SIM_##name, 0};                    \
		sim_site = &sim_here;                                          \
		sys_##name(__VA_ARGS__);                                       \
	})

#define sys_epoll_create(...) SIM_AT(epoll_create, __VA_ARGS__)
#define sys_epoll_add(...) SIM_AT(epoll_add, __VA_ARGS__)
#define sys_epoll_del(...) SIM_AT(epoll_del, __VA_ARGS__)
#define sys_epoll_wait(...) SIM_AT(epoll_wait, __VA_ARGS__)
#define sys_socket(...) SIM_AT(socket, __VA_ARGS__)
#define sys_bind(...) SIM_AT(bind, __VA_ARGS__)
#define sys_connect(...) SIM_AT(connect, __VA_ARGS__)
#define sys_accept(...) SIM_AT(accept, __VA_ARGS__)
#define sys_setsockopt(...) SIM_AT(setsockopt, __VA_ARGS__)
#define sys_socket_error(...) SIM_AT(socket_error, __VA_ARGS__)
#define sys_own_addr(...) SIM_AT(own_addr, __VA_ARGS__)
#define sys_shutdown_write(...) SIM_AT(shutdown_write, __VA_ARGS__)
#define sys_close(...) SIM_AT(close, __VA_ARGS__)
#define sys_recv(...) SIM_AT(recv, __VA_ARGS__)
#define sys_peek(...) SIM_AT(peek, __VA_ARGS__)
#define sys_send(...) SIM_AT(send, __VA_ARGS__)
#define sys_send_now(...) SIM_AT(send_now, __VA_ARGS__)
#define sys_open(...) SIM_AT(open, __VA_ARGS__)
#define sys_write(...) SIM_AT(write, __VA_ARGS__)
#define sys_pread(...) SIM_AT(pread, __VA_ARGS__)
#define sys_sendmsg(...) SIM_AT(sendmsg, __VA_ARGS__)
#define sys_recvmsg(...) SIM_AT(recvmsg, __VA_ARGS__)
#define sys_reserve(...) SIM_AT(reserve, __VA_ARGS__)
#define sys_release(...) SIM_AT(release, __VA_ARGS__)
#define sys_forget(...) SIM_AT(forget, __VA_ARGS__)

#endif /* !RELAY_SIM_INSIDE */
#endif /* RELAY_SIM_SITES_H */
