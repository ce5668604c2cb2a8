// SPDX-License-Identifier: BSD-2-Clause
#include "mem.h"

#include <stdlib.h>
#include <string.h>

#include "log.h"

static void *
need(void *p)
{
	if (p == NULL)
		log_fatal(1, "configuration: out of memory");
	return p;
}

void *
mem_take(size_t n)
{
	return need(calloc(1, n > 0 ? n : 1));
}

void *
mem_grow(void *p, size_t n)
{
	return need(realloc(p, n > 0 ? n : 1));
}

char *
mem_copy(const char *text, size_t n)
{
	char *copy = mem_take(n + 1);

	if (n > 0)
		memcpy(copy, text, n);
	return copy;
}

void *
mem_room(void *array, size_t n, size_t size)
{
	size_t bytes;

	if ((n & (n - 1)) != 0)
		return array;
	if (__builtin_mul_overflow(n > 0 ? 2 * n : 1, size, &bytes))
		need(NULL);
	return mem_grow(array, bytes);
}
