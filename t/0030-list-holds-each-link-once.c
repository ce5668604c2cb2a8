/*
 * Goal: a list gives its links in the order they were put in, from either
 * side, and taking one out twice does no harm.
 */
#include "list.h"
#include "tap.h"

struct item {
	char name;
	struct list link;
};

static struct item items[4] = {
    {.name = 'a'}, {.name = 'b'}, {.name = 'c'}, {.name = 'd'}};
static struct list head;

/* The names from the first to the last, checking each way back. */
static const char *
names(void)
{
	static char text[8];
	size_t n = 0;

	list_for_each (link, next, &head) {
		if (link->prev->next != link || link->next->prev != link)
			return "broken";
		text[n++] = container_of(link, struct item, link)->name;
	}
	text[n] = '\0';
	return text;
}

int
main(void)
{
	plan(14);
	list_init(&head);
	for (int i = 0; i < 4; i++)
		list_init(&items[i].link);
	ok(list_is_empty(&head), "a new list is empty");
	ok(list_first(&head) == NULL, "it has no first");
	ok(list_last(&head) == NULL, "and no last");
	list_push(&head, &items[1].link);
	list_push(&head, &items[0].link);
	list_append(&head, &items[2].link);
	list_append(&head, &items[3].link);
	is_str(names(), "abcd", "pushed before, appended behind");
	ok(list_first(&head) == &items[0].link, "the first");
	ok(list_last(&head) == &items[3].link, "the last");
	list_del(&items[2].link);
	is_str(names(), "abd", "one is out");
	list_del(&items[2].link);
	is_str(names(), "abd", "and stays out");
	ok(list_is_empty(&items[2].link), "a link in no list is empty itself");
	list_append(&head, &items[2].link);
	is_str(names(), "abdc", "it may come back");
	list_for_each (link, next, &head)
		if (link != &items[1].link)
			list_del(link);
	is_str(names(), "b", "links may go while they are visited");
	ok(list_first(&head) == list_last(&head), "the only one is both");
	list_del(&items[1].link);
	ok(list_is_empty(&head), "empty again");
	is_str(names(), "", "nothing is visited");
	return done();
}
