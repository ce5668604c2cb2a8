/*
 * Goal: files may include each other 16 deep, and not a file deeper.
 */
#include "config_text.h"

static char folder[] = "/tmp/config-depth-XXXXXX";

/* A chain of n files, the last with all that is needed; what is said of it. */
static char *
said_of(int n, bool *whole)
{
	char path[128], *text = NULL;
	size_t n_text;
	FILE *errors = open_memstream(&text, &n_text), *out;
	struct config *config;

	for (int i = n; i >= 1; i--) {
		snprintf(path, sizeof path, "%s/%d", folder, i);
		out = fopen(path, "w");
		if (i == n)
			fputs(CONFIG_HEAD CONFIG_TAIL, out);
		else
			fprintf(out, "include %d\n", i + 1);
		fclose(out);
	}
	config = config_read(path, errors);
	*whole = config != NULL;
	config_close(&config);
	fclose(errors);
	for (int i = 1; i <= n; i++) {
		snprintf(path, sizeof path, "%s/%d", folder, i);
		unlink(path);
	}
	return text;
}

int
main(void)
{
	char want[256], *said;
	bool whole;

	plan(6);
	ok(mkdtemp(folder) != NULL, "a folder");
	said = said_of(16, &whole);
	is_str(said, "", "16 files are read without a message");
	ok(whole, "and whole");
	free(said);
	said = said_of(17, &whole);
	snprintf(want, sizeof want,
	    "%s/16:1: include: %s/17: files include each other more than 16 "
	    "deep\n",
	    folder, folder);
	is_str(said, want, "17 are not");
	ok(!whole, "which is an error");
	free(said);
	ok(rmdir(folder) == 0, "cleaned up");
	return done();
}
