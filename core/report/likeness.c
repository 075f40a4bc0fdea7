/* Each rule makes a list of keys, a name having one or several, and looks at names that share a key. The surest rule comes first. */
#include "report/likeness_parts.h"

#include <stdlib.h>

#include "base/digest.h"
#include "base/message.h"

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

/* ---- the same letters, the same words ---- */

static void
compare_letters(struct aid_likeness_search *s, uint32_t a, uint32_t b)
{
	if (aid_slice_is_equal(s->shapes[a].compact, s->shapes[b].compact))
		aid_likeness_join(s, a, b, AID_LIKENESS_LETTERS);
}

static int
join_letters(struct aid_likeness_search *s, struct aid_error *err)
{
	int rc = 0;
	for (uint32_t i = 0; i < s->n && rc == 0; i++) {
		if (s->shapes[i].compact.len > 0)
			rc = aid_likeness_add_key(s, aid_digest_hash64(s->shapes[i].compact, 0), i,
						  err);
	}
	if (rc == 0)
		aid_likeness_look(s, compare_letters);
	return rc;
}

static void
compare_words(struct aid_likeness_search *s, uint32_t a, uint32_t b)
{
	const struct aid_likeness_shape *x = &s->shapes[a], *y = &s->shapes[b];
	if (aid_slice_is_equal(x->sorted, y->sorted) && aid_likeness_is_one_form(x, y))
		aid_likeness_join(s, a, b, AID_LIKENESS_WORDS);
}

static int
join_words(struct aid_likeness_search *s, struct aid_error *err)
{
	int rc = 0;
	for (uint32_t i = 0; i < s->n && rc == 0; i++) {
		if (s->shapes[i].sorted.len > 0)
			rc = aid_likeness_add_key(s, aid_digest_hash64(s->shapes[i].sorted, 1), i,
						  err);
	}
	if (rc == 0)
		aid_likeness_look(s, compare_words);
	return rc;
}

/* ---- all ---- */

/* Spellings of one entry are one from the start. */
static int
join_entries(struct aid_likeness_search *s, struct aid_error *err)
{
	int rc = 0;
	for (uint32_t i = 0; i < s->n; i++) {
		s->parent[i] = s->tree[i] = i;
		s->entry[i] = s->names[i].entry;
		s->why[i] = AID_LIKENESS_NONE;
	}
	for (uint32_t i = 0; i < s->n && rc == 0; i++) {
		if (s->entry[i] != 0)
			rc = aid_likeness_add_key(s, s->entry[i], i, err);
	}
	aid_likeness_sort(&s->keys);
	for (size_t k = 1; k < s->keys.n; k++) {
		if (s->keys.items[k].hash == s->keys.items[k - 1].hash)
			aid_likeness_join(s, s->keys.items[k - 1].name, s->keys.items[k].name,
					  AID_LIKENESS_NONE);
	}
	s->keys.n = 0;
	return rc;
}

/* What joined a name: its own tree's reason, up to the first there is. */
static enum aid_likeness
why_of(const struct aid_likeness_search *s, uint32_t name)
{
	while (s->why[name] == AID_LIKENESS_NONE && s->tree[name] != name)
		name = s->tree[name];
	return s->why[name];
}

int
aid_likeness_find(const struct aid_likeness_name *names, size_t n_names, bool with_initials,
		  struct aid_likeness_group *out_groups, struct aid_error *err)
{
	struct aid_likeness_search s = { .names = names, .n = n_names };
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
		rc = aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	for (size_t i = 0; i < n_names && rc == 0; i++)
		rc = aid_likeness_shape_make(&s.arena, names[i].folded, &s.shapes[i], err);
	if (rc == 0)
		rc = join_entries(&s, err);
	if (rc == 0)
		rc = join_letters(&s, err);
	if (rc == 0)
		rc = join_words(&s, err);
	if (rc == 0)
		rc = aid_likeness_join_typing(&s, err);
	if (rc == 0)
		rc = aid_likeness_join_left_out(&s, err);
	if (rc == 0 && with_initials)
		rc = aid_likeness_join_initials(&s, err);
	for (uint32_t i = 0; i < n_names && rc == 0; i++)
		out_groups[i] =
			(struct aid_likeness_group){ aid_likeness_root(&s, i), why_of(&s, i) };
	free(s.shapes);
	free(s.tree);
	free(s.parent);
	free(s.entry);
	free(s.why);
	free(s.keys.items);
	aid_arena_done(&s.arena);
	return rc;
}
