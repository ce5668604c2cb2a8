/*
 * list - a doubly linked ring threaded through the objects it holds
 *
 * A struct list is either a head or a link inside an object.  A link that is
 * in no list points at itself, so list_del() may be called twice.  A list has
 * no length: who needs one counts where it moves the objects.
 */
#ifndef RELAY_LIST_H
#define RELAY_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct list {
	struct list *next, *prev;
};

/* The object of this type whose member is at ptr. */
#define container_of(ptr, type, member)                                        \
	((type *)(void *)((char *)(ptr)-offsetof(type, member)))

/* Visit each link from the newest to the oldest; the body may delete it. */
#define list_for_each(pos, tmp, head)                                          \
	for (struct list *pos = (head)->next, *tmp = pos->next; pos != (head); \
	     pos = tmp, tmp = pos->next)

/* Make head an empty list, or link a link that is in none. */
static inline void
list_init(struct list *head)
{
	head->next = head->prev = head;
}

static inline bool
list_is_empty(const struct list *head)
{
	return head->next == head;
}

/* Insert link as the first of head; it must be in no list. */
static inline void
list_push(struct list *head, struct list *link)
{
	link->next = head->next;
	link->prev = head;
	head->next->prev = link;
	head->next = link;
}

/* Insert link as the last of head; it must be in no list. */
static inline void
list_append(struct list *head, struct list *link)
{
	list_push(head->prev, link);
}

/* Take link out of its list, if it is in one. */
static inline void
list_del(struct list *link)
{
	link->next->prev = link->prev;
	link->prev->next = link->next;
	list_init(link);
}

/* The first or last link, or NULL if there is none. */
static inline struct list *
list_first(const struct list *head)
{
	return list_is_empty(head) ? NULL : head->next;
}

static inline struct list *
list_last(const struct list *head)
{
	return list_is_empty(head) ? NULL : head->prev;
}

#endif /* RELAY_LIST_H */
