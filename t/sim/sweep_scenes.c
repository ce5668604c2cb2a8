// SPDX-License-Identifier: BSD-2-Clause
#include "sweep_scenes.h"

#include <stdio.h>
#include <string.h>

#include "pair/plan.h"
#include "pair/prf.h"
#include "run.h"

#define GLOBAL "workers 2\nmax-sessions 80\nbuffer-memory 4m\n"
#define LISTENER                                                               \
	"listener l {\naddress 10.1.0.1:80\naddress [fd00::1]:80\n"            \
	"upstream u\n}\n"
#define TIMES                                                                  \
	"connect-timeout 1s\nsession-idle-timeout 15s\nfin-timeout 5s\n"       \
	"wait-timeout 10s\nfirst-byte-timeout 10s\n"
#define UPSTREAM(lines) GLOBAL "upstream u {\n" TIMES lines "}\n" LISTENER
#define LOCAL(lines)                                                           \
	GLOBAL "upstream u {\n" TIMES lines "}\n"                              \
	       "listener l {\naddress unix:/sim/l\nupstream u\n}\n"
#define REUSE "protocol line\npool reuse\n"
#define RESET "reset send \"RESET\\n\" expect \"RESET OK\\n\"\n"

struct fixed_deed {
	enum deed deed;
	int64_t at_us;
	uint32_t where, for_us;
};

static const struct fixed {
	const char *name, *text;
	enum pair_mode mode;
	uint32_t clients, at_once, gap_us, roughness, size_bits;
	uint32_t buffer_most, delay_most_us, fd_most;
	enum scene_end end;
	const char *first; /* file and nth reserve() of it that has to fail */
	struct fixed_deed deeds[6];
} fixed[] = {
    {.name = "start", .text = UPSTREAM("server 10.0.0.1:7000\n")},
    {.name = "relay",
	.text = UPSTREAM("server 10.0.0.1:7000\npool preconnect\nmin-idle 4\n"),
	.clients = 40,
	.at_once = 6,
	.size_bits = 12,
	.buffer_most = 700},
    {.name = "reuse",
	.text = UPSTREAM(REUSE "stateless yes\nserver 10.0.0.1:7000\n"
			       "server 10.0.0.2:7000 weight 3\n"),
	.mode = PAIR_LINE,
	.clients = 60,
	.at_once = 5,
	.size_bits = 6,
	.buffer_most = 4096},
    {.name = "rough",
	.text = UPSTREAM(REUSE "stateless yes\nserver 10.0.0.1:7000\n"),
	.mode = PAIR_LINE,
	.clients = 60,
	.at_once = 6,
	.roughness = PLAN_WILD,
	.size_bits = 8,
	.buffer_most = 900,
	.delay_most_us = 100},
    {.name = "halves",
	.text = UPSTREAM("pool off\nserver 10.0.0.1:7000\n"),
	.mode = PAIR_OPAQUE,
	.clients = 50,
	.at_once = 5,
	.roughness = PLAN_ROUGH,
	.size_bits = 10,
	.buffer_most = 300,
	.delay_most_us = 200},
    {.name = "refused",
	.text = UPSTREAM(REUSE "stateless yes\nserver 10.0.0.1:7000\n"
			       "server 10.0.0.2:7000\nfail-timeout 20ms\n"),
	.mode = PAIR_LINE,
	.clients = 40,
	.at_once = 5,
	.gap_us = 3000,
	.size_bits = 6,
	.buffer_most = 4096,
	.deeds = {{DEED_REFUSE, 1000, 0, 30000}, {DEED_REFUSE, 20000, 1, 9000},
	    {DEED_RESTART, 40000, 0, 0}, {DEED_BLACKHOLE, 45000, 1, 20000}}},
    {.name = "reset",
	.text = UPSTREAM(REUSE RESET "server 10.0.0.1:7000\nmax-uses 9\n"),
	.mode = PAIR_LINE,
	.clients = 40,
	.at_once = 4,
	.size_bits = 6,
	.buffer_most = 4096},
    {.name = "source",
	.text = UPSTREAM("source 10.9.0.1\nserver 10.0.0.1:7000\n"),
	.clients = 20,
	.at_once = 4,
	.size_bits = 6,
	.buffer_most = 4096},
    {.name = "drain",
	.text = UPSTREAM(REUSE "stateless yes\nserver 10.0.0.1:7000\n"),
	.mode = PAIR_LINE,
	.clients = 60,
	.at_once = 30,
	.gap_us = 500,
	.size_bits = 8,
	.buffer_most = 100,
	.delay_most_us = 500,
	.deeds = {{DEED_LEND, 9000, 0, 0}, {DEED_DRAIN, 9000, 0, 40000},
	    {DEED_LEND, 9001, 1, 0}}},
    {.name = "orphan",
	.text = UPSTREAM(REUSE "stateless yes\nserver 10.0.0.1:7000\n"),
	.mode = PAIR_LINE,
	.clients = 40,
	.at_once = 5,
	.gap_us = 3000,
	.size_bits = 6,
	.buffer_most = 4096,
	.end = END_ORPHAN,
	.deeds = {{DEED_HANG_UP, 20000, 0, 0}}},
    {.name = "nonsense",
	.text = UPSTREAM("server 10.0.0.1:7000\n"),
	.clients = 30,
	.at_once = 5,
	.gap_us = 3000,
	.size_bits = 6,
	.buffer_most = 4096,
	.end = END_SUCCESSOR,
	.deeds = {{DEED_NONSENSE, 20000, 1, 30000}}},
    {.name = "descriptors",
	.text = UPSTREAM(REUSE "stateless yes\nserver 10.0.0.1:7000\n"),
	.mode = PAIR_LINE,
	.clients = 60,
	.at_once = 20,
	.gap_us = 500,
	.size_bits = 6,
	.buffer_most = 4096,
	.delay_most_us = 100,
	.fd_most = 26,
	.deeds = {{DEED_LEND, 9000, 0, 0}, {DEED_LOG, 9500, 0, 0}}},
    {.name = "unix",
	.text = LOCAL(REUSE "stateless yes\nserver unix:/sim/s\n"
			    "max-connections 8\n"),
	.mode = PAIR_LINE,
	.clients = 60,
	.at_once = 12,
	.gap_us = 500,
	.size_bits = 8,
	.buffer_most = 300,
	.deeds = {{DEED_BLACKHOLE, 0, 0, 4000}, {DEED_RESTART, 9000, 0, 0},
	    {DEED_REFUSE, 9000, 0, 2000}}},
    {.name = "lend",
	.text = UPSTREAM("pool preconnect\nserver 10.0.0.1:7000\n"),
	.clients = 50,
	.at_once = 6,
	.gap_us = 2000,
	.size_bits = 6,
	.buffer_most = 4096,
	.deeds = {{DEED_LEND, 5000, 0, 0}, {DEED_LEND, 5000, 1, 0},
	    {DEED_UNLEND, 40000, 0, 0}, {DEED_LEND, 60000, 1, 0}}},
    {.name = "log",
	.text = UPSTREAM("server 10.0.0.1:7000\nfail-timeout 20ms\n"),
	.clients = 40,
	.at_once = 5,
	.gap_us = 3000,
	.size_bits = 6,
	.buffer_most = 4096,
	.deeds = {{DEED_LOG, 2000, 0, 0}, {DEED_REFUSE, 4000, 0, 20000},
	    {DEED_LOG, 30000, 1, 0}, {DEED_REFUSE, 40000, 0, 20000},
	    {DEED_LOG, 70000, 0, 0}, {DEED_REFUSE, 80000, 0, 20000}}},
    {.name = "cold",
	.text = UPSTREAM("pool off\nserver 10.0.0.1:7000\n"),
	.clients = 12,
	.at_once = 6,
	.gap_us = 4000000,
	.size_bits = 13,
	.buffer_most = 600},
    {.name = "no memory for heads",
	.text = UPSTREAM("server 10.0.0.1:7000\n"),
	.first = "buffers.c 1"},
    {.name = "no memory for buffers",
	.text = UPSTREAM("server 10.0.0.1:7000\n"),
	.first = "buffers.c 2"},
};
#define N_FIXED (sizeof(fixed) / sizeof(fixed[0]))

uint32_t
sweep_scenes(void)
{
	return N_FIXED;
}

const char *
sweep_scene_name(uint32_t i)
{
	return fixed[i].name;
}

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

/* How many sites of this call the file has before this one, and itself. */
static uint32_t
nth_of(const struct sim_site *site)
{
	struct sim_site *sites;
	uint32_t n_sites = run_sites(&sites), n = 0;

	for (uint32_t i = 0; i < n_sites; i++)
		n += sites[i].call == site->call &&
		     sites[i].line <= site->line &&
		     strcmp(sites[i].file, site->file) == 0;
	return n;
}

static int
find_first(const char *wanted)
{
	struct sim_site *sites;
	uint32_t n_sites = run_sites(&sites);
	char text[64];

	for (uint32_t i = 0; i < n_sites; i++) {
		snprintf(text, sizeof(text), "%s %u", base_name(sites[i].file),
		    nth_of(&sites[i]));
		if (sites[i].call == SIM_reserve && strcmp(text, wanted) == 0)
			return (int)i;
	}
	return -1;
}

void
sweep_scene(uint32_t i, uint64_t seed, struct scene *scene, struct play *play,
    int *first)
{
	const struct fixed *f = &fixed[i];

	*scene = (struct scene){
	    .seed = prf_seed(seed, 110, i),
	    .knobs = {.seed = prf_seed(seed, 111, i),
		.buffer_most = f->buffer_most > 0 ? f->buffer_most : 65536,
		.buffer_least = (1U << f->size_bits) / 64,
		.delay_most_us = f->delay_most_us,
		.spurious = 20,
		.fd_most = f->fd_most > 0 ? f->fd_most : 4096},
	    .modes = {f->mode, f->mode},
	    .clients = f->clients,
	    .at_once = f->at_once,
	    .clump = 1,
	    .gap_us = f->gap_us,
	    .roughness = f->roughness,
	    .size_bits = f->size_bits,
	    .moves = 4,
	};
	snprintf(scene->text, sizeof(scene->text), "%s", f->text);
	play_draw(play, scene);
	scene->end = f->end;
	for (size_t k = 0; k < 6 && f->deeds[k].deed != DEED_CLIENT; k++)
		play_add(play, &(struct entry){
				   .deed = f->deeds[k].deed,
				   .at_us = f->deeds[k].at_us,
				   .where = f->deeds[k].where,
				   .for_us = f->deeds[k].for_us,
			       });
	play_sort(play);
	*first = f->first != NULL ? find_first(f->first) : -1;
}

/* ---- what no scene comes to -------------------------------------------- */

static const struct {
	const char *file;
	enum sim_call call;
	uint32_t nth;
	const char *why;
} excuses[] = {
    {"loop.c", SIM_close, 1, "loop_fini(): a worker's ends with its process"},
    {"slab.c", SIM_release, 1, "slab_fini(): as that"},
    {"channel.c", SIM_close, 1,
	"several descriptors in one message: the "
	"simulated supervisor passes one"},
};

const char *
sweep_excuse(const struct sim_site *site)
{
	for (size_t i = 0; i < sizeof(excuses) / sizeof(excuses[0]); i++)
		if (strcmp(base_name(site->file), excuses[i].file) == 0 &&
		    site->call == excuses[i].call &&
		    nth_of(site) == excuses[i].nth)
			return excuses[i].why;
	return NULL;
}
