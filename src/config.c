// SPDX-License-Identifier: BSD-2-Clause
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "config_check.h"
#include "config_file.h"
#include "config_settle.h"

void
config_close(struct config **config_p)
{
	struct config *config = *config_p;

	*config_p = NULL;
	if (config == NULL)
		return;
	for (uint32_t i = 0; i < config->n_listeners; i++) {
		config_row_wipe(CONFIG_LISTENER, &config->listeners[i]);
		free(config->listeners[i].label);
	}
	for (uint32_t i = 0; i < config->n_upstreams; i++) {
		config_row_wipe(CONFIG_UPSTREAM, &config->upstreams[i]);
		free(config->upstreams[i].label);
	}
	config_row_wipe(CONFIG_GLOBAL, &config->global);
	free(config->listeners);
	free(config->upstreams);
	free(config);
}

/* Check what was read, and end the reader and the report. */
static struct config *
finish(struct config_reader **reader, struct report **report, FILE *errors)
{
	struct config *config = config_reader_config(*reader);
	uint32_t n_errors;

	config->log_written = config_reader_source(*reader)
				  ->global.of[ROW_GLOBAL_log]
				  .place.line > 0;
	config_settle(config);
	config_check(config, config_reader_source(*reader), *report);
	n_errors = report_errors(*report);
	report_close(report, errors);
	config_reader_close(reader);
	if (n_errors > 0)
		config_close(&config);
	return config;
}

struct config *
config_read(const char *path, FILE *errors)
{
	struct report *report = report_open();
	struct config_reader *reader = config_reader_open(report);
	struct config_files *files = config_files_open(reader, report);
	struct config *config;

	config_files_read(files, path);
	config = finish(&reader, &report, errors);
	config_files_close(&files);
	return config;
}

/* The option stands where a file would: "-l: address: what is wrong". */
static struct report_place
at(const char *option)
{
	return (struct report_place){option, 0, 0};
}

static void
set(struct config_reader *reader, enum config_row_id id, const char *option,
    const char *value)
{
	struct lex_word word = {.text = value, .kind = LEX_WORD};
	struct lex_line line = {.n = 1, .words = &word};

	if (value == NULL)
		return;
	word.n = strlen(value);
	config_reader_set(reader, id, &line, at(option));
}

/* What the type of a directive does not know to be wrong. */
static void
check_short(const struct config_short *words, struct report *report)
{
	if (words->listen == NULL)
		report_error(report, at("-l"), "address",
		    "it is missing; give -l ADDRESS -u ADDRESS");
	if (words->server == NULL)
		report_error(report, at("-u"), "server",
		    "it is missing; give -l ADDRESS -u ADDRESS");
	if (words->pool != NULL && strcmp(words->pool, "reuse") == 0)
		report_error(report, at("-P"), "pool",
		    "reuse needs a file that says the protocol; give off or "
		    "preconnect");
}

static void
set_short(struct config_reader *reader, const struct config_short *words)
{
	set(reader, ROW_GLOBAL_workers, "-w", words->workers);
	config_reader_begin(reader, CONFIG_UPSTREAM, "default", at("-u"));
	set(reader, ROW_UPSTREAM_servers, "-u", words->server);
	set(reader, ROW_UPSTREAM_pool, "-P", words->pool);
	config_reader_end(reader);
	config_reader_begin(reader, CONFIG_LISTENER, "default", at("-l"));
	set(reader, ROW_LISTENER_addresses, "-l", words->listen);
	set(reader, ROW_LISTENER_upstream, "-u", "default");
	config_reader_end(reader);
}

struct config *
config_from_short(const struct config_short *words, FILE *errors)
{
	struct report *report = report_open();
	struct config_reader *reader = config_reader_open(report);

	check_short(words, report);
	if (report_errors(report) == 0) {
		set_short(reader, words);
		return finish(&reader, &report, errors);
	}
	struct config *config = config_reader_config(reader);

	report_close(&report, errors);
	config_reader_close(&reader);
	config_close(&config);
	return NULL;
}

bool
config_is_name(const char *word)
{
	return config_is_instance(word);
}

uint64_t
config_share(uint64_t total, uint32_t slot, uint32_t n_slots)
{
	return total / n_slots + (slot < total % n_slots);
}
