// SPDX-License-Identifier: BSD-2-Clause
#include "play.h"

#include <stdlib.h>

#include "pair/plan.h"
#include "pair/prf.h"

#define WHERES 55440 /* as good as any number for the modulo of a few */

const char *const deed_words[N_DEEDS] = {
    [DEED_CLIENT] = "client",
    [DEED_RESTART] = "restart",
    [DEED_REFUSE] = "refuse",
    [DEED_BLACKHOLE] = "blackhole",
    [DEED_LEND] = "lend",
    [DEED_UNLEND] = "unlend",
    [DEED_LOG] = "log",
    [DEED_DRAIN] = "drain",
    [DEED_HANG_UP] = "hang-up",
    [DEED_NONSENSE] = "nonsense",
};

void
play_add(struct play *play, const struct entry *entry)
{
	if (play->n < PLAY_MOST)
		play->entries[play->n++] = *entry;
}

static int
compare(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;

	if (a->at_us != b->at_us)
		return a->at_us < b->at_us ? -1 : 1;
	if (a->deed != b->deed)
		return a->deed < b->deed ? -1 : 1;
	return (a->sid > b->sid) - (a->sid < b->sid);
}

void
play_sort(struct play *play)
{
	qsort(play->entries, play->n, sizeof(play->entries[0]), compare);
}

/* Clients in clumps; returns when the last one comes. */
static int64_t
add_clients(struct play *play, const struct scene *scene)
{
	struct prf chance = {.seed = prf_seed(scene->seed, 104, 0)};
	int64_t at_us = 0;

	for (uint32_t i = 0; i < scene->clients; i++) {
		struct entry entry = {.deed = DEED_CLIENT};

		if (i % scene->clump == 0)
			at_us += (int64_t)prf_below(
			    &chance, (uint64_t)scene->gap_us + 1);
		entry.at_us = at_us;
		entry.where = (uint32_t)prf_below(&chance, WHERES);
		entry.sid = plan_sid(prf_next(&chance),
		    (uint8_t)scene->roughness, (uint8_t)scene->size_bits);
		play_add(play, &entry);
	}
	return at_us;
}

static void
add_disturbances(struct play *play, const struct scene *scene, int64_t last_us)
{
	static const enum deed deeds[] = {DEED_RESTART, DEED_RESTART,
	    DEED_REFUSE, DEED_BLACKHOLE, DEED_LEND, DEED_UNLEND, DEED_LOG};
	struct prf chance = {.seed = prf_seed(scene->seed, 105, 0)};

	for (uint32_t i = 0; i < scene->disturbances; i++) {
		struct entry entry = {
		    .deed = deeds[prf_below(&chance, 7)],
		    .at_us =
			(int64_t)prf_below(&chance, (uint64_t)last_us + 2000),
		    .where = (uint32_t)prf_below(&chance, WHERES),
		    .for_us = (uint32_t)prf_below(&chance, 300000),
		};

		play_add(play, &entry);
	}
}

/* What ends the run from outside, somewhere in the middle. */
static void
add_end(struct play *play, const struct scene *scene, int64_t last_us)
{
	struct prf chance = {.seed = prf_seed(scene->seed, 106, 0)};
	struct entry entry = {
	    .deed = DEED_HANG_UP,
	    .at_us = (int64_t)prf_below(&chance, (uint64_t)last_us + 2000),
	    .for_us = (uint32_t)prf_below(&chance, 2000000),
	};

	if (scene->end == END_DRAIN)
		return;
	if (scene->end == END_DRAIN_AMID)
		entry.deed = DEED_DRAIN;
	else if (prf_below(&chance, 3) == 0)
		entry.deed = DEED_NONSENSE;
	play_add(play, &entry);
}

void
play_draw(struct play *play, const struct scene *scene)
{
	int64_t last_us;

	play->n = 0;
	last_us = add_clients(play, scene);
	add_disturbances(play, scene, last_us);
	add_end(play, scene, last_us);
	play_sort(play);
}

uint32_t
play_length(const struct play *play)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < play->n; i++)
		n += !play->left_out[i];
	return n;
}

void
play_print(const struct play *play, FILE *out)
{
	for (uint32_t i = 0; i < play->n; i++) {
		const struct entry *entry = &play->entries[i];

		if (play->left_out[i])
			continue;
		fprintf(out, "  %10lld us  %-9s", (long long)entry->at_us,
		    deed_words[entry->deed]);
		if (entry->deed == DEED_CLIENT)
			fprintf(out, " sid=%016llx socket=%u\n",
			    (unsigned long long)entry->sid, entry->where);
		else
			fprintf(out, " where=%u for=%u us\n", entry->where,
			    entry->for_us);
	}
}
