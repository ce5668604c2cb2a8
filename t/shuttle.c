/*
 * shuttle - a bad network that is the same again for the same seed
 *
 * shuttle [options] NAMESPACE NAMESPACE	carry packets between the device
 * shuttle0 of one network namespace and that of the other until TERM
 * shuttle [options] -n COUNT	only print the fates of the first packets
 *
 * Says "ready" when both devices are up, then "hole on" or "hole off" each
 * time that USR1 opened or closed the black hole, at the end one line of
 * counts: ab is the way from the first namespace to the second.  Exit status
 * 0; 1 if it cannot go on, 2 for bad usage.
 */
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <time.h>

#include "shuttle_fate.h"
#include "shuttle_number.h"
#include "shuttle_queue.h"
#include "shuttle_tun.h"

#define MAX_PACKET 9000

enum way { AB, BA, N_WAYS };
static const char *const way_names[N_WAYS] = {"ab", "ba"};

static struct options {
	struct fate_rules rules;
	uint64_t mtu, rate, room, up_ns, down_ns, n_dry;
	bool dry, with_input;
} o = {.mtu = 1500, .room = 1000};

/*
 * packets + duplicated = lost + swallowed + overflowed + refused + sent, and
 * what is still queued.
 */
struct counts {
	uint64_t packets, bytes, lost, delayed, reordered, duplicated;
	uint64_t corrupted, overtaken, overflowed, swallowed, refused, sent;
};

static struct side {
	const char *space;
	int fd;
	size_t n_queued;
	int64_t free_at_ns; /* when the last byte is on the line */
	uint64_t last_k;    /* the farthest packet that was delivered */
	struct counts counts;
} sides[N_WAYS]; /* a way begins at the side of its number */

static struct queue queue;
static int64_t began_ns;
static bool hole;

static void
usage(void)
{
	fputs("usage: shuttle [-s seed] [-d ms[:jitter ms]] [-l lost %]\n"
	      "  [-r reordered %[:by ms]] [-u duplicated %] [-c corrupted %]\n"
	      "  [-m mtu] [-b bytes a second] [-q packets queued]\n"
	      "  [-f up ms:black hole ms] [-e] NAMESPACE NAMESPACE\n"
	      "  | -n packets\n"
	      "  -f: by turns; -e: end when standard input does\n",
	    stderr);
	exit(2);
}

static int64_t
now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static void
set_option(int c)
{
	struct fate_rules *r = &o.rules;

	switch (c) {
	case 's':
		r->seed = whole_number(c, 0, UINT64_MAX);
		break;
	case 'd':
		two_numbers(c, 60000, 1e6, &r->delay_ns, &r->jitter_ns);
		break;
	case 'l':
		r->lost = only_number(c, optarg, 100, 1e4);
		break;
	case 'r':
		two_numbers(c, 100, 1e4, &r->reordered, &r->hold_ns);
		break;
	case 'u':
		r->duplicated = only_number(c, optarg, 100, 1e4);
		break;
	case 'c':
		r->corrupted = only_number(c, optarg, 100, 1e4);
		break;
	case 'm':
		o.mtu = whole_number(c, 68, MAX_PACKET);
		break;
	case 'b':
		o.rate = whole_number(c, 1, 1000000000000);
		break;
	case 'q':
		o.room = whole_number(c, 1, 1000000);
		break;
	case 'f':
		two_numbers(c, 60000, 1e6, &o.up_ns, &o.down_ns);
		if (o.down_ns == 0)
			errx(2, "-f %s: the black hole has no time", optarg);
		break;
	case 'e':
		o.with_input = true;
		break;
	case 'n':
		o.dry = true;
		o.n_dry = whole_number(c, 0, UINT32_MAX);
		break;
	default:
		usage();
	}
}

static int
print_fates(void)
{
	struct fate fate;

	for (unsigned way = AB; way < N_WAYS; way++)
		for (uint64_t k = 0; k < o.n_dry; k++) {
			fate_decide(&o.rules, way, k, &fate);
			fate_print(&fate, way_names[way], k);
		}
	return 0;
}

static bool
is_swallowed(int64_t at_ns)
{
	uint64_t age_ns = (uint64_t)(at_ns - began_ns);

	return hole ||
	       (o.down_ns != 0 && age_ns % (o.up_ns + o.down_ns) >= o.up_ns);
}

/* When the packet leaves the line, if it has a speed. */
static int64_t
pass_line(struct side *from, size_t n_bytes, int64_t at_ns)
{
	if (o.rate == 0)
		return at_ns;
	if (from->free_at_ns < at_ns)
		from->free_at_ns = at_ns;
	from->free_at_ns += (int64_t)(n_bytes * 1000000000 / o.rate);
	return from->free_at_ns;
}

static void
send_later(unsigned way, const struct packet *like, int64_t due_ns)
{
	struct side *from = &sides[way];
	size_t size = sizeof(*like) + like->n_bytes;
	struct packet *p;

	if (from->n_queued == o.room) {
		from->counts.overflowed++;
		return;
	}
	p = malloc(size);
	if (p == NULL)
		err(1, "packet");
	memcpy(p, like, size);
	p->way = way;
	p->due_ns = due_ns;
	from->n_queued++;
	queue_push(&queue, p);
}

static void
flip_bit(struct packet *p, uint64_t bit)
{
	bit %= p->n_bytes * 8;
	p->bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
}

static void
take_packet(unsigned way, struct packet *p, int64_t at_ns)
{
	struct side *from = &sides[way];
	struct counts *n = &from->counts;
	struct fate fate;
	int64_t left_ns;

	p->k = n->packets++;
	n->bytes += p->n_bytes;
	if (is_swallowed(at_ns)) {
		n->swallowed++;
		return;
	}
	fate_decide(&o.rules, way, p->k, &fate);
	n->lost += fate.lost;
	if (fate.lost)
		return;
	n->delayed += fate.delay_ns > 0;
	n->reordered += fate.reordered;
	n->duplicated += fate.duplicated;
	n->corrupted += fate.corrupted;
	left_ns = pass_line(from, p->n_bytes, at_ns);
	if (fate.corrupted)
		flip_bit(p, fate.bit);
	send_later(way, p, left_ns + (int64_t)fate.delay_ns);
	if (fate.corrupted) /* its copy is whole */
		flip_bit(p, fate.bit);
	if (fate.duplicated)
		send_later(way, p, left_ns + (int64_t)fate.copy_delay_ns);
}

/* So many at a time that no side waits long for the other. */
static void
read_some(unsigned way)
{
	static union {
		struct packet p;
		unsigned char room[sizeof(struct packet) + MAX_PACKET];
	} u;
	int64_t at_ns = now_ns();

	for (int i = 0; i < 64; i++) {
		ssize_t n = read(sides[way].fd, u.p.bytes, MAX_PACKET);

		if (n == -1 && errno == EAGAIN)
			return;
		if (n == -1)
			err(1, "%s: %s: read", sides[way].space, TUN_NAME);
		u.p.n_bytes = (size_t)n;
		if (n > 0)
			take_packet(way, &u.p, at_ns);
	}
}

/* A device that is down, or cannot read the header, takes no packet. */
static bool
is_refusal(int error)
{
	return error == EIO || error == EINVAL || error == EAGAIN ||
	       error == ENOBUFS || error == ENOMEM;
}

static void
deliver(struct packet *p, int64_t at_ns)
{
	struct side *from = &sides[p->way], *to = &sides[!p->way];
	struct counts *n = &from->counts;

	from->n_queued--;
	if (is_swallowed(at_ns)) {
		n->swallowed++;
	} else if (write(to->fd, p->bytes, p->n_bytes) != -1) {
		n->sent++;
		n->overtaken += p->k < from->last_k;
		if (from->last_k < p->k)
			from->last_k = p->k;
	} else if (is_refusal(errno)) {
		n->refused++;
	} else {
		err(1, "%s: %s: write", to->space, TUN_NAME);
	}
	free(p);
}

static void
deliver_due(void)
{
	int64_t at_ns = now_ns();
	struct packet *p;

	while ((p = queue_top(&queue)) != NULL && p->due_ns <= at_ns)
		deliver(queue_pop(&queue), at_ns);
}

/* Returns false for a signal that ends the program. */
static bool
obey_signal(int fd)
{
	struct signalfd_siginfo info;

	if (read(fd, &info, sizeof(info)) != (ssize_t)sizeof(info))
		err(1, "signalfd");
	if (info.ssi_signo != SIGUSR1)
		return false;
	hole = !hole;
	puts(hole ? "hole on" : "hole off");
	return true;
}

static bool
input_goes_on(void)
{
	char buf[4096];

	return read(STDIN_FILENO, buf, sizeof(buf)) > 0;
}

/* Until the next packet is due; NULL if there is none. */
static const struct timespec *
wait_time(struct timespec *ts)
{
	const struct packet *p = queue_top(&queue);
	int64_t left_ns;

	if (p == NULL)
		return NULL;
	left_ns = p->due_ns - now_ns();
	if (left_ns < 0)
		left_ns = 0;
	ts->tv_sec = left_ns / 1000000000;
	ts->tv_nsec = left_ns % 1000000000;
	return ts;
}

static void
carry(int signals)
{
	struct pollfd p[] = {
	    [AB] = {.fd = sides[AB].fd, .events = POLLIN},
	    [BA] = {.fd = sides[BA].fd, .events = POLLIN},
	    {.fd = signals, .events = POLLIN},
	    {.fd = o.with_input ? STDIN_FILENO : -1, .events = POLLIN},
	};
	struct timespec ts;

	for (;;) {
		if (ppoll(p, 4, wait_time(&ts), NULL) == -1) {
			if (errno == EINTR) /* stopped and continued */
				continue;
			err(1, "poll");
		}
		deliver_due();
		for (unsigned way = AB; way < N_WAYS; way++)
			if (p[way].revents)
				read_some(way);
		if (p[2].revents && !obey_signal(signals))
			return;
		if (p[3].revents && !input_goes_on())
			return;
	}
}

static void
print_counts(void)
{
	printf("seed=%ju", (uintmax_t)o.rules.seed);
	for (unsigned way = AB; way < N_WAYS; way++) {
		const struct counts *n = &sides[way].counts;
		const struct {
			const char *word;
			uint64_t value;
		} all[] = {
		    {"packets", n->packets},
		    {"bytes", n->bytes},
		    {"lost", n->lost},
		    {"delayed", n->delayed},
		    {"reordered", n->reordered},
		    {"duplicated", n->duplicated},
		    {"corrupted", n->corrupted},
		    {"overtaken", n->overtaken},
		    {"overflowed", n->overflowed},
		    {"swallowed", n->swallowed},
		    {"refused", n->refused},
		    {"sent", n->sent},
		    {"queued", sides[way].n_queued},
		};

		for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
			printf(" %s.%s=%ju", way_names[way], all[i].word,
			    (uintmax_t)all[i].value);
	}
	putchar('\n');
}

static int
open_signals(void)
{
	sigset_t set;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fd = signalfd(-1, &set, SFD_CLOEXEC);
	if (fd == -1)
		err(1, "signalfd");
	return fd;
}

int
main(int argc, char *argv[])
{
	int c, signals;

	setvbuf(stdout, NULL, _IOLBF, 0);
	o.rules.hold_ns = 10000000;
	while ((c = getopt(argc, argv, "s:d:l:r:u:c:m:b:q:f:en:")) != -1)
		set_option(c);
	if (argc - optind != (o.dry ? 0 : N_WAYS))
		usage();
	if (o.dry)
		return print_fates();
	signals = open_signals();
	queue_init(&queue, o.room * N_WAYS);
	prctl(PR_SET_TIMERSLACK, 1000);
	for (unsigned way = AB; way < N_WAYS; way++) {
		sides[way].space = argv[optind + (int)way];
		sides[way].fd = tun_open(sides[way].space, (int)o.mtu);
	}
	began_ns = now_ns();
	puts("ready");
	carry(signals);
	print_counts();
	queue_fini(&queue);
	return 0;
}
