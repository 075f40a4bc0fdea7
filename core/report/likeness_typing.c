/* Names with letters wrong. Only those are compared that share a rare run of three letters. */
#include "report/likeness_parts.h"

#include <stdlib.h>

#include "base/digest.h"
#include "base/message.h"
#include "text/fold.h"

#define TYPING_MOST 3
/* A wrong letter, or two that changed places, is in at most four runs of three letters. */
#define GRAMS_BROKEN 4

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
compare_typing(struct aid_likeness_search *s, uint32_t a, uint32_t b)
{
	const struct aid_likeness_shape *x = &s->shapes[a], *y = &s->shapes[b];
	size_t least = x->n_letters < y->n_letters ? x->n_letters : y->n_letters;
	size_t limit = typing_limit(least);
	uint32_t root_a = aid_likeness_root(s, a), root_b = aid_likeness_root(s, b);
	if (limit == 0 || root_a == root_b || !aid_likeness_may_join(s, root_a, root_b) ||
	    x->digits != y->digits || !aid_slice_is_equal(x->forms, y->forms))
		return;
	if (!is_typing(x, y, limit))
		return;
	/* Step by step anything becomes anything: what heads the groups must be alike as well. */
	if (aid_fold_distance(s->shapes[root_a].base, s->shapes[root_b].base, limit + 1) >
		    limit + 1 &&
	    root_a != a && root_b != b)
		return;
	aid_likeness_join(s, a, b, AID_LIKENESS_TYPING);
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
count_gram(const struct aid_likeness_keys *keys, int64_t hash)
{
	size_t low = aid_likeness_first(keys, hash), end = low;
	while (end < keys->n && keys->items[end].hash == hash &&
	       end - low <= AID_LIKENESS_BUCKET_MAX)
		end++;
	return (uint32_t)(end - low);
}

/* Names within `d` letters of each other share one of their 4d + 1 rarest grams, whichever order of rarity all agree on. */
int
aid_likeness_join_typing(struct aid_likeness_search *s, struct aid_error *err)
{
	struct aid_likeness_keys all = { NULL, 0, 0 }, rare = { NULL, 0, 0 };
	size_t n_most = 0;
	int rc = 0;
	for (size_t i = 0; i < s->n; i++)
		n_most = s->shapes[i].n_letters > n_most ? s->shapes[i].n_letters : n_most;
	struct gram *grams = calloc(n_most + 1, sizeof *grams);
	if (grams == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	for (uint32_t i = 0; i < s->n && rc == 0; i++) {
		size_t n = typing_limit(s->shapes[i].n_letters + TYPING_MOST) == 0
				   ? 0
				   : cut_grams(&s->shapes[i], grams);
		for (size_t k = 0; k < n && rc == 0; k++)
			rc = aid_likeness_add_key(s, grams[k].hash, i, err);
	}
	all = s->keys;
	s->keys = rare;
	if (rc == 0)
		aid_likeness_sort(&all);
	for (uint32_t i = 0; i < s->n && rc == 0; i++) {
		size_t limit = typing_limit(s->shapes[i].n_letters + TYPING_MOST);
		size_t n = limit == 0 ? 0 : cut_grams(&s->shapes[i], grams);
		for (size_t k = 0; k < n; k++)
			grams[k].n_names = count_gram(&all, grams[k].hash);
		if (n > 1)
			qsort(grams, n, sizeof *grams, compare_grams);
		for (size_t k = 0; k < n && k <= GRAMS_BROKEN * limit && rc == 0; k++)
			rc = aid_likeness_add_key(s, grams[k].hash, i, err);
	}
	if (rc == 0)
		aid_likeness_look(s, compare_typing);
	free(grams);
	free(all.items);
	return rc;
}
