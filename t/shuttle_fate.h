/*
 * shuttle_fate - what happens to the k-th packet of a direction
 *
 * A function of the seed, the direction and k alone: the same seed is the
 * same network again, whatever the packets are and whenever they come.  Each
 * question has a draw of its own, so another loss leaves the copies as they
 * were.
 */
#ifndef RELAY_SHUTTLE_FATE_H
#define RELAY_SHUTTLE_FATE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum fate_draw {
	DRAW_LOSS,
	DRAW_JITTER,
	DRAW_REORDER,
	DRAW_HOLD,
	DRAW_COPY,
	DRAW_COPY_JITTER,
	DRAW_DAMAGE,
	DRAW_BIT,
};

/* Shares are of a million, times are in ns. */
struct fate_rules {
	uint64_t seed;
	uint64_t lost, reordered, duplicated, corrupted;
	uint64_t delay_ns, jitter_ns, hold_ns;
};

struct fate {
	bool lost, reordered, duplicated, corrupted;
	uint64_t delay_ns, copy_delay_ns;
	uint64_t bit; /* to be flipped, modulo those that the packet has */
};

static inline uint64_t
fate_mix(uint64_t x)
{
	x += 0x9e3779b97f4a7c15;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
	x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
	return x ^ (x >> 31);
}

/* A number below n; 0 if n is 0. */
static inline uint64_t
fate_number(const uint64_t *key, enum fate_draw draw, uint64_t n)
{
	return n ? fate_mix(*key + ((uint64_t)draw << 56)) % n : 0;
}

static inline void
fate_decide(
    const struct fate_rules *r, unsigned way, uint64_t k, struct fate *f)
{
	const uint64_t million = 1000000;
	uint64_t key = fate_mix(fate_mix(fate_mix(r->seed) ^ way) ^ k);
	uint64_t copy_spread = r->jitter_ns + r->hold_ns + 1;

	*f = (struct fate){0};
	f->lost = fate_number(&key, DRAW_LOSS, million) < r->lost;
	if (f->lost)
		return;
	f->delay_ns =
	    r->delay_ns + fate_number(&key, DRAW_JITTER, r->jitter_ns + 1);
	f->reordered = fate_number(&key, DRAW_REORDER, million) < r->reordered;
	if (f->reordered)
		f->delay_ns += r->hold_ns / 2 +
			       fate_number(&key, DRAW_HOLD, r->hold_ns / 2 + 1);
	f->duplicated = fate_number(&key, DRAW_COPY, million) < r->duplicated;
	f->copy_delay_ns =
	    r->delay_ns + fate_number(&key, DRAW_COPY_JITTER, copy_spread);
	f->corrupted = fate_number(&key, DRAW_DAMAGE, million) < r->corrupted;
	f->bit = fate_number(&key, DRAW_BIT, UINT64_MAX);
}

static inline void
fate_print(const struct fate *f, const char *way, uint64_t k)
{
	printf("%s %ju ", way, (uintmax_t)k);
	if (f->lost) {
		puts("lost");
		return;
	}
	printf("after %.3f ms", (double)f->delay_ns / 1e6);
	if (f->reordered)
		fputs(" reordered", stdout);
	if (f->duplicated)
		printf(" duplicated %.3f ms", (double)f->copy_delay_ns / 1e6);
	if (f->corrupted)
		printf(" corrupted %ju", (uintmax_t)f->bit);
	putchar('\n');
}

#endif /* RELAY_SHUTTLE_FATE_H */
