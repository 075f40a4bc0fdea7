/* Groups of names, trees of a forest (union by index) that hold at most one entry of the registry each; and the keys that names share. */
#include "report/likeness_parts.h"

#include <stdlib.h>

#include "base/message.h"

/* Beyond AID_LIKENESS_BUCKET_MAX. */
#define NEIGHBOURS 32

/* ---- groups ---- */

uint32_t
aid_likeness_root(struct aid_likeness_search *s, uint32_t name)
{
	while (s->parent[name] != name) {
		s->parent[name] = s->parent[s->parent[name]];
		name = s->parent[name];
	}
	return name;
}

bool
aid_likeness_may_join(struct aid_likeness_search *s, uint32_t a, uint32_t b)
{
	return s->entry[a] == 0 || s->entry[b] == 0 || s->entry[a] == s->entry[b];
}

void
aid_likeness_join(struct aid_likeness_search *s, uint32_t a, uint32_t b, enum aid_likeness why)
{
	a = aid_likeness_root(s, a);
	b = aid_likeness_root(s, b);
	if (a == b || !aid_likeness_may_join(s, a, b))
		return;
	uint32_t first = a < b ? a : b, second = a < b ? b : a;
	s->parent[second] = s->tree[second] = first;
	if (s->entry[first] == 0)
		s->entry[first] = s->entry[second];
	s->why[second] = why;
}

/* ---- keys ---- */

int
aid_likeness_add_key(struct aid_likeness_search *s, int64_t hash, uint32_t name,
		     struct aid_error *err)
{
	struct aid_likeness_keys *keys = &s->keys;
	if (keys->n == keys->room) {
		size_t room = keys->room == 0 ? 1024 : keys->room * 2;
		struct aid_likeness_key *grown = realloc(keys->items, room * sizeof *grown);
		if (grown == NULL)
			return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
		keys->items = grown;
		keys->room = room;
	}
	keys->items[keys->n++] = (struct aid_likeness_key){ hash, name };
	return 0;
}

static int
compare_keys(const void *a, const void *b)
{
	const struct aid_likeness_key *x = a, *y = b;
	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->name < y->name ? -1 : x->name > y->name;
}

void
aid_likeness_sort(struct aid_likeness_keys *keys)
{
	if (keys->n > 1)
		qsort(keys->items, keys->n, sizeof *keys->items, compare_keys);
}

size_t
aid_likeness_first(const struct aid_likeness_keys *keys, int64_t hash)
{
	size_t low = 0, high = keys->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (keys->items[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void
aid_likeness_look(struct aid_likeness_search *s, aid_likeness_compare *compare)
{
	struct aid_likeness_keys *keys = &s->keys;
	aid_likeness_sort(keys);
	for (size_t i = 0, end; i < keys->n; i = end) {
		for (end = i + 1; end < keys->n && keys->items[end].hash == keys->items[i].hash;)
			end++;
		size_t reach =
			end - i <= AID_LIKENESS_BUCKET_MAX ? AID_LIKENESS_BUCKET_MAX : NEIGHBOURS;
		for (size_t a = i; a < end; a++) {
			for (size_t b = a + 1; b < end && b - a <= reach; b++)
				compare(s, keys->items[a].name, keys->items[b].name);
		}
	}
	keys->n = 0;
}
