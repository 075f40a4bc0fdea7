#include "read/header.h"

#include "text/fold.h"

/* A typo is one letter in a word of so many bytes, two in a long one. */
#define TYPO_BYTES 6
#define TYPO_LONG_BYTES 12
#define WORDS_BYTES 4
#define TAG_PARTS 16

/* A header as it is looked at. */
struct look {
	struct aid_slice tag;
	struct aid_slice name; /* folded */
	struct aid_slice
		stem; /* without what stands in brackets or behind a comma, folded; ptr NULL: it has none */
};

static const int scores[] = {
#define X(name, score) score,
	AID_HEADER_REASON_LIST(X)
#undef X
};

/* ---- HXL tags ---- */

/* The hashtag and the attributes, '#' and '+' left out; 0 when it is no tag or has too many. */
static size_t
cut_tag(struct aid_slice tag, struct aid_slice parts[TAG_PARTS])
{
	size_t n = 0;
	if (tag.len == 0 || tag.ptr[0] != '#')
		return 0;
	for (size_t at = 0; at < tag.len;) {
		size_t end = at + 1;
		while (end < tag.len && tag.ptr[end] != '+')
			end++;
		struct aid_slice part =
			aid_slice_trim((struct aid_slice){ tag.ptr + at + 1, end - at - 1 });
		if (part.len == 0 || n == TAG_PARTS)
			return 0;
		parts[n++] = part;
		at = end;
	}
	return n;
}

/* Attributes that say how a thing is written, not what it is. */
static bool
is_plain_attribute(struct aid_slice attribute)
{
	static const char *const plain[] = { "name", "num", "text" };
	for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
		if (aid_slice_is_equal_nocase(attribute, aid_slice_of(plain[i])))
			return true;
	}
	return attribute.len == 2 || (attribute.len == 4 && memcmp(attribute.ptr, "i_", 2) == 0);
}

/* Is every attribute of `a` that matters one of `b`? */
static bool
is_within(const struct aid_slice *a, size_t n_a, const struct aid_slice *b, size_t n_b)
{
	for (size_t i = 1; i < n_a; i++) {
		bool is_there = is_plain_attribute(a[i]);
		for (size_t j = 1; j < n_b && !is_there; j++)
			is_there = aid_slice_is_equal_nocase(a[i], b[j]);
		if (!is_there)
			return false;
	}
	return true;
}

bool
aid_header_is_tag(struct aid_slice tag, const char *own)
{
	struct aid_slice a[TAG_PARTS], b[TAG_PARTS];
	size_t n_a = cut_tag(tag, a), n_b = cut_tag(aid_slice_of(own), b);
	return n_a > 0 && n_b > 0 && aid_slice_is_equal_nocase(a[0], b[0]) &&
	       is_within(a, n_a, b, n_b) && is_within(b, n_b, a, n_a);
}

/* ---- names ---- */

/* "Poids (kg)" and "Quantity, MT" without their ends; false when there is no such end. */
static bool
cut_stem(struct aid_slice name, struct aid_slice *out_stem)
{
	size_t len = name.len;
	if (len > 0 && (name.ptr[len - 1] == ')' || name.ptr[len - 1] == ']')) {
		char open = name.ptr[len - 1] == ')' ? '(' : '[';
		while (len > 0 && name.ptr[len - 1] != open)
			len--;
	} else {
		while (len > 0 && name.ptr[len - 1] != ',')
			len--;
	}
	if (len < 2)
		return false;
	*out_stem = aid_slice_trim((struct aid_slice){ name.ptr, len - 1 });
	return out_stem->len > 0;
}

/* NAME or SYNONYM, for a header that is one; else NONE. */
static enum aid_header_reason
find_name(const struct aid_column *column, struct aid_slice folded, const char **out_language)
{
	const struct aid_synonym *synonym;
	*out_language = "";
	if (folded.ptr == NULL || folded.len == 0)
		return AID_HEADER_BY_NONE;
	if (aid_column_is_named(column, folded))
		return AID_HEADER_BY_NAME;
	synonym = aid_column_synonym(column, AID_SYNONYM_ALONE, folded);
	if (synonym == NULL)
		return AID_HEADER_BY_NONE;
	*out_language = synonym->language;
	return AID_HEADER_BY_SYNONYM;
}

/* The same for what stands before a unit. */
static bool
find_measured(const struct aid_column *column, struct aid_slice folded, const char **out_language)
{
	const struct aid_synonym *synonym;
	if (find_name(column, folded, out_language) != AID_HEADER_BY_NONE)
		return true;
	synonym = aid_column_synonym(column, AID_SYNONYM_WITH_UNIT, folded);
	if (synonym != NULL)
		*out_language = synonym->language;
	return synonym != NULL;
}

/* "weight in" before a unit is "weight". */
static struct aid_slice
drop_joint(struct aid_slice folded)
{
	static const char *const joints[] = { " in", " en", " de", " في", " в", " у" };
	for (size_t i = 0; i < sizeof joints / sizeof joints[0]; i++) {
		size_t len = strlen(joints[i]);
		if (folded.len > len && memcmp(folded.ptr + folded.len - len, joints[i], len) == 0)
			folded.len -= len;
	}
	return folded;
}

/* A name of the column, and behind it a unit. Folding leaves neither brackets nor commas: each blank may part the two. */
static bool
find_unit(const struct aid_column *column, struct aid_slice folded,
	  struct aid_header_match *out_match)
{
	for (size_t at = 1; at + 1 < folded.len; at++) {
		if (folded.ptr[at] != ' ')
			continue;
		struct aid_slice unit = { folded.ptr + at + 1, folded.len - at - 1 };
		const struct aid_unit_word *word = aid_unit_word_find(unit);
		struct aid_slice stem = { folded.ptr, at };
		if (word == NULL || !find_measured(column, drop_joint(stem), &out_match->language))
			continue;
		out_match->unit = word;
		return true;
	}
	return false;
}

/* Columns of quantities whose header may say the unit are those with synonyms that need one. */
static bool
is_measured(const struct aid_column *column)
{
	for (const struct aid_synonym *s = column->synonyms; s->language != NULL; s++) {
		if (s->use == AID_SYNONYM_WITH_UNIT)
			return true;
	}
	return false;
}

static bool
is_fit_unit(const struct aid_column *column, const struct aid_unit_word *unit)
{
	return column->unit[0] == '\0' || unit->code == NULL || unit->kg_tens >= 0;
}

static enum aid_header_reason
match_measured(const struct aid_column *column, const struct look *look,
	       struct aid_header_match *match)
{
	const struct aid_unit_word *bare = aid_unit_word_find(look->name);
	if (find_unit(column, look->name, match))
		return is_fit_unit(column, match->unit) ? AID_HEADER_BY_UNIT
							: AID_HEADER_BY_STRANGE_UNIT;
	match->language = "";
	if (column->unit[0] == '\0' && bare != NULL && bare->is_bare) {
		match->unit = bare;
		return AID_HEADER_BY_BARE_UNIT;
	}
	if (find_measured(column, look->stem, &match->language))
		return AID_HEADER_BY_STRANGE_UNIT;
	return find_measured(column, look->name, &match->language) ? AID_HEADER_BY_NO_UNIT
								   : AID_HEADER_BY_NONE;
}

/* What the whole header, and its brackets, say of a column. */
static enum aid_header_reason
match_column(const struct aid_column *column, const struct look *look,
	     struct aid_header_match *match)
{
	enum aid_header_reason reason;
	const struct aid_synonym *shared;
	if (aid_header_is_tag(look->tag, column->hxl))
		return AID_HEADER_BY_TAG;
	reason = find_name(column, look->name, &match->language);
	if (reason == AID_HEADER_BY_NONE && is_measured(column))
		return match_measured(column, look, match);
	if (reason != AID_HEADER_BY_NONE)
		return reason;
	if (find_name(column, look->stem, &match->language) != AID_HEADER_BY_NONE)
		return column->type == AID_TYPE_UNIT ? AID_HEADER_BY_STRANGE_UNIT
						     : AID_HEADER_BY_BRACKETS;
	shared = aid_column_synonym(column, AID_SYNONYM_SHARED, look->name);
	if (shared == NULL && look->stem.ptr != NULL)
		shared = aid_column_synonym(column, AID_SYNONYM_SHARED, look->stem);
	if (shared == NULL)
		return AID_HEADER_BY_NONE;
	match->language = shared->language;
	return AID_HEADER_BY_SHARED;
}

/* ---- doubts ---- */

static bool
is_typo(struct aid_slice name, struct aid_slice own)
{
	size_t limit = own.len >= TYPO_LONG_BYTES ? 2 : 1;
	if (own.len < TYPO_BYTES || name.len + 3 * limit < own.len ||
	    own.len + 3 * limit < name.len)
		return false;
	return aid_fold_distance(name, own, limit) <= limit;
}

static bool
holds_words(struct aid_slice name, struct aid_slice own)
{
	if (own.len < WORDS_BYTES || own.len >= name.len)
		return false;
	for (size_t at = 0; at + own.len <= name.len; at++) {
		bool is_start = at == 0 || name.ptr[at - 1] == ' ';
		bool is_end = at + own.len == name.len || name.ptr[at + own.len] == ' ';
		if (is_start && is_end && memcmp(name.ptr + at, own.ptr, own.len) == 0)
			return true;
	}
	return false;
}

static enum aid_header_reason
doubt_name(struct aid_slice name, struct aid_slice own)
{
	if (is_typo(name, own))
		return AID_HEADER_BY_TYPO;
	return holds_words(name, own) ? AID_HEADER_BY_WORDS : AID_HEADER_BY_NONE;
}

static enum aid_header_reason
doubt_column(const struct aid_column *column, const struct look *look,
	     struct aid_header_match *match)
{
	char own[64];
	size_t len = strlen(column->name);
	if (look->name.len == 0 || len > sizeof own)
		return AID_HEADER_BY_NONE;
	for (size_t i = 0; i < len; i++)
		own[i] = column->name[i] == '_' ? ' ' : column->name[i];
	enum aid_header_reason best = doubt_name(look->name, (struct aid_slice){ own, len });
	for (const struct aid_synonym *s = column->synonyms; s->language != NULL; s++) {
		if (best == AID_HEADER_BY_TYPO)
			break;
		if (s->use == AID_SYNONYM_WITH_UNIT)
			continue;
		enum aid_header_reason reason = doubt_name(look->name, aid_slice_of(s->header));
		if (scores[reason] > scores[best]) {
			best = reason;
			match->language = s->language;
		}
	}
	return best;
}

/* ---- all columns ---- */

/* Into the list by score; of equals the earlier stays before. */
static void
put(struct aid_header_match *matches, size_t *n_matches, struct aid_header_match match)
{
	size_t at = *n_matches;
	while (at > 0 && matches[at - 1].score < match.score)
		at--;
	if (at == AID_HEADER_MATCHES_MAX)
		return;
	size_t n_moved = *n_matches - at;
	if (*n_matches == AID_HEADER_MATCHES_MAX)
		n_moved--;
	else
		++*n_matches;
	memmove(matches + at + 1, matches + at, n_moved * sizeof *matches);
	matches[at] = match;
}

typedef enum aid_header_reason
judge(const struct aid_column *column, const struct look *look, struct aid_header_match *match);

static void
judge_columns(const struct aid_table *table, const struct look *look, judge *judge_one,
	      struct aid_header_match *matches, size_t *n_matches)
{
	for (int i = 0; i < table->n_columns; i++) {
		struct aid_header_match match = { .column = i, .language = "" };
		match.reason = judge_one(&table->columns[i], look, &match);
		match.score = scores[match.reason];
		if (match.reason != AID_HEADER_BY_NONE)
			put(matches, n_matches, match);
	}
}

/* "DonorName" as "Donor Name": names as programs write them. Empty where there is nothing to part. */
static void
part_capitals(struct aid_slice name, struct aid_buffer *out)
{
	size_t n_parted = 0;
	for (size_t i = 0; i < name.len; i++) {
		bool is_capital = name.ptr[i] >= 'A' && name.ptr[i] <= 'Z';
		bool is_behind_small = i > 0 && name.ptr[i - 1] >= 'a' && name.ptr[i - 1] <= 'z';
		if (is_capital && is_behind_small) {
			aid_buffer_append_char(out, ' ');
			n_parted++;
		}
		aid_buffer_append_char(out, name.ptr[i]);
	}
	if (n_parted == 0)
		aid_buffer_reset(out);
}

static int
match_name(const struct aid_table *table, struct aid_slice tag, struct aid_slice text,
	   judge *judge_one, struct aid_header_match *matches, size_t *n_matches,
	   struct aid_error *err)
{
	struct aid_buffer name, stem;
	struct aid_slice cut;
	aid_buffer_init(&name);
	aid_buffer_init(&stem);
	int rc = aid_fold_name(text, &name, err);
	bool has_stem = cut_stem(text, &cut);
	if (rc == 0 && has_stem)
		rc = aid_fold_name(cut, &stem, err);
	if (rc == 0) {
		struct look look = { .tag = tag, .name = aid_buffer_slice(&name) };
		if (has_stem)
			look.stem = aid_buffer_slice(&stem);
		judge_columns(table, &look, judge_one, matches, n_matches);
	}
	aid_buffer_done(&name);
	aid_buffer_done(&stem);
	return rc;
}

int
aid_header_match(const struct aid_header *header, size_t field, const struct aid_table *table,
		 bool with_doubts, struct aid_header_match out_matches[AID_HEADER_MATCHES_MAX],
		 size_t *out_n_matches, struct aid_error *err)
{
	struct aid_slice name = header->names[field];
	struct aid_slice tag = field < header->n_tags ? header->tags[field] : AID_SLICE_EMPTY;
	struct aid_buffer parted;
	size_t n_matches = 0;
	aid_buffer_init(&parted);
	int rc = match_name(table, tag, name, match_column, out_matches, &n_matches, err);
	if (rc == 0 && n_matches == 0) {
		part_capitals(name, &parted);
		rc = aid_buffer_check(&parted, err);
	}
	if (rc == 0 && parted.len > 0)
		rc = match_name(table, tag, aid_buffer_slice(&parted), match_column, out_matches,
				&n_matches, err);
	if (rc == 0 && with_doubts && n_matches == 0)
		rc = match_name(table, tag, parted.len > 0 ? aid_buffer_slice(&parted) : name,
				doubt_column, out_matches, &n_matches, err);
	if (rc == 0)
		*out_n_matches = n_matches;
	aid_buffer_done(&parted);
	return rc;
}
