/*
 * heapcount - counts calls of the heap, to be preloaded
 *
 * The counts lie in the file that HEAPCOUNT names, one 64-bit number, mapped
 * and shared: so those of all processes of a family add up, and a test reads
 * them from outside at any time.
 */
#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define DOOR __attribute__((visibility("default")))

extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *old, size_t n);
extern void *__libc_memalign(size_t align, size_t n);
extern void __libc_free(void *p);

static _Atomic uint64_t nowhere, *count = &nowhere;

__attribute__((constructor)) static void
map_count(void)
{
	const char *path = getenv("HEAPCOUNT");
	int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
	void *map;

	if (fd == -1)
		return;
	map = mmap(
	    NULL, sizeof(*count), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (map != MAP_FAILED)
		count = map;
	close(fd);
}

DOOR void *
malloc(size_t n)
{
	atomic_fetch_add(count, 1);
	return __libc_malloc(n);
}

DOOR void *
calloc(size_t n, size_t size)
{
	atomic_fetch_add(count, 1);
	return __libc_calloc(n, size);
}

DOOR void *
realloc(void *old, size_t n)
{
	atomic_fetch_add(count, 1);
	return __libc_realloc(old, n);
}

DOOR int
posix_memalign(void **to, size_t align, size_t n)
{
	atomic_fetch_add(count, 1);
	*to = __libc_memalign(align, n);
	return *to == NULL;
}

DOOR void
free(void *p)
{
	if (p != NULL)
		atomic_fetch_add(count, 1);
	__libc_free(p);
}
