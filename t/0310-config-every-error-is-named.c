/*
 * Goal: each file in t/config is answered with exactly the messages that its
 * first lines state: "#! LINE: message" of itself, "#! = all of another line".
 */
#include <glob.h>

#include "config.h"
#include "tap.h"

#define AT_LEAST 60

/* What the head of a file says that config_read() writes; to be freed. */
static char *
expected(const char *path, bool *fails)
{
	FILE *in = fopen(path, "r");
	char *text = NULL, line[4096];
	size_t n;
	FILE *out = open_memstream(&text, &n);

	*fails = false;
	while (in != NULL && fgets(line, sizeof line, in) != NULL &&
	       strncmp(line, "#! ", 3) == 0) {
		const char *message = line + 3;

		if (strncmp(message, "= ", 2) == 0)
			fputs(message + 2, out);
		else
			fprintf(out, "%s:%s", path, message);
		if (strstr(message, " warning: ") == NULL)
			*fails = true;
	}
	if (in != NULL)
		fclose(in);
	fclose(out);
	return text;
}

static void
check(const char *path)
{
	char *got = NULL, *want;
	size_t n;
	bool fails;
	FILE *errors = open_memstream(&got, &n);
	struct config *config = config_read(path, errors);

	fclose(errors);
	want = expected(path, &fails);
	ok((config == NULL) == fails, "%s is %s", path,
	    fails ? "refused" : "accepted");
	is_str(got, want, "with these messages");
	config_close(&config);
	free(got);
	free(want);
}

int
main(void)
{
	glob_t files = {0};

	plan(0);
	unsetenv("RELAYD_TEST_ABSENT");
	glob("t/config/*.conf", 0, NULL, &files);
	ok(files.gl_pathc >= AT_LEAST, "%zu files are tried", files.gl_pathc);
	for (size_t i = 0; i < files.gl_pathc; i++)
		check(files.gl_pathv[i]);
	globfree(&files);
	return done();
}
