/*
 * slab - n objects of one size, taken once
 *
 * Reserves address space for all of them and touches a page only when the
 * first object in it is taken; no heap.  Taking and giving are O(1).
 */
#ifndef RELAY_SLAB_H
#define RELAY_SLAB_H

#include <stddef.h>

struct slab {
	char *base;
	size_t size;     /* of an object, a multiple of 16 */
	size_t capacity; /* objects in all */
	size_t touched;  /* objects that were ever taken */
	size_t n_taken;  /* objects that are taken now */
	void *free;      /* given back, the last one first */
};

/*
 * Reserve capacity objects of size bytes.
 * Returns 0; or -1 and errno ENOMEM.
 */
int slab_init(struct slab *slab, size_t size, size_t capacity);

/* Give the memory back; no object may be used any more. */
void slab_fini(struct slab *slab);

/* An object with undefined content, or NULL when all are taken. */
void *slab_take(struct slab *slab);

/* Give back what slab_take() returned. */
void slab_give(struct slab *slab, void *object);

#endif /* RELAY_SLAB_H */
