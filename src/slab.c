// SPDX-License-Identifier: BSD-2-Clause
#include "slab.h"

#include <errno.h>
#include <stdint.h>

#include "log.h"
#include "sys.h"

#define ALIGN 16

int
slab_init(struct slab *slab, size_t size, size_t capacity)
{
	void *base;

	size = (size + ALIGN - 1) / ALIGN * ALIGN;
	if (size == 0 || capacity == 0 || capacity > SIZE_MAX / size) {
		errno = ENOMEM;
		return -1;
	}
	base = sys_reserve(size * capacity);
	if (base == NULL)
		return -1;
	*slab = (struct slab){.base = base, .size = size, .capacity = capacity};
	return 0;
}

void
slab_fini(struct slab *slab)
{
	if (slab->base != NULL)
		sys_release(slab->base, slab->size * slab->capacity);
	*slab = (struct slab){0};
}

/* What the second word of an object is while it is free: if it is so already
 * when it is given, it was given twice. */
static uintptr_t *
mark_of(void *object)
{
	return (uintptr_t *)object + 1;
}

static uintptr_t
mark(const void *object)
{
	return (uintptr_t)object ^ 0xf5eef5ee;
}

void *
slab_take(struct slab *slab)
{
	void *object = slab->free;

	if (object != NULL) {
		slab->free = *(void **)object;
		*mark_of(object) = 0;
	} else if (slab->touched < slab->capacity) {
		object = slab->base + slab->size * slab->touched++;
	} else {
		return NULL;
	}
	slab->n_taken++;
	return object;
}

void
slab_give(struct slab *slab, void *object)
{
	size_t offset = (size_t)((char *)object - slab->base);

	must(offset < slab->size * slab->touched && offset % slab->size == 0);
	must(slab->n_taken > 0);
	must(*mark_of(object) != mark(object));
	*(void **)object = slab->free;
	*mark_of(object) = mark(object);
	slab->free = object;
	slab->n_taken--;
}
