// SPDX-License-Identifier: BSD-2-Clause
#include "nearest.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define WORD_MAX 64

static char
fold(char c)
{
	return c == '_' ? '-' : (char)tolower((unsigned char)c);
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Optimal string alignment, in three rows of the matrix. */
static size_t
distance(const char *a, size_t na, const char *b, size_t nb)
{
	size_t rows[3][WORD_MAX + 1];

	for (size_t j = 0; j <= nb; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= na; i++) {
		size_t *row = rows[i % 3], *up = rows[(i + 2) % 3],
		       *up2 = rows[(i + 1) % 3];

		row[0] = i;
		for (size_t j = 1; j <= nb; j++) {
			char x = fold(a[i - 1]), y = fold(b[j - 1]);

			row[j] = least(up[j] + 1, row[j - 1] + 1);
			row[j] = least(row[j], up[j - 1] + (x != y));
			if (i > 1 && j > 1 && x == fold(b[j - 2]) &&
			    y == fold(a[i - 2]))
				row[j] = least(row[j], up2[j - 2] + 1);
		}
	}
	return rows[na % 3][nb];
}

void
nearest_offer(struct nearest *nearest, const char *known)
{
	size_t n = strlen(nearest->word), n_known = strlen(known), far;

	if (n > WORD_MAX || n_known > WORD_MAX)
		return;
	far = distance(nearest->word, n, known, n_known);
	if (far > (n < 3 ? 1 : n / 3) || far >= n_known)
		return;
	if (nearest->best == NULL || far < nearest->distance) {
		nearest->best = known;
		nearest->distance = far;
	}
}

const char *
nearest_hint(const struct nearest *nearest, char *buf)
{
	buf[0] = '\0';
	if (nearest->best != NULL)
		snprintf(buf, NEAREST_MAX, "; did you mean %s?", nearest->best);
	return buf;
}
