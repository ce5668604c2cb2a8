/*
 * config_text - reading a configuration out of a string, for unit tests
 */
#ifndef RELAY_CONFIG_TEXT_H
#define RELAY_CONFIG_TEXT_H

#include <sys/mman.h>
#include <unistd.h>

#include "config.h"
#include "tap.h"

/* The messages of the last config_of(), its file's name cut off each line. */
static char config_said[1 << 16];

static void
keep_said(const char *text, const char *path)
{
	size_t n = strlen(path), at = 0;

	for (; *text != '\0'; text++) {
		if (strncmp(text, path, n) == 0)
			text += n;
		if (at + 1 < sizeof config_said)
			config_said[at++] = *text;
	}
	config_said[at] = '\0';
}

/* Read n bytes as a file; NULL with the messages in config_said. */
TAP_UNUSED static struct config *
config_of_bytes(const char *bytes, size_t n)
{
	char path[64], *text = NULL;
	size_t n_text;
	int fd = memfd_create("config", MFD_CLOEXEC);
	FILE *errors = open_memstream(&text, &n_text);
	struct config *config;

	if (fd == -1 || write(fd, bytes, n) != (ssize_t)n)
		perror("memfd");
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	config = config_read(path, errors);
	fclose(errors);
	close(fd);
	keep_said(text, path);
	free(text);
	return config;
}

TAP_UNUSED static struct config *
config_of(const char *text)
{
	return config_of_bytes(text, strlen(text));
}

/* What config_dump() writes, to be freed. */
TAP_UNUSED static char *
config_dumped(const struct config *config)
{
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	config_dump(config, out);
	fclose(out);
	return text;
}

/* Around the lines of an upstream: all that a whole file needs. */
#define CONFIG_HEAD "upstream u {\nserver 127.0.0.1:1\n"
#define CONFIG_TAIL "}\nlistener l {\naddress 127.0.0.1:0\nupstream u\n}\n"

#endif /* RELAY_CONFIG_TEXT_H */
