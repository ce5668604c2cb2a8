// SPDX-License-Identifier: BSD-2-Clause
#include "buffers.h"

#include <errno.h>

#include "log.h"
#include "sys.h"

int
buffers_init(struct buffers *buffers, size_t capacity, size_t most)
{
	*buffers = (struct buffers){.capacity = capacity, .most = most};
	must(most >= 2 && capacity >= 2);
	buffers->head = sys_reserve(capacity * sizeof(struct buffer));
	buffers->data = sys_reserve(capacity * BUFFER_BYTES);
	list_init(&buffers->free);
	list_init(&buffers->cold);
	list_init(&buffers->holders);
	if (buffers->head != NULL && buffers->data != NULL)
		return 0;
	buffers_fini(buffers);
	errno = ENOMEM;
	return -1;
}

void
buffers_fini(struct buffers *buffers)
{
	if (buffers->head != NULL)
		sys_release(
		    buffers->head, buffers->capacity * sizeof(struct buffer));
	if (buffers->data != NULL)
		sys_release(buffers->data, buffers->capacity * BUFFER_BYTES);
	buffers->head = NULL;
	buffers->data = NULL;
}

/* One that was never used, or whose memory the system took back. */
static struct buffer *
take_cold(struct buffers *buffers)
{
	struct list *link = list_first(&buffers->cold);
	struct buffer *buffer;

	if (buffers->resident >= buffers->most)
		return NULL;
	if (link != NULL) {
		list_del(link);
		buffers->resident++;
		return container_of(link, struct buffer, link);
	}
	if (buffers->touched == buffers->capacity)
		return NULL;
	buffer = &buffers->head[buffers->touched];
	buffer->data = buffers->data + buffers->touched * BUFFER_BYTES;
	list_init(&buffer->link);
	buffers->touched++;
	buffers->resident++;
	return buffer;
}

struct buffer *
buffers_take(struct buffers *buffers)
{
	struct list *link = list_first(&buffers->free);
	struct buffer *buffer;

	if (link != NULL) {
		list_del(link);
		buffer = container_of(link, struct buffer, link);
	} else {
		buffer = take_cold(buffers);
	}
	if (buffer != NULL) {
		buffer->start = buffer->n = 0;
		buffer->holder = NULL;
	}
	return buffer;
}

void
buffers_hold(struct buffers *buffers, struct buffer *buffer, void *holder)
{
	buffer->holder = holder;
	list_del(&buffer->link);
	list_append(&buffers->holders, &buffer->link);
}

void
buffers_give(struct buffers *buffers, struct buffer *buffer, int64_t now_ms)
{
	buffer->holder = NULL;
	buffer->since_ms = now_ms;
	list_del(&buffer->link);
	list_push(&buffers->free, &buffer->link);
}

void *
buffers_stalest(const struct buffers *buffers, const void *but)
{
	list_for_each (link, next, &buffers->holders) {
		struct buffer *buffer = container_of(link, struct buffer, link);

		if (buffer->holder != but)
			return buffer->holder;
	}
	return NULL;
}

void
buffers_cool(struct buffers *buffers, int64_t now_ms)
{
	struct list *link;

	while ((link = list_last(&buffers->free)) != NULL) {
		struct buffer *buffer = container_of(link, struct buffer, link);

		if (now_ms - buffer->since_ms < BUFFER_COLD_MS)
			return;
		list_del(link);
		sys_forget(buffer->data, BUFFER_BYTES);
		list_push(&buffers->cold, link);
		buffers->resident--;
	}
}
