#include "report/spellings.h"

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

struct aid_spelling {
	struct outline outline;
	struct aid_slice folded, text;
	int64_t entry;
};

void
aid_spellings_done(struct aid_spellings *spellings)
{
	free(spellings->items);
	aid_arena_done(&spellings->arena);
	*spellings = (struct aid_spellings){ 0 };
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
aid_spellings_add(struct aid_spellings *spellings, int64_t registry, struct aid_slice folded,
		  int64_t entry, struct aid_slice text, struct aid_error *err)
{
	struct aid_spelling spelling = { .outline = outline_of(registry, folded),
					 .folded = aid_arena_copy(&spellings->arena, folded),
					 .text = aid_arena_copy(&spellings->arena, text),
					 .entry = entry };

	if (spellings->n == spellings->n_room) {
		size_t n_room = spellings->n_room == 0 ? FIRST_ROOM : spellings->n_room * 2;
		struct aid_spelling *items = realloc(spellings->items, n_room * sizeof(*items));

		if (items != NULL) {
			spellings->items = items;
			spellings->n_room = n_room;
		}
	}
	if (spellings->n == spellings->n_room || spelling.folded.ptr == NULL ||
	    spelling.text.ptr == NULL) {
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	}
	spellings->items[spellings->n++] = spelling;
	spellings->is_sorted = false;
	return 0;
}

/* By registry, then length, then spelling. */
static int
compare(const void *a, const void *b)
{
	const struct aid_spelling *x = a, *y = b;

	if (x->outline.registry != y->outline.registry) {
		return x->outline.registry < y->outline.registry ? -1 : 1;
	}
	if (x->outline.n_letters != y->outline.n_letters) {
		return x->outline.n_letters < y->outline.n_letters ? -1 : 1;
	}
	return aid_slice_compare(x->folded, y->folded);
}

static void
sort(struct aid_spellings *spellings)
{
	if (!spellings->is_sorted && spellings->n > 0) {
		qsort(spellings->items, spellings->n, sizeof(*spellings->items), compare);
		spellings->is_sorted = true;
	}
}

/* The first that does not come before it. */
static size_t
first_of(const struct aid_spellings *spellings, struct outline outline, struct aid_slice folded)
{
	struct aid_spelling key = { .outline = outline, .folded = folded };
	size_t low = 0, high = spellings->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(&spellings->items[middle], &key) < 0) {
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
aid_spellings_nearest(struct aid_spellings *spellings, int64_t registry, struct aid_slice folded)
{
	struct outline outline = outline_of(registry, folded), from = outline;
	struct aid_slice best = AID_SLICE_EMPTY;
	size_t most = outline.n_letters / 3, last;

	sort(spellings);
	most = most < LETTERS_MOST ? most : LETTERS_MOST;
	last = outline.n_letters + most;
	from.n_letters -= most;
	for (size_t i = first_of(spellings, from, AID_SLICE_EMPTY); i < spellings->n; i++) {
		const struct aid_spelling *item = &spellings->items[i];
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

static bool
is_written(const struct aid_spellings *spellings, size_t i, int64_t registry,
	   struct aid_slice folded)
{
	return i < spellings->n && spellings->items[i].outline.registry == registry &&
	       aid_slice_is_equal(spellings->items[i].folded, folded);
}

static bool
ends_with_another(const struct aid_spellings *spellings, int64_t registry, struct aid_slice folded,
		  int64_t entry)
{
	for (size_t i = 0; i + 1 < folded.len; i++) {
		struct aid_slice end = { folded.ptr + i + 1, folded.len - i - 1 };

		if (folded.ptr[i] != ' ') {
			continue;
		}
		for (size_t k = first_of(spellings, outline_of(registry, end), end);
		     is_written(spellings, k, registry, end); k++) {
			if (spellings->items[k].entry != entry) {
				return true;
			}
		}
	}
	return false;
}

bool
aid_spellings_are_several(struct aid_spellings *spellings, int64_t registry,
			  struct aid_slice folded)
{
	sort(spellings);
	for (size_t i = 0; i < folded.len; i++) {
		struct aid_slice start = { folded.ptr, i };

		if (folded.ptr[i] != ' ') {
			continue;
		}
		for (size_t k = first_of(spellings, outline_of(registry, start), start);
		     is_written(spellings, k, registry, start); k++) {
			if (ends_with_another(spellings, registry, folded,
					      spellings->items[k].entry)) {
				return true;
			}
		}
	}
	return false;
}
