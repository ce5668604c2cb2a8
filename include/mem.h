/*
 * mem - memory for what is read at a start, or the end of the process
 *
 * For code that runs before anything is served: with no memory left there is
 * nothing to go on with, so a line in the log and exit status 1 are the answer.
 */
#ifndef RELAY_MEM_H
#define RELAY_MEM_H

#include <stddef.h>

/* n bytes of zeros, to be freed with free(). */
void *mem_take(size_t n);

/* p, from here or NULL, made n bytes long. */
void *mem_grow(void *p, size_t n);

/* A copy of n bytes of text with a NUL behind them. */
char *mem_copy(const char *text, size_t n);

/*
 * Room for one more in an array of n elements of size bytes: grows by doubling
 * when n is a power of two, so n must count up by one.
 */
void *mem_room(void *array, size_t n, size_t size);

#endif /* RELAY_MEM_H */
