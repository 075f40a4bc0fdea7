#include "report/nearest.h"

#include <stdlib.h>

#include "base/message.h"
#include "text/fold.h"

#define LETTERS_MOST 2
#define FIRST_ROOM 256
/* A prime, so that neighbours in an alphabet are of different kinds; each has a bit. */
#define KINDS 61

/* What a name looks like from afar. An edit takes at most one kind of letter away, and adds at most one. */
struct outline {
	int64_t registry;
	size_t n_letters;
	uint64_t kinds;
};

struct aid_nearest_spelling {
	struct outline outline;
	struct aid_slice folded, text;
};

void
aid_nearest_done(struct aid_nearest *nearest)
{
	free(nearest->items);
	aid_arena_done(&nearest->arena);
	*nearest = (struct aid_nearest){ 0 };
}

static struct outline
outline_of(int64_t registry, struct aid_slice folded)
{
	struct outline outline = { .registry = registry };
	size_t i = 0;

	while (i < folded.len) {
		uint32_t letter = (unsigned char)folded.ptr[i++];

		while (i < folded.len && ((unsigned char)folded.ptr[i] & 0xc0) == 0x80) {
			letter = letter * 64 + ((unsigned char)folded.ptr[i++] & 0x3f);
		}
		outline.n_letters++;
		outline.kinds |= UINT64_C(1) << (letter % KINDS);
	}
	return outline;
}

int
aid_nearest_add(struct aid_nearest *nearest, int64_t registry, struct aid_slice folded,
		struct aid_slice text, struct aid_error *err)
{
	struct aid_nearest_spelling spelling = { .outline = outline_of(registry, folded),
						 .folded = aid_arena_copy(&nearest->arena, folded),
						 .text = aid_arena_copy(&nearest->arena, text) };

	if (nearest->n == nearest->n_room) {
		size_t n_room = nearest->n_room == 0 ? FIRST_ROOM : nearest->n_room * 2;
		struct aid_nearest_spelling *items =
			realloc(nearest->items, n_room * sizeof(*items));

		if (items != NULL) {
			nearest->items = items;
			nearest->n_room = n_room;
		}
	}
	if (nearest->n == nearest->n_room || spelling.folded.ptr == NULL ||
	    spelling.text.ptr == NULL) {
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	}
	nearest->items[nearest->n++] = spelling;
	nearest->is_sorted = false;
	return 0;
}

/* By registry, then length. */
static int
compare(const void *a, const void *b)
{
	const struct outline *x = &((const struct aid_nearest_spelling *)a)->outline;
	const struct outline *y = &((const struct aid_nearest_spelling *)b)->outline;

	if (x->registry != y->registry) {
		return x->registry < y->registry ? -1 : 1;
	}
	return x->n_letters < y->n_letters ? -1 : x->n_letters > y->n_letters;
}

/* The first spelling of the registry that has so many letters or more. */
static size_t
first_of(const struct aid_nearest *nearest, struct outline outline)
{
	struct aid_nearest_spelling key = { .outline = outline };
	size_t low = 0, high = nearest->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(&nearest->items[middle], &key) < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

/* Nearly all names differ in more kinds than so many edits account for, and need no closer look. */
static bool
may_be_near(const struct outline *a, const struct outline *b, size_t n_edits)
{
	return (size_t)__builtin_popcountll(a->kinds & ~b->kinds) <= n_edits &&
	       (size_t)__builtin_popcountll(b->kinds & ~a->kinds) <= n_edits;
}

struct aid_slice
aid_nearest_find(struct aid_nearest *nearest, int64_t registry, struct aid_slice folded)
{
	struct outline outline = outline_of(registry, folded), from = outline;
	struct aid_slice best = AID_SLICE_EMPTY;
	size_t most = outline.n_letters / 3, last;

	if (!nearest->is_sorted && nearest->n > 0) {
		qsort(nearest->items, nearest->n, sizeof(*nearest->items), compare);
		nearest->is_sorted = true;
	}
	most = most < LETTERS_MOST ? most : LETTERS_MOST;
	last = outline.n_letters + most;
	from.n_letters -= most;
	for (size_t i = first_of(nearest, from); i < nearest->n; i++) {
		const struct aid_nearest_spelling *item = &nearest->items[i];
		size_t distance;

		if (item->outline.registry != registry || item->outline.n_letters > last) {
			break;
		}
		if (!may_be_near(&item->outline, &outline, most)) {
			continue;
		}
		distance = aid_fold_distance(folded, item->folded, most);
		if (distance < most ||
		    (distance == most &&
		     (best.len == 0 || aid_slice_compare(item->text, best) < 0))) {
			best = item->text;
			most = distance;
		}
	}
	return best;
}
