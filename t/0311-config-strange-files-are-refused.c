/*
 * Goal: what is no text, too long or no file at all gets one clear line each.
 */
#include <fcntl.h>
#include <sys/stat.h>

#include "config_text.h"

static void
refused(const char *bytes, size_t n, const char *want)
{
	struct config *config = config_of_bytes(bytes, n);

	ok(config == NULL, "refused");
	is_str(config_said, want, "with this message");
	config_close(&config);
}

/* head, n times c, then tail. */
static char *
filled(const char *head, char c, size_t n, const char *tail)
{
	size_t n_head = strlen(head), n_tail = strlen(tail) + 1;
	char *text = calloc(1, n_head + n + n_tail);

	snprintf(text, n_head + 1, "%s", head);
	memset(text + n_head, c, n);
	snprintf(text + n_head + n, n_tail, "%s", tail);
	return text;
}

#define WHOLE CONFIG_HEAD CONFIG_TAIL

static void
long_lines(void)
{
	char *line = filled("name ", 'x', 65532, "\n" WHOLE);
	char *comment = filled("#", 'x', 65535, "\n" WHOLE);
	char *huge = filled("", '\n', (16u << 20) + 1, "");
	struct config *config;

	refused(line, strlen(line), ":1: syntax: a line longer than 64k\n");
	refused(huge, strlen(huge), ": larger than 16m\n");
	config = config_of(comment);
	ok(config != NULL, "a line of 64k is read%s", config_said);
	config_close(&config);
	free(line);
	free(comment);
	free(huge);
}

static void
no_files(void)
{
	char *text = NULL;
	size_t n;
	FILE *errors = open_memstream(&text, &n);

	ok(config_read("t", errors) == NULL, "a directory is refused");
	ok(config_read("t/absent.conf", errors) == NULL, "an absent file");
	ok(config_read("", errors) == NULL, "no name");
	fclose(errors);
	is_str(text,
	    "t: Is a directory\n"
	    "t/absent.conf: No such file or directory\n"
	    ": No such file or directory\n",
	    "with the cause");
	free(text);
}

static void
large_values(void)
{
	char text[512], path[] = "/tmp/config-large-XXXXXX";
	int fd = mkstemp(path);

	snprintf(text, sizeof text, "name \"${file:%s}\"\n" WHOLE, path);
	ok(ftruncate(fd, 65537) == 0, "a file of 65537 bytes");
	ok(config_of(text) == NULL && strstr(config_said, "larger than 64k"),
	    "is not put in: %s", config_said);
	close(fd);
	unlink(path);
	ok(mkfifo(path, 0600) == 0, "a pipe without a writer");
	ok(config_of(text) == NULL && strstr(config_said, "not a regular"),
	    "is not waited for: %s", config_said);
	unlink(path);
}

int
main(void)
{
	plan(0);
	refused("name a\0b\n" WHOLE, 9 + strlen(WHOLE),
	    ":1: name: control byte \\x00; it can stand in a quoted string as "
	    "such an escape\n");
	refused("\0", 1,
	    ":1: syntax: control byte \\x00; it can stand in a quoted string "
	    "as such an escape\n");
	refused("name \"a\177b\"\n" WHOLE, 11 + strlen(WHOLE),
	    ":1: name: control byte in a quoted string; write \\x7f\n");
	refused("n\x1f\n" WHOLE, 3 + strlen(WHOLE),
	    ":1: syntax: control byte \\x1f; it can stand in a quoted string "
	    "as such an escape\n");
	refused("name a\rname b\n" WHOLE, 14 + strlen(WHOLE),
	    ":1: name: control byte \\x0d; it can stand in a quoted string as "
	    "such an escape\n");
	long_lines();
	no_files();
	large_values();
	return done();
}
