/*
 * cable - a wire from the inside: two plugs, a way from each to the other
 */
#ifndef RELAY_SIM_CABLE_H
#define RELAY_SIM_CABLE_H

#include "inner.h"
#include "way.h"

enum { NEAR, FAR }; /* which plug; and whose way */

enum plug_state {
	PLUG_NEW,        /* TCP_CLOSE, never connected */
	PLUG_CONNECTING, /* TCP_SYN_SENT */
	PLUG_UP,         /* TCP_ESTABLISHED and all after it */
	PLUG_DEAD,       /* TCP_CLOSE */
};

#define SHUT_IN 1
#define SHUT_OUT 2
#define SHUT_BOTH 3

struct plug {
	enum plug_state state;
	int error;      /* sk_err */
	uint8_t shut;   /* sk_shutdown */
	bool done;      /* SOCK_DONE: a FIN has come */
	bool fin_sent;  /* after the last byte written */
	bool fin_acked; /* by the other plug */
	bool nospace;   /* SOCK_NOSPACE: wants to hear of room */
	bool linger;    /* {1,0} */
	bool asked;     /* SS_CONNECTING: connect() has not said 0 yet */
	bool closed;    /* nobody has it any more */
	struct file *file;
};

struct cable {
	struct wire wire; /* first: the handle */
	bool local;       /* AF_UNIX */
	struct plug plug[2];
	struct way way[2];
	struct prf chance;
	struct cable *next_ready, *next_waiting;
	bool is_ready; /* in the list of those whose far side is to be told */
};

/* A new run. */
void cables_reset(void);

/* A new one; its end, if both plugs are closed: then it is gone. */
struct cable *cable_new(bool local);
void cable_release(struct cable *cable);

/* The near plug was closed: tell the world, which may close the other. */
void cable_tell_closed(struct cable *cable, bool reset);

/* Something happened at this plug: tell epoll, or the world, which is told of
 * all at once. */
void cable_edge(struct cable *cable, int who);
bool cables_tell(void);

/* The pending error, which it is no more. */
int plug_take_error(struct plug *plug);

/* As those of tcp.h or of local.h, whichever it is. */
ssize_t cable_recv(
    struct cable *cable, int who, void *buf, size_t n, bool peek);
ssize_t cable_send(struct cable *cable, int who, const void *buf, size_t n);
int cable_shutdown(struct cable *cable, int who);
bool cable_close(struct cable *cable, int who, bool reset);
uint32_t cable_poll(struct cable *cable, int who);
/* The connection dies of an error that its near side is told just now; or
 * that waits for it, if pending. */
void cable_kill(struct cable *cable, int error, bool pending);

#endif /* RELAY_SIM_CABLE_H */
