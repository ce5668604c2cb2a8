// SPDX-License-Identifier: BSD-2-Clause
#include "scene.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pair/plan.h"
#include "pair/prf.h"

#define MOST 12 /* choices of a row */
#define PIECES 64
#define CALM_BUFFER 32
#define BYTES (2U << 20)

/* Numbers of the kernel and of the world. */
struct number_row {
	const char *name;
	size_t offset;
	uint32_t n_calm; /* so many of the first are calm */
	uint32_t n;
	uint32_t choices[MOST];
};
#define NUMBER(field, n_calm, ...)                                             \
	{#field, offsetof(struct scene, field), n_calm,                        \
	    sizeof((uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t),              \
	    {__VA_ARGS__}},

static const struct number_row numbers[] = {
    /* clang-format off */
    NUMBER(knobs.buffer_most,   7, 65536, 262144, 16384, 16384, 4096, 2000, 300, 100, 7)
    NUMBER(knobs.delay_most_us, 5, 0, 0, 20, 300, 2000, 30000, 100000)
    NUMBER(knobs.spurious,      4, 0, 20, 100, 300)
    NUMBER(knobs.failing,       1, 0, 0, 0, 1, 5, 30)
    NUMBER(knobs.fd_most,       1, 4096, 4096, 120, 50, 30)
    NUMBER(end,                 1, END_DRAIN, END_DRAIN, END_DRAIN_AMID, END_SUCCESSOR, END_ORPHAN)
    NUMBER(clients,             5, 400, 60, 150, 600, 1000)
    NUMBER(at_once,             6, 4, 1, 10, 20, 40, 60)
    NUMBER(clump,               4, 1, 3, 20, 200)
    NUMBER(gap_us,              5, 100, 0, 3000, 20000, 200000)
    NUMBER(shy_us,              4, 0, 0, 1000, 20000)
    NUMBER(roughness,           1, PLAN_CALM, PLAN_CALM, PLAN_ROUGH, PLAN_ROUGH, PLAN_WILD)
    NUMBER(size_bits,           9, 6, 0, 4, 6, 8, 8, 10, 13, 17)
    NUMBER(idle_close,          1, 0, 0, 1)
    NUMBER(blurts,              1, 0, 0, 20, 100, 400)
    NUMBER(wrong_resets,        1, 0, 0, 30, 300)
    NUMBER(full,                1, 0, 0, 50)
    NUMBER(disturbances,        1, 0, 0, 3, 10)
    NUMBER(moves,               4, 4, 1, 12, 60)
    NUMBER(commit_us,           3, 0, 500, 40000)
    /* clang-format on */
};
#define N_NUMBERS (sizeof(numbers) / sizeof(numbers[0]))

/* Lines of the configuration; # stands for the number of the block. */
enum block { GLOBAL, UPSTREAM, LISTENER };
struct line_row {
	enum block block;
	const char *name;
	uint32_t n_calm;
	const char *choices[MOST]; /* behind the name; "" leaves it out */
};
#define LINE_RAW "protocol raw\npool "
#define LINE_LINE "protocol line\npool "
#define LINE_RESET "reset send \"RESET\\n\" expect \"RESET OK\\n\""

static const struct line_row lines[] = {
    /* clang-format off */
    {GLOBAL, "workers", 2, {"1", "2"}},
    {GLOBAL, "max-sessions", 1, {"200", "60", "9", "4"}},
    {GLOBAL, "buffer-memory", 1, {"32m", "3m", "1m"}},
    {GLOBAL, "drain-idle", 3, {"5s", "100ms", "0"}},
    {UPSTREAM, "$pool", 10, {
	LINE_LINE "reuse\nstateless yes", LINE_LINE "reuse\n" LINE_RESET,
	LINE_LINE "reuse\nstateless yes", LINE_LINE "reuse\nstateless yes",
	LINE_LINE "preconnect", LINE_LINE "off", LINE_RAW "preconnect",
	LINE_RAW "off", "protocol http\npool preconnect",
	"protocol mysql\npool preconnect"}},
    {UPSTREAM, "$server", 8, {
	"server 10.0.#.1:7000", "server 10.0.#.1:7000\nserver 10.0.#.2:7000",
	"server 10.0.#.1:7000\nserver 10.0.#.2:7000 weight 3",
	"server 10.0.#.1:7000\nserver 10.0.#.2:7000 backup",
	"server 10.0.#.1:7000\nserver 10.0.#.2:7000 max-connections 3\nserver 10.0.#.3:7000 down",
	"server [fd00::#]:7000\nserver unix:/sim/s#",
	"server unix:/sim/s#", "server 10.0.#.1:7000 max-connections 2"}},
    {UPSTREAM, "$sizes", 10, {
	"", "max-idle 8\nmin-idle 4", "max-idle 1", "max-idle 2\nmin-idle 2",
	"max-idle 0", "max-idle 64\nmin-idle 12", "max-connections 40",
	"max-connections 12\nmax-idle 4\nmin-idle 2", "max-connections 4",
	"max-connections 2\nmax-idle 2"}},
    {UPSTREAM, "pool-order", 2, {"lifo", "fifo"}},
    {UPSTREAM, "pool-close", 2, {"fin", "rst"}},
    {UPSTREAM, "borrow-at", 3, {"", "accept", "first-byte"}},
    {UPSTREAM, "source", 2, {"", "10.9.0.1"}},
    {UPSTREAM, "max-dials", 3, {"64", "4", "1"}},
    {UPSTREAM, "max-waiters", 2, {"1024", "0", "6", "2"}},
    {UPSTREAM, "wait-timeout", 1, {"25s", "5s", "300ms", "20ms"}},
    {UPSTREAM, "connect-timeout", 1, {"5s", "200ms", "5ms"}},
    {UPSTREAM, "first-byte-timeout", 1, {"20s", "0", "2s", "50ms"}},
    {UPSTREAM, "session-idle-timeout", 1, {"25s", "25s", "1s", "30ms"}},
    {UPSTREAM, "client-first-byte-timeout", 1, {"0", "0", "500ms", "5ms"}},
    {UPSTREAM, "session-max-age", 1, {"0", "0", "3s", "100ms"}},
    {UPSTREAM, "fin-timeout", 1, {"10s", "10s", "100ms", "5ms"}},
    {UPSTREAM, "pool-idle-timeout", 4, {"30s", "1s", "40ms", "5ms"}},
    {UPSTREAM, "max-age", 3, {"1h", "2s", "50ms"}},
    {UPSTREAM, "max-uses", 4, {"0", "1", "3", "20"}},
    {UPSTREAM, "warm-max-age", 3, {"", "1s", "50ms"}},
    {UPSTREAM, "fail-timeout", 3, {"10s", "500ms", "20ms"}},
    {UPSTREAM, "max-fails", 3, {"3", "0", "1"}},
    {UPSTREAM, "script-timeout", 1, {"1s", "1s", "20ms"}},
    {UPSTREAM, "keepalive", 2, {"60s 10s 3", "off"}},
    {LISTENER, "$address", 4, {
	"address 10.1.0.#:80", "address 10.1.0.#:80", "address unix:/sim/l#",
	"address [fd00::#]:80\naddress unix:/sim/l#"}},
    {LISTENER, "max-sessions", 2, {"0", "0", "40", "6"}},
    {LISTENER, "accept-burst", 3, {"16", "1", "64"}},
    /* clang-format on */
};
#define N_LINES (sizeof(lines) / sizeof(lines[0]))
_Static_assert(N_NUMBERS + N_LINES <= 64, "a bit for each row");

uint32_t
scene_rows(void)
{
	return N_NUMBERS + N_LINES;
}

const char *
scene_row(uint32_t i)
{
	return i < N_NUMBERS ? numbers[i].name : lines[i - N_NUMBERS].name;
}

static uint32_t
number_of(const struct scene *scene, uint32_t row)
{
	uint32_t value;

	memcpy(
	    &value, (const char *)scene + numbers[row].offset, sizeof(value));
	return value;
}

bool
scene_is_same(const struct scene *a, const struct scene *b)
{
	bool same = strcmp(a->text, b->text) == 0;

	for (uint32_t i = 0; i < N_NUMBERS; i++)
		same &= number_of(a, i) == number_of(b, i);
	return same;
}

struct draw {
	struct scene *scene;
	uint64_t plain;
	size_t n; /* of scene->text */
};

/* Each row has its own stream, so that one made plain changes no other. */
static uint32_t
choose(const struct draw *draw, uint32_t row, uint32_t i, uint32_t n)
{
	if (draw->plain >> row & 1)
		return 0;
	return (uint32_t)((prf_seed(draw->scene->seed, row, i) >> 11) % n);
}

static void
put_number(struct draw *draw, uint32_t row)
{
	const struct number_row *number = &numbers[row];
	uint32_t n = draw->scene->calm ? number->n_calm : number->n;
	uint32_t value = number->choices[choose(draw, row, 0, n)];

	memcpy((char *)draw->scene + number->offset, &value, sizeof(value));
}

static void
put(struct draw *draw, const char *text, uint32_t i)
{
	char *to = draw->scene->text;

	for (; *text != '\0' && draw->n < sizeof(draw->scene->text) - 1; text++)
		to[draw->n++] = *text == '#' ? (char)('0' + i) : *text;
	to[draw->n] = '\0';
}

/* What would contradict the lines that the block has already. */
static bool
is_out_of_place(const char *block, const char *name, const char *choice)
{
	if (strstr(choice, "min-idle") != NULL)
		return strstr(block, "pool off") != NULL;
	if (strcmp(name, "source") == 0)
		return strstr(block, "unix:") != NULL ||
		       strstr(block, "[fd00") != NULL;
	return false;
}

static void
put_line(struct draw *draw, uint32_t i_line, uint32_t i, const char *block)
{
	const struct line_row *line = &lines[i_line];
	uint32_t n = line->n_calm;
	const char *choice;

	while (!draw->scene->calm && n < MOST && line->choices[n] != NULL)
		n++;
	choice = line->choices[choose(draw, N_NUMBERS + i_line, i, n)];
	if (*choice == '\0' || is_out_of_place(block, line->name, choice))
		return;
	if (line->name[0] != '$') {
		put(draw, line->name, i);
		put(draw, " ", i);
	}
	put(draw, choice, i);
	put(draw, "\n", i);
}

static void
put_block(struct draw *draw, enum block block, uint32_t i)
{
	size_t begin = draw->n;

	if (block == UPSTREAM)
		put(draw, "upstream u# {\n", i);
	if (block == LISTENER)
		put(draw, "listener l# {\n", i);
	for (uint32_t k = 0; k < N_LINES; k++)
		if (lines[k].block == block)
			put_line(draw, k, i, draw->scene->text + begin);
	if (block == UPSTREAM)
		put(draw, "}\n", i);
}

/* What the servers of an upstream speak. */
static enum pair_mode
mode_of(const struct scene *scene, uint32_t i, const char *block)
{
	uint64_t chance = prf_seed(scene->seed, 101, i);

	if (strstr(block, "protocol line") != NULL)
		return PAIR_LINE;
	if (chance % 2 == 0)
		return PAIR_OPAQUE;
	return (enum pair_mode)(chance / 2 % N_PAIR_MODES);
}

static void
put_blocks(struct draw *draw)
{
	struct scene *scene = draw->scene;
	uint64_t chance = prf_seed(scene->seed, 102, 0);
	uint32_t n_upstreams = 1 + (chance % 3 == 0);
	uint32_t n_listeners = n_upstreams + (chance / 3 % 3 == 0);

	put_block(draw, GLOBAL, 0);
	for (uint32_t i = 0; i < n_upstreams; i++) {
		size_t begin = draw->n;

		put_block(draw, UPSTREAM, i);
		scene->modes[i] = mode_of(scene, i, scene->text + begin);
	}
	for (uint32_t i = 0; i < n_listeners; i++) {
		put_block(draw, LISTENER, i);
		put(draw, "upstream u#\n}\n", i % n_upstreams);
	}
}

/*
 * A body is to pass in not too many pieces, each of which may take as long as
 * the delay: else it takes too long for the timeouts, or for the tester.
 */
static void
limit_work(struct scene *scene)
{
	struct sim_knobs *knobs = &scene->knobs;
	uint64_t late_us = scene->calm ? 1000000 : 20000000;
	uint64_t size, most;

	while (
	    scene->size_bits > 0 &&
	    (((uint64_t)knobs->delay_most_us << scene->size_bits) > late_us ||
		knobs->buffer_most * PIECES < 1U << scene->size_bits))
		scene->size_bits--;
	size = (uint64_t)1 << scene->size_bits;
	knobs->buffer_least = (uint32_t)(size / PIECES);
	if (scene->calm && knobs->buffer_least < CALM_BUFFER)
		knobs->buffer_least = CALM_BUFFER;
	most = BYTES / (40 + 3 * size / (scene->size_bits + 2));
	if (scene->clients > 3 + most)
		scene->clients = 3 + (uint32_t)most;
}

void
scene_draw(struct scene *scene, uint64_t seed, uint64_t plain)
{
	struct draw draw = {.scene = scene, .plain = plain};

	*scene = (struct scene){.seed = seed};
	scene->calm = prf_seed(seed, 100, 0) % 3 == 0;
	for (uint32_t i = 0; i < N_NUMBERS; i++)
		put_number(&draw, i);
	limit_work(scene);
	scene->knobs.seed = prf_seed(seed, 103, 0);
	put_blocks(&draw);
}
