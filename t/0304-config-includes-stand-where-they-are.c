/*
 * Goal: include takes a file or a pattern, in alphabetical order, and a
 * relative one begins in the folder of the file that names it.
 */
#include <sys/stat.h>

#include "config_text.h"

static char folder[] = "/tmp/config-include-XXXXXX";

static char *
at(const char *name, char *path)
{
	snprintf(path, 128, "%s/%s", folder, name);
	return path;
}

static void
put(const char *name, const char *text)
{
	char path[128];
	FILE *out = fopen(at(name, path), "w");

	if (out == NULL || fputs(text, out) == EOF || fclose(out) != 0)
		perror(path);
}

static void
check(void)
{
	char path[128], *said = NULL;
	size_t n;
	FILE *errors = open_memstream(&said, &n);
	struct config *config = config_read(at("main.conf", path), errors);

	fclose(errors);
	ok(config != NULL, "all is read");
	if (config != NULL) {
		is_str(config->global.name, "word", "a value out of a file");
		is_int(config->n_upstreams, 3, "a block of each file");
		is_str(config->upstreams[0].label, "a", "the first");
		is_str(config->upstreams[1].label, "deep", "the nested");
		is_str(config->upstreams[2].label, "b",
		    "which stands before the second");
	}
	is_str(said, "", "without a message");
	config_close(&config);
	free(said);
}

int
main(void)
{
	static const char *const names[] = {"main.conf", "c[1]/b.conf",
	    "c[1]/a.conf", "c[1]/deep", "c[1]/word"};
	char path[128];

	plan(0);
	ok(mkdtemp(folder) != NULL && mkdir(at("c[1]", path), 0700) == 0,
	    "a folder in a folder, with a name like a pattern");
	put("main.conf",
	    "include c[[]1]/*.conf\n"
	    "listener l {\naddress 127.0.0.1:0\nupstream a\n}\n"
	    "listener m {\naddress 127.0.0.1:0\nupstream b\n}\n"
	    "listener n {\naddress 127.0.0.1:0\nupstream deep\n}\n");
	put("c[1]/a.conf", "upstream a {\nserver 127.0.0.1:1\n}\n");
	put("c[1]/b.conf", "include dee?\nname \"${file:word}\"\n"
			   "upstream b {\nserver 127.0.0.1:1\n}\n");
	put("c[1]/deep", "upstream deep {\nserver 127.0.0.1:1\n}");
	put("c[1]/word", "word\n");
	check();
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		unlink(at(names[i], path));
	ok(rmdir(at("c[1]", path)) == 0 && rmdir(folder) == 0, "cleaned up");
	return done();
}
