/* Each rule makes a list of keys, a name having one or several, and looks at names that share a key. Groups are trees of a forest (union by
 * index): a tree holds at most one entry of the registry. */
#include "report/likeness.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/digest.h"
#include "base/message.h"
#include "report/likeness_shape.h"
#include "text/fold.h"

/* Names that share a key are all compared, beyond that each with the next ones. */
#define BUCKET_MAX 256
#define NEIGHBOURS 32
#define INITIALS_LEAST 3
#define INITIALS_MOST 8
#define LEFT_OUT_LEAST 3
#define TYPING_MOST 3
/* A wrong letter, or two that changed places, is in at most four runs of three letters. */
#define GRAMS_BROKEN 4

struct key {
	int64_t hash;
	uint32_t name;
};

struct keys {
	struct key *items;
	size_t n, room;
};

struct search {
	const struct aid_likeness_name *names;
	size_t n;
	struct aid_likeness_shape *shapes;
	uint32_t *tree;         /* what a root was joined to */
	uint32_t *parent;       /* the same, shortened on the way */
	int64_t *entry;         /* of a root */
	enum aid_likeness *why; /* of a tree's name that is no root of all */
	struct keys keys;
	struct aid_arena arena;
};

const char *
aid_likeness_text(enum aid_likeness why)
{
	static const char *const texts[] = {
#define X(name, text) text,
		AID_LIKENESS_LIST(X)
#undef X
	};
	return texts[why];
}

static int
no_memory(struct aid_error *err)
{
	return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
}

/* ---- groups ---- */

static uint32_t
root_of(struct search *s, uint32_t name)
{
	while (s->parent[name] != name) {
		s->parent[name] = s->parent[s->parent[name]];
		name = s->parent[name];
	}
	return name;
}

static bool
may_join(struct search *s, uint32_t a, uint32_t b)
{
	return s->entry[a] == 0 || s->entry[b] == 0 || s->entry[a] == s->entry[b];
}

/* The earlier root stays; the other one's name remembers why. */
static void
join(struct search *s, uint32_t a, uint32_t b, enum aid_likeness why)
{
	a = root_of(s, a);
	b = root_of(s, b);
	if (a == b || !may_join(s, a, b))
		return;
	uint32_t first = a < b ? a : b, second = a < b ? b : a;
	s->parent[second] = s->tree[second] = first;
	if (s->entry[first] == 0)
		s->entry[first] = s->entry[second];
	s->why[second] = why;
}

/* ---- likeness of two ---- */

/* A foundation is no association; but a name may leave out what it is. */
static bool
is_one_form(const struct aid_likeness_shape *a, const struct aid_likeness_shape *b)
{
	return a->digits == b->digits &&
	       (aid_likeness_holds(a->forms, b->forms) || aid_likeness_holds(b->forms, a->forms));
}

/* ---- names that share a key ---- */

static int
add_key(struct search *s, int64_t hash, uint32_t name, struct aid_error *err)
{
	struct keys *keys = &s->keys;
	if (keys->n == keys->room) {
		size_t room = keys->room == 0 ? 1024 : keys->room * 2;
		struct key *grown = realloc(keys->items, room * sizeof *grown);
		if (grown == NULL)
			return no_memory(err);
		keys->items = grown;
		keys->room = room;
	}
	keys->items[keys->n++] = (struct key){ hash, name };
	return 0;
}

static int
compare_keys(const void *a, const void *b)
{
	const struct key *x = a, *y = b;
	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->name < y->name ? -1 : x->name > y->name;
}

typedef void compare_names(struct search *s, uint32_t a, uint32_t b);

/* Looks at names that share a key, in their order; then forgets the keys. */
static void
look_at_keys(struct search *s, compare_names *compare)
{
	struct keys *keys = &s->keys;
	if (keys->n > 1)
		qsort(keys->items, keys->n, sizeof *keys->items, compare_keys);
	for (size_t i = 0, end; i < keys->n; i = end) {
		for (end = i + 1; end < keys->n && keys->items[end].hash == keys->items[i].hash;)
			end++;
		size_t reach = end - i <= BUCKET_MAX ? BUCKET_MAX : NEIGHBOURS;
		for (size_t a = i; a < end; a++) {
			for (size_t b = a + 1; b < end && b - a <= reach; b++)
				compare(s, keys->items[a].name, keys->items[b].name);
		}
	}
	keys->n = 0;
}

/* ---- rules ---- */

static void
compare_letters(struct search *s, uint32_t a, uint32_t b)
{
	if (aid_slice_is_equal(s->shapes[a].compact, s->shapes[b].compact))
		join(s, a, b, AID_LIKENESS_LETTERS);
}

static int
join_letters(struct search *s, struct aid_error *err)
{
	int rc = 0;
	for (uint32_t i = 0; i < s->n && rc == 0; i++) {
		if (s->shapes[i].compact.len > 0)
			rc = add_key(s, aid_digest_hash64(s->shapes[i].compact, 0), i, err);
	}
	if (rc == 0)
		look_at_keys(s, compare_letters);
	return rc;
}

static void
compare_words(struct search *s, uint32_t a, uint32_t b)
{
	const struct aid_likeness_shape *x = &s->shapes[a], *y = &s->shapes[b];
	if (aid_slice_is_equal(x->sorted, y->sorted) && is_one_form(x, y))
		join(s, a, b, AID_LIKENESS_WORDS);
}

static int
join_words(struct search *s, struct aid_error *err)
{
	int rc = 0;
	for (uint32_t i = 0; i < s->n && rc == 0; i++) {
		if (s->shapes[i].sorted.len > 0)
			rc = add_key(s, aid_digest_hash64(s->shapes[i].sorted, 1), i, err);
	}
	if (rc == 0)
		look_at_keys(s, compare_words);
	return rc;
}

/* Letters that may be wrong in a name of so many. */
static size_t
typing_limit(size_t n_letters)
{
	return n_letters < 5 ? 0 : n_letters < 9 ? 1 : n_letters < 16 ? 2 : TYPING_MOST;
}

/* Letters that may be wrong in one word of so many. */
static size_t
word_limit(size_t n_letters)
{
	return n_letters < 4 ? 0 : n_letters < 8 ? 1 : n_letters < 14 ? 2 : TYPING_MOST;
}

/* Word by word: "North" is no "South", in however long a name. Words that ran together, or fell apart, are one letter wrong. */
static bool
is_typing(const struct aid_likeness_shape *a, const struct aid_likeness_shape *b, size_t limit)
{
	struct aid_slice x[AID_LIKENESS_WORDS_MAX], y[AID_LIKENESS_WORDS_MAX];
	size_t n = aid_likeness_words(a->ordered, x);
	if (aid_likeness_words(b->ordered, y) != n)
		return aid_fold_distance(a->base, b->base, 1) <= 1;
	for (size_t i = 0; i < n; i++) {
		size_t n_x = aid_likeness_letters(x[i]), n_y = aid_likeness_letters(y[i]);
		size_t most = word_limit(n_x < n_y ? n_x : n_y);
		if (aid_fold_distance(x[i], y[i], most) > most)
			return false;
	}
	return aid_fold_distance(a->base, b->base, limit) <= limit;
}

static void
compare_typing(struct search *s, uint32_t a, uint32_t b)
{
	const struct aid_likeness_shape *x = &s->shapes[a], *y = &s->shapes[b];
	size_t least = x->n_letters < y->n_letters ? x->n_letters : y->n_letters;
	size_t limit = typing_limit(least);
	uint32_t root_a = root_of(s, a), root_b = root_of(s, b);
	if (limit == 0 || root_a == root_b || !may_join(s, root_a, root_b) ||
	    x->digits != y->digits || !aid_slice_is_equal(x->forms, y->forms))
		return;
	if (!is_typing(x, y, limit))
		return;
	/* Step by step anything becomes anything: what heads the groups must be alike as well. */
	if (aid_fold_distance(s->shapes[root_a].base, s->shapes[root_b].base, limit + 1) >
		    limit + 1 &&
	    root_a != a && root_b != b)
		return;
	join(s, a, b, AID_LIKENESS_TYPING);
}

/* A run of three letters; the name stands between two marks. */
struct gram {
	int64_t hash;
	uint32_t n_names; /* that have it */
};

static int
compare_grams(const void *a, const void *b)
{
	const struct gram *x = a, *y = b;
	if (x->n_names != y->n_names)
		return x->n_names < y->n_names ? -1 : 1;
	return x->hash < y->hash ? -1 : x->hash > y->hash;
}

/* The grams of a name into `grams` (room for its letters); those of other digits are other grams. */
static size_t
cut_grams(const struct aid_likeness_shape *shape, struct gram *grams)
{
	const char *p = shape->base.ptr, *end = p + shape->base.len;
	const char *starts[3] = { p, p, p };
	size_t n = 0, n_starts = 0;
	while (p < end) {
		const char *next = p + 1;
		while (next < end && ((unsigned char)*next & 0xc0) == 0x80)
			next++;
		starts[0] = starts[1];
		starts[1] = starts[2];
		starts[2] = p;
		n_starts++;
		const char *from = n_starts >= 3 ? starts[0] : shape->base.ptr;
		struct aid_slice text = { from, (size_t)(next - from) };
		grams[n++].hash = aid_digest_hash64(text, shape->digits + (n_starts < 3));
		p = next;
	}
	return n;
}

/* How many names have each gram: the keys, sorted, counted. */
static uint32_t
count_gram(const struct keys *keys, int64_t hash)
{
	size_t low = 0, high = keys->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (keys->items[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	size_t end = low;
	while (end < keys->n && keys->items[end].hash == hash && end - low <= BUCKET_MAX)
		end++;
	return (uint32_t)(end - low);
}

/* Names within `d` letters of each other share one of their 4d + 1 rarest grams, whichever order of rarity all agree on. */
static int
join_typing(struct search *s, struct aid_error *err)
{
	struct keys all = { NULL, 0, 0 }, rare = { NULL, 0, 0 };
	size_t n_most = 0;
	int rc = 0;
	for (size_t i = 0; i < s->n; i++)
		n_most = s->shapes[i].n_letters > n_most ? s->shapes[i].n_letters : n_most;
	struct gram *grams = calloc(n_most + 1, sizeof *grams);
	if (grams == NULL)
		return no_memory(err);
	for (uint32_t i = 0; i < s->n && rc == 0; i++) {
		size_t n = typing_limit(s->shapes[i].n_letters + TYPING_MOST) == 0
				   ? 0
				   : cut_grams(&s->shapes[i], grams);
		for (size_t k = 0; k < n && rc == 0; k++)
			rc = add_key(s, grams[k].hash, i, err);
	}
	all = s->keys;
	s->keys = rare;
	if (rc == 0 && all.n > 1)
		qsort(all.items, all.n, sizeof *all.items, compare_keys);
	for (uint32_t i = 0; i < s->n && rc == 0; i++) {
		size_t limit = typing_limit(s->shapes[i].n_letters + TYPING_MOST);
		size_t n = limit == 0 ? 0 : cut_grams(&s->shapes[i], grams);
		for (size_t k = 0; k < n; k++)
			grams[k].n_names = count_gram(&all, grams[k].hash);
		if (n > 1)
			qsort(grams, n, sizeof *grams, compare_grams);
		for (size_t k = 0; k < n && k <= GRAMS_BROKEN * limit && rc == 0; k++)
			rc = add_key(s, grams[k].hash, i, err);
	}
	if (rc == 0)
		look_at_keys(s, compare_typing);
	free(grams);
	free(all.items);
	return rc;
}

/* ---- rules that one name must answer alone ---- */

/* A name with at least three words, all of them among those of another with hardly more. */
static bool
is_left_out(const struct aid_likeness_shape *few, const struct aid_likeness_shape *many)
{
	return few->n_plain >= LEFT_OUT_LEAST && few->n_plain < many->n_plain &&
	       4 * few->n_plain >= 3 * many->n_plain &&
	       aid_likeness_holds(many->sorted, few->sorted) && is_one_form(few, many);
}

struct candidate {
	uint32_t few, many;
};

static int
compare_candidates(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	if (x->few != y->few)
		return x->few < y->few ? -1 : 1;
	return x->many < y->many ? -1 : x->many > y->many;
}

struct candidates {
	struct candidate *items;
	size_t n, room;
};

static int
add_candidate(struct candidates *list, uint32_t few, uint32_t many, struct aid_error *err)
{
	if (list->n == list->room) {
		size_t room = list->room == 0 ? 256 : list->room * 2;
		struct candidate *grown = realloc(list->items, room * sizeof *grown);
		if (grown == NULL)
			return no_memory(err);
		list->items = grown;
		list->room = room;
	}
	list->items[list->n++] = (struct candidate){ few, many };
	return 0;
}

/* Joins a short name with its long ones where they are all of one group: else it could be either. */
static void
join_candidates(struct search *s, struct candidates *list, enum aid_likeness why)
{
	if (list->n > 1)
		qsort(list->items, list->n, sizeof *list->items, compare_candidates);
	for (size_t i = 0, end; i < list->n; i = end) {
		bool is_one = true;
		uint32_t root = root_of(s, list->items[i].many);
		for (end = i; end < list->n && list->items[end].few == list->items[i].few; end++)
			is_one = is_one && root_of(s, list->items[end].many) == root;
		if (is_one)
			join(s, list->items[i].few, list->items[i].many, why);
	}
}

/* Long names by each of their words; short ones look under their first word in byte order. */
static int
join_left_out(struct search *s, struct aid_error *err)
{
	struct candidates list = { NULL, 0, 0 };
	struct aid_slice words[AID_LIKENESS_WORDS_MAX];
	int rc = 0;
	for (uint32_t i = 0; i < s->n && rc == 0; i++) {
		size_t n = s->shapes[i].n_plain > LEFT_OUT_LEAST
				   ? aid_likeness_words(s->shapes[i].sorted, words)
				   : 0;
		/* A name of four words with one left out begins with the first or the second of them. */
		for (size_t k = 0; k < n && 4 * k <= n && rc == 0; k++)
			rc = add_key(s, aid_digest_hash64(words[k], 2), i, err);
	}
	if (rc == 0 && s->keys.n > 1)
		qsort(s->keys.items, s->keys.n, sizeof *s->keys.items, compare_keys);
	for (uint32_t i = 0; i < s->n && rc == 0; i++) {
		if (s->shapes[i].n_plain < LEFT_OUT_LEAST)
			continue;
		aid_likeness_words(s->shapes[i].sorted, words);
		struct key wanted = { aid_digest_hash64(words[0], 2), 0 };
		size_t low = 0, high = s->keys.n;
		while (low < high) {
			size_t middle = low + (high - low) / 2;
			if (compare_keys(&s->keys.items[middle], &wanted) < 0)
				low = middle + 1;
			else
				high = middle;
		}
		for (size_t k = low; k < s->keys.n && k - low < BUCKET_MAX && rc == 0 &&
				     s->keys.items[k].hash == wanted.hash;
		     k++) {
			if (is_left_out(&s->shapes[i], &s->shapes[s->keys.items[k].name]))
				rc = add_candidate(&list, i, s->keys.items[k].name, err);
		}
	}
	s->keys.n = 0;
	if (rc == 0)
		join_candidates(s, &list, AID_LIKENESS_LEFT_OUT);
	free(list.items);
	return rc;
}

/* The first letters of the words; with particles or without. Empty for what has too few or too many. */
static size_t
initials_of(struct aid_slice folded, bool with_particles, char out[4 * INITIALS_MOST])
{
	struct aid_slice words[AID_LIKENESS_WORDS_MAX];
	size_t n = aid_likeness_words(folded, words), n_letters = 0, len = 0;
	for (size_t i = 0; i < n; i++) {
		if (!with_particles && aid_likeness_word_kind(words[i]) == AID_LIKENESS_PARTICLE)
			continue;
		if (n_letters++ == INITIALS_MOST)
			return 0;
		size_t size = 1;
		while (size < words[i].len && ((unsigned char)words[i].ptr[size] & 0xc0) == 0x80)
			size++;
		memcpy(out + len, words[i].ptr, size);
		len += size;
	}
	return n_letters >= INITIALS_LEAST ? len : 0;
}

/* "RWW", "R.W.W.": one word, or words of one letter. */
static bool
is_initials(const struct search *s, size_t name)
{
	struct aid_slice words[AID_LIKENESS_WORDS_MAX];
	size_t n = aid_likeness_words(s->names[name].folded, words);
	size_t n_letters = aid_likeness_letters(s->shapes[name].compact);
	for (size_t i = 0; i < n && n > 1; i++) {
		if (aid_likeness_letters(words[i]) > 1)
			return false;
	}
	return n > 0 && n_letters >= INITIALS_LEAST && n_letters <= INITIALS_MOST;
}

static int
join_initials(struct search *s, struct aid_error *err)
{
	struct candidates list = { NULL, 0, 0 };
	char text[4 * INITIALS_MOST];
	int rc = 0;
	for (uint32_t i = 0; i < s->n && rc == 0; i++) {
		size_t len[2] = { initials_of(s->names[i].folded, true, text), 0 };
		int64_t hash = aid_digest_hash64((struct aid_slice){ text, len[0] }, 3);
		if (is_initials(s, i))
			continue;
		if (len[0] > 0)
			rc = add_key(s, hash, i, err);
		len[1] = initials_of(s->names[i].folded, false, text);
		int64_t other = aid_digest_hash64((struct aid_slice){ text, len[1] }, 3);
		if (rc == 0 && len[1] > 0 && (other != hash || len[0] == 0))
			rc = add_key(s, other, i, err);
	}
	if (rc == 0 && s->keys.n > 1)
		qsort(s->keys.items, s->keys.n, sizeof *s->keys.items, compare_keys);
	for (uint32_t i = 0; i < s->n && rc == 0; i++) {
		if (!is_initials(s, i))
			continue;
		int64_t hash = aid_digest_hash64(s->shapes[i].compact, 3);
		size_t low = 0, high = s->keys.n;
		while (low < high) {
			size_t middle = low + (high - low) / 2;
			if (s->keys.items[middle].hash < hash)
				low = middle + 1;
			else
				high = middle;
		}
		for (size_t k = low; k < s->keys.n && k - low < BUCKET_MAX && rc == 0 &&
				     s->keys.items[k].hash == hash;
		     k++)
			rc = add_candidate(&list, i, s->keys.items[k].name, err);
	}
	s->keys.n = 0;
	if (rc == 0)
		join_candidates(s, &list, AID_LIKENESS_INITIALS);
	free(list.items);
	return rc;
}

/* ---- all ---- */

/* Spellings of one entry are one from the start. */
static int
join_entries(struct search *s, struct aid_error *err)
{
	int rc = 0;
	for (uint32_t i = 0; i < s->n; i++) {
		s->parent[i] = s->tree[i] = i;
		s->entry[i] = s->names[i].entry;
		s->why[i] = AID_LIKENESS_NONE;
	}
	for (uint32_t i = 0; i < s->n && rc == 0; i++) {
		if (s->entry[i] != 0)
			rc = add_key(s, s->entry[i], i, err);
	}
	if (s->keys.n > 1)
		qsort(s->keys.items, s->keys.n, sizeof *s->keys.items, compare_keys);
	for (size_t k = 1; k < s->keys.n; k++) {
		if (s->keys.items[k].hash == s->keys.items[k - 1].hash)
			join(s, s->keys.items[k - 1].name, s->keys.items[k].name,
			     AID_LIKENESS_NONE);
	}
	s->keys.n = 0;
	return rc;
}

/* What joined a name: its own tree's reason, up to the first there is. */
static enum aid_likeness
why_of(const struct search *s, uint32_t name)
{
	while (s->why[name] == AID_LIKENESS_NONE && s->tree[name] != name)
		name = s->tree[name];
	return s->why[name];
}

int
aid_likeness_find(const struct aid_likeness_name *names, size_t n_names, bool with_initials,
		  struct aid_likeness_group *out_groups, struct aid_error *err)
{
	struct search s = { .names = names, .n = n_names };
	size_t n = n_names + 1;
	int rc = 0;
	aid_arena_init(&s.arena);
	s.shapes = calloc(n, sizeof *s.shapes);
	s.tree = calloc(n, sizeof *s.tree);
	s.parent = calloc(n, sizeof *s.parent);
	s.entry = calloc(n, sizeof *s.entry);
	s.why = calloc(n, sizeof *s.why);
	if (s.shapes == NULL || s.tree == NULL || s.parent == NULL || s.entry == NULL ||
	    s.why == NULL)
		rc = no_memory(err);
	for (size_t i = 0; i < n_names && rc == 0; i++)
		rc = aid_likeness_shape_make(&s.arena, names[i].folded, &s.shapes[i], err);
	if (rc == 0)
		rc = join_entries(&s, err);
	if (rc == 0)
		rc = join_letters(&s, err);
	if (rc == 0)
		rc = join_words(&s, err);
	if (rc == 0)
		rc = join_typing(&s, err);
	if (rc == 0)
		rc = join_left_out(&s, err);
	if (rc == 0 && with_initials)
		rc = join_initials(&s, err);
	for (uint32_t i = 0; i < n_names && rc == 0; i++)
		out_groups[i] = (struct aid_likeness_group){ root_of(&s, i), why_of(&s, i) };
	free(s.shapes);
	free(s.tree);
	free(s.parent);
	free(s.entry);
	free(s.why);
	free(s.keys.items);
	aid_arena_done(&s.arena);
	return rc;
}
