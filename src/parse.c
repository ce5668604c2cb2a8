// SPDX-License-Identifier: BSD-2-Clause
#include "parse.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int
fail(int code)
{
	errno = code;
	return -1;
}

/* The digits that word begins with, and what stands behind them. */
static int
digits(const char *word, uint64_t *value, const char **rest)
{
	uint64_t n = 0;
	bool fits = true;

	if (*word < '0' || *word > '9')
		return fail(EINVAL);
	for (; *word >= '0' && *word <= '9'; word++)
		if (__builtin_mul_overflow(n, 10, &n) ||
		    __builtin_add_overflow(n, (uint64_t)(*word - '0'), &n))
			fits = false;
	*value = n;
	*rest = word;
	return fits ? 0 : fail(ERANGE);
}

struct unit {
	const char *name;
	uint64_t scale;
};

/* Largest first, as printing wants them. */
static const struct unit times[] = {
    {"d", 86400000}, {"h", 3600000}, {"m", 60000}, {"s", 1000}, {"ms", 1}};
static const struct unit sizes[] = {
    {"g", 1 << 30}, {"m", 1 << 20}, {"k", 1 << 10}, {"", 1}};

#define N_OF(array) (sizeof(array) / sizeof *(array))

static int
scaled(const char *word, const struct unit *units, size_t n, uint64_t *value)
{
	const char *rest = "";
	uint64_t number;
	int status = digits(word, &number, &rest);

	if (status == -1 && errno == EINVAL)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (strcmp(rest, units[i].name) != 0)
			continue;
		if (status == -1 ||
		    __builtin_mul_overflow(number, units[i].scale, &number))
			return fail(ERANGE);
		*value = number;
		return 0;
	}
	return fail(EINVAL);
}

static const char *
print_scaled(uint64_t value, const struct unit *units, char *buf)
{
	while (value == 0 ? units->scale > 1 : value % units->scale != 0)
		units++;
	snprintf(buf, PARSE_WORD_MAX, "%llu%s",
	    (unsigned long long)(value / units->scale), units->name);
	return buf;
}

int
parse_count(const char *word, uint64_t *value)
{
	static const struct unit one[] = {{"", 1}};

	return scaled(word, one, 1, value);
}

int
parse_duration(const char *word, uint64_t *ms)
{
	if (strcmp(word, "0") == 0) {
		*ms = 0;
		return 0;
	}
	return scaled(word, times, N_OF(times), ms);
}

int
parse_size(const char *word, uint64_t *bytes)
{
	return scaled(word, sizes, N_OF(sizes), bytes);
}

int
parse_bool(const char *word, bool *value)
{
	static const char *const words[] = {
	    "no", "yes", "off", "on", "false", "true"};

	for (size_t i = 0; i < N_OF(words); i++)
		if (strcmp(word, words[i]) == 0) {
			*value = i % 2 != 0;
			return 0;
		}
	return fail(EINVAL);
}

int
parse_mode(const char *word, uint32_t *mode)
{
	uint32_t bits = 0;

	if (*word == '\0' || word[strspn(word, "01234567")] != '\0')
		return fail(EINVAL);
	for (; *word != '\0'; word++) {
		bits = bits << 3 | (uint32_t)(*word - '0');
		if (bits > 07777)
			return fail(ERANGE);
	}
	*mode = bits;
	return 0;
}

const char *
parse_print_duration(uint64_t ms, char *buf)
{
	static const struct unit none[] = {{"", 1}};

	return print_scaled(ms, ms > 0 ? times : none, buf);
}

const char *
parse_print_size(uint64_t bytes, char *buf)
{
	return print_scaled(bytes, sizes, buf);
}
