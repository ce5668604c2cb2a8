/*
 * prf - numbers that a key decides: what one end draws, the other draws too
 */
#ifndef RELAY_PAIR_PRF_H
#define RELAY_PAIR_PRF_H

#include <stdint.h>

/* splitmix64's finalizer (Steele, Lea, Flood 2014). */
static inline uint64_t
prf_mix(uint64_t z)
{
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

/* And back: two words that follow each other in any stream here differ by
 * PRF_STEP before they are mixed, which no other two are likely to do. */
static inline uint64_t
prf_unmix(uint64_t z)
{
	z = (z ^ (z >> 31) ^ (z >> 62)) * 0x319642b2d24d8ec3;
	z = (z ^ (z >> 27) ^ (z >> 54)) * 0x96de1b173f119089;
	return z ^ (z >> 30) ^ (z >> 60);
}

/* The i-th word of the stream that the seed names. */
#define PRF_STEP 0x9e3779b97f4a7c15
static inline uint64_t
prf_word(uint64_t seed, uint64_t i)
{
	return prf_mix(seed + (i + 1) * PRF_STEP);
}

/* A seed for something below the one that the seed is for. */
static inline uint64_t
prf_seed(uint64_t seed, uint64_t a, uint64_t b)
{
	return prf_word(prf_word(seed, a), b);
}

/* A generator: the next word of a stream; a number below n, n at least 1. */
struct prf {
	uint64_t seed, i;
};

static inline uint64_t
prf_next(struct prf *prf)
{
	return prf_word(prf->seed, prf->i++);
}

static inline uint64_t
prf_below(struct prf *prf, uint64_t n)
{
	return (prf_next(prf) >> 11) % n;
}

#endif /* RELAY_PAIR_PRF_H */
