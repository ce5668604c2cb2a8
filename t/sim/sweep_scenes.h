/*
 * sweep_scenes - scenes that together come to every call of the worker's code
 */
#ifndef RELAY_SIM_SWEEP_SCENES_H
#define RELAY_SIM_SWEEP_SCENES_H

#include <stdbool.h>
#include <stdint.h>

#include "play.h"
#include "scene.h"
#include "sites.h"

uint32_t sweep_scenes(void);
const char *sweep_scene_name(uint32_t i);

/* Make the i-th, with what happens in it; *first: a site whose first call has
 * to fail there (in every run), -1: none. */
void sweep_scene(uint32_t i, uint64_t seed, struct scene *scene,
    struct play *play, int *first);

/* Why no scene can come to the site; NULL: one has to. */
const char *sweep_excuse(const struct sim_site *site);

#endif /* RELAY_SIM_SWEEP_SCENES_H */
