// SPDX-License-Identifier: BSD-2-Clause
#include "title.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *start; /* of the arguments; NULL: titles are not possible */
static size_t room;
static char **environment; /* ours, in place of what lay behind them */

/* The end of the strings that lie one behind the other from end on. */
static char *
extend(char *end, char **strings)
{
	for (size_t i = 0; strings[i] != NULL; i++)
		if (strings[i] == end)
			end += strlen(strings[i]) + 1;
	return end;
}

/* Kept for the whole life of the process. */
static int
move_environment(void)
{
	size_t n = 0;

	while (environ[n] != NULL)
		n++;
	environment = calloc(n + 1, sizeof(*environment));
	if (environment == NULL)
		return -1;
	for (size_t i = 0; i < n; i++) {
		environment[i] = strdup(environ[i]);
		if (environment[i] == NULL)
			return -1;
	}
	environ = environment;
	return 0;
}

void
title_init(int argc, char **argv)
{
	char *end;

	if (argc < 1)
		return;
	end = extend(argv[0], argv);
	end = extend(end, environ);
	if (move_environment() == -1)
		return;
	start = argv[0];
	room = (size_t)(end - start);
}

void
title_set(const char *fmt, ...)
{
	va_list ap;

	if (start == NULL || room < 2)
		return;
	memset(start, 0, room);
	va_start(ap, fmt);
	vsnprintf(start, room, fmt, ap);
	va_end(ap);
}
