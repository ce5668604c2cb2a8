// SPDX-License-Identifier: BSD-2-Clause
#include "lend.h"

#include <inttypes.h>
#include <stdlib.h>

#include "log.h"

#define WAIT_MS 1000 /* a shorter wait is not worth it */

/* The next worker that runs, in the order of the slots; NULL if none does. */
static struct child *
neighbour(struct child *children, uint32_t n, uint32_t slot)
{
	for (uint32_t i = 1; i < n; i++) {
		struct child *child = &children[(slot + i) % n];

		if (child->state == CHILD_RUNNING)
			return child;
	}
	return NULL;
}

static int
send_sockets(struct child *lender, uint32_t slot, const struct bind_set *set)
{
	for (uint32_t i = 0; i < set->n_bounds; i++) {
		const struct bound *bound = &set->bounds[i];
		struct channel_message message = {
		    .kind = CHANNEL_LEND, .slot = slot, .socket = i};

		if (!bound->shared &&
		    child_tell(lender, &message, bound->fds[slot]) == -1)
			return -1;
	}
	return 0;
}

static void
lend(struct child *child, struct child *lender, const struct bind_set *set)
{
	if (send_sockets(lender, child->slot, set) == -1) {
		log_warn("worker %" PRIu32 ": lend slot %" PRIu32 ": %m",
		    lender->slot, child->slot);
		return;
	}
	child->lender = (int)lender->slot;
	log_info("worker %" PRIu32 ": serves slot %" PRIu32 " meanwhile",
	    lender->slot, child->slot);
}

static void
unlend(struct child *child, struct child *lender)
{
	struct channel_message message = {
	    .kind = CHANNEL_UNLEND, .slot = child->slot};

	if (child_tell(lender, &message, -1) == -1)
		log_warn("worker %" PRIu32 ": give slot %" PRIu32 " back: %m",
		    lender->slot, child->slot);
	child->lender = -1;
}

void
lend_update(struct child *children, uint32_t n, const struct bind_set *set)
{
	for (uint32_t i = 0; i < n; i++) {
		struct child *child = &children[i];
		struct child *lender =
		    child->lender != -1 ? &children[child->lender] : NULL;

		if (lender != NULL && lender->state != CHILD_RUNNING)
			child->lender = -1; /* they ended with it */
		if (child->lender != -1 && child->state == CHILD_RUNNING)
			unlend(child, lender);
		if (child->lender != -1 || child->state == CHILD_RUNNING ||
		    child->delay_ms < WAIT_MS)
			continue;
		lender = neighbour(children, n, i);
		if (lender != NULL)
			lend(child, lender, set);
	}
}
