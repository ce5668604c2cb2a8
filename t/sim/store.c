// SPDX-License-Identifier: BSD-2-Clause
#include "store.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LEAST 5 /* log2: of the smallest piece */
#define CLASSES 32
#define BLOCK ((size_t)1 << 20)

struct piece {
	struct piece *next;
};

struct block {
	struct block *next;
	size_t size;
	_Alignas(64) uint8_t bytes[];
};

static struct block *blocks, *spare;
static struct piece *free_pieces[CLASSES];
static size_t used; /* of the first block */

static unsigned
class_of(size_t n)
{
	unsigned class = LEAST;

	while (((size_t)1 << class) < n)
		class ++;
	return class;
}

void
store_reset(void)
{
	while (blocks != NULL) {
		struct block *block = blocks;

		blocks = block->next;
		block->next = spare;
		spare = block;
	}
	used = 0;
	memset(free_pieces, 0, sizeof(free_pieces));
}

static struct block *
new_block(size_t n)
{
	size_t size = n > BLOCK ? n : BLOCK;

	for (struct block **at = &spare; *at != NULL; at = &(*at)->next)
		if ((*at)->size >= size) {
			struct block *block = *at;

			*at = block->next;
			return block;
		}
	struct block *block = malloc(sizeof(*block) + size);

	if (block == NULL) {
		fprintf(stderr, "store: out of memory\n");
		exit(1);
	}
	block->size = size;
	return block;
}

void *
store_take(size_t n, size_t clear)
{
	unsigned class = class_of(n);
	struct piece *piece = free_pieces[class];
	size_t size = (size_t)1 << class;

	if (piece != NULL) {
		free_pieces[class] = piece->next;
	} else {
		if (blocks == NULL || blocks->size - used < size) {
			struct block *block = new_block(size);

			block->next = blocks;
			blocks = block;
			used = 0;
		}
		piece = (struct piece *)(void *)(blocks->bytes + used);
		used += size;
	}
	memset(piece, 0, clear);
	return piece;
}

void
store_give(void *piece_, size_t n)
{
	struct piece *piece = piece_;
	unsigned class = class_of(n);

	piece->next = free_pieces[class];
	free_pieces[class] = piece;
}
