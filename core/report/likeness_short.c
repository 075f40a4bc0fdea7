/* Short forms of a name, which one name alone must answer: words left out, and initials. */
#include "report/likeness_parts.h"

#include <stdlib.h>

#include "base/digest.h"
#include "base/message.h"

#define INITIALS_LEAST 3
#define INITIALS_MOST 8
#define LEFT_OUT_LEAST 3

/* ---- names that may be short for others ---- */

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
			return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
		list->items = grown;
		list->room = room;
	}
	list->items[list->n++] = (struct candidate){ few, many };
	return 0;
}

/* Joins a short name with its long ones where they are all of one group: else it could be either. */
static void
join_candidates(struct aid_likeness_search *s, struct candidates *list, enum aid_likeness why)
{
	if (list->n > 1)
		qsort(list->items, list->n, sizeof *list->items, compare_candidates);
	for (size_t i = 0, end; i < list->n; i = end) {
		bool is_one = true;
		uint32_t root = aid_likeness_root(s, list->items[i].many);
		for (end = i; end < list->n && list->items[end].few == list->items[i].few; end++)
			is_one = is_one && aid_likeness_root(s, list->items[end].many) == root;
		if (is_one)
			aid_likeness_join(s, list->items[i].few, list->items[i].many, why);
	}
}

/* ---- words left out ---- */

/* A name with at least three words, all of them among those of another with hardly more. */
static bool
is_left_out(const struct aid_likeness_shape *few, const struct aid_likeness_shape *many)
{
	return few->n_plain >= LEFT_OUT_LEAST && few->n_plain < many->n_plain &&
	       4 * few->n_plain >= 3 * many->n_plain &&
	       aid_likeness_holds(many->sorted, few->sorted) && aid_likeness_is_one_form(few, many);
}

/* Long names by each of their words; short ones look under their first word in byte order. */
int
aid_likeness_join_left_out(struct aid_likeness_search *s, struct aid_error *err)
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
			rc = aid_likeness_add_key(s, aid_digest_hash64(words[k], 2), i, err);
	}
	if (rc == 0)
		aid_likeness_sort(&s->keys);
	for (uint32_t i = 0; i < s->n && rc == 0; i++) {
		if (s->shapes[i].n_plain < LEFT_OUT_LEAST)
			continue;
		aid_likeness_words(s->shapes[i].sorted, words);
		int64_t hash = aid_digest_hash64(words[0], 2);
		size_t low = aid_likeness_first(&s->keys, hash);
		for (size_t k = low; k < s->keys.n && k - low < AID_LIKENESS_BUCKET_MAX &&
				     rc == 0 && s->keys.items[k].hash == hash;
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

/* ---- initials ---- */

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
is_initials(const struct aid_likeness_search *s, size_t name)
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

int
aid_likeness_join_initials(struct aid_likeness_search *s, struct aid_error *err)
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
			rc = aid_likeness_add_key(s, hash, i, err);
		len[1] = initials_of(s->names[i].folded, false, text);
		int64_t other = aid_digest_hash64((struct aid_slice){ text, len[1] }, 3);
		if (rc == 0 && len[1] > 0 && (other != hash || len[0] == 0))
			rc = aid_likeness_add_key(s, other, i, err);
	}
	if (rc == 0)
		aid_likeness_sort(&s->keys);
	for (uint32_t i = 0; i < s->n && rc == 0; i++) {
		if (!is_initials(s, i))
			continue;
		int64_t hash = aid_digest_hash64(s->shapes[i].compact, 3);
		size_t low = aid_likeness_first(&s->keys, hash);
		for (size_t k = low; k < s->keys.n && k - low < AID_LIKENESS_BUCKET_MAX &&
				     rc == 0 && s->keys.items[k].hash == hash;
		     k++)
			rc = add_candidate(&list, i, s->keys.items[k].name, err);
	}
	s->keys.n = 0;
	if (rc == 0)
		join_candidates(s, &list, AID_LIKENESS_INITIALS);
	free(list.items);
	return rc;
}
