/*
 * Goal: whatever bytes a configuration is made of, it is read or refused with
 * a message, and what was read reads back; under the sanitizers nothing leaks.
 */
#include <glob.h>

#include "config_text.h"

#define ROUNDS 1500

static uint64_t state = 20240229;

static uint32_t
dice(uint32_t sides)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(state >> 33) % sides;
}

/* Words that mean something, so that damage gets past the first look. */
static const char *const words[] = {"{", "}", "\"", ";", "#", "\n", " ", "\\",
    "\\x", "${", "${env:HOME}", "${file:/dev/null}", "include ",
    "include absent-*.conf\n", "upstream ", "listener ", "server ", "address ",
    "unix:/x", "[::1]:1", "*:1", "0", "-1", "99999999999999999999", "5s",
    "auto", "protocol ", "line", "pool ", "reuse", "weight ", "backup ",
    "mode ", "send ", "expect ", "off", "\xff\xfe", "\r", "\x01"};
#define N_WORDS (sizeof words / sizeof *words)

static size_t
damage(char *text, size_t n, size_t room)
{
	for (uint32_t i = dice(6); i > 0; i--) {
		const char *word = words[dice(N_WORDS)];
		size_t n_word = strlen(word), at = dice((uint32_t)n + 1);
		size_t cut = dice(8);

		if (cut > n - at)
			cut = n - at;
		memmove(text + at, text + at + cut, n - at - cut);
		n -= cut;
		if (n + n_word >= room)
			continue;
		memmove(text + at + n_word, text + at, n - at);
		for (size_t k = 0; k < n_word; k++)
			text[at + k] = word[k];
		n += n_word;
	}
	return n;
}

/* Returns whether the dump of what was read reads back to the same dump. */
static bool
survives(const char *text, size_t n)
{
	struct config *config = config_of_bytes(text, n), *again;
	char *first, *second;
	bool same;

	if (config == NULL)
		return config_said[0] != '\0';
	first = config_dumped(config);
	config_close(&config);
	again = config_of(first);
	second = again != NULL ? config_dumped(again) : strdup("");
	config_close(&again);
	same = strcmp(first, second) == 0;
	if (!same)
		printf("# %.*s\n# dumped\n# %s# said %s\n", (int)n, text, first,
		    config_said);
	free(first);
	free(second);
	return same;
}

int
main(void)
{
	char text[8192];
	glob_t files = {0};
	size_t n_bad = 0;

	plan(2);
	glob("t/config/*.conf", 0, NULL, &files);
	ok(files.gl_pathc > 0, "there are files to begin with");
	for (int i = 0; i < ROUNDS && files.gl_pathc > 0; i++) {
		FILE *in =
		    fopen(files.gl_pathv[dice((uint32_t)files.gl_pathc)], "r");
		size_t n = fread(text, 1, sizeof text / 2, in);

		fclose(in);
		n = damage(text, n, sizeof text);
		n_bad += !survives(text, n);
	}
	is_int(n_bad, 0, "%d damaged files do no harm", ROUNDS);
	globfree(&files);
	return done();
}
