#include "report/likeness_shape.h"

#include <stdlib.h>

#include "base/digest.h"
#include "base/message.h"

static const char *const particle_list[] = {
	"a",  "al",  "and", "d",  "da", "de",  "del", "des", "di",  "du",  "e",  "el",   "en",
	"et", "for", "in",  "l",  "la", "las", "le",  "les", "los", "of",  "on", "pour", "the",
	"to", "und", "y",   "ve", "و",  "في",  "من",  "і",   "та",  "для", "з",
};

static const char *const form_list[] = {
	"aisbl",         "asbl",       "association",  "asociacion",  "assoc",
	"charitable",    "charity",    "co",           "company",     "corp",
	"corporation",   "dernegi",    "e v",          "est",         "establishment",
	"fondation",     "foundation", "fundacion",    "fundation",   "gmbh",
	"group",         "inc",        "incorporated", "ingo",        "int",
	"international", "intl",       "limited",      "llc",         "llp",
	"ltd",           "ngo",        "ong",          "org",         "organisation",
	"organization",  "plc",        "sa",           "sarl",        "societe",
	"society",       "sro",        "trust",        "union",       "vakfi",
	"worldwide",     "جمعيه",      "الجمعيه",      "موسسه",       "الموسسه",
	"منظمه",         "شركه",       "фонд",         "благодіинии", "організація",
	"товариство",    "тов",        "го",           "бо",
};

static bool
is_listed(struct aid_slice word, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (aid_slice_is_equal(word, aid_slice_of(list[i])))
			return true;
	}
	return false;
}

enum aid_likeness_word
aid_likeness_word_kind(struct aid_slice folded)
{
	if (is_listed(folded, particle_list, sizeof(particle_list) / sizeof(*particle_list)))
		return AID_LIKENESS_PARTICLE;
	return is_listed(folded, form_list, sizeof(form_list) / sizeof(*form_list))
		       ? AID_LIKENESS_FORM
		       : AID_LIKENESS_PLAIN;
}

static int
compare_slices(const void *a, const void *b)
{
	return aid_slice_compare(*(const struct aid_slice *)a, *(const struct aid_slice *)b);
}

size_t
aid_likeness_words(struct aid_slice folded, struct aid_slice words[AID_LIKENESS_WORDS_MAX])
{
	size_t n = 0;
	for (size_t at = 0; at < folded.len && n < AID_LIKENESS_WORDS_MAX;) {
		const char *blank = memchr(folded.ptr + at, ' ', folded.len - at);
		size_t end = blank == NULL ? folded.len : (size_t)(blank - folded.ptr);
		words[n++] = (struct aid_slice){ folded.ptr + at, end - at };
		at = end + 1;
	}
	return n;
}

size_t
aid_likeness_letters(struct aid_slice text)
{
	size_t n = 0;
	for (size_t i = 0; i < text.len; i++)
		n += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
	return n;
}

bool
aid_likeness_holds(struct aid_slice many, struct aid_slice few)
{
	struct aid_slice a[AID_LIKENESS_WORDS_MAX], b[AID_LIKENESS_WORDS_MAX];
	size_t n_a = aid_likeness_words(many, a), n_b = aid_likeness_words(few, b), i = 0;
	for (size_t k = 0; k < n_b; k++, i++) {
		while (i < n_a && aid_slice_compare(a[i], b[k]) < 0)
			i++;
		if (i == n_a || !aid_slice_is_equal(a[i], b[k]))
			return false;
	}
	return true;
}

/* Words one behind the other, with a blank between or not; ptr NULL: no memory. */
static struct aid_slice
glue(struct aid_arena *arena, const struct aid_slice *words, size_t n, bool with_blanks)
{
	size_t size = 1, len = 0;
	for (size_t i = 0; i < n; i++)
		size += words[i].len + 1;
	char *text = aid_arena_alloc(arena, size);
	if (text == NULL)
		return (struct aid_slice){ NULL, 0 };
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && with_blanks)
			text[len++] = ' ';
		memcpy(text + len, words[i].ptr, words[i].len);
		len += words[i].len;
	}
	return (struct aid_slice){ text, len };
}

static int64_t
hash_digits(struct aid_slice text)
{
	int64_t hash = 0;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] >= '0' && text.ptr[i] <= '9')
			hash = aid_digest_hash64((struct aid_slice){ text.ptr + i, 1 }, hash + 1);
	}
	return hash;
}

int
aid_likeness_shape_make(struct aid_arena *arena, struct aid_slice folded,
			struct aid_likeness_shape *out_shape, struct aid_error *err)
{
	struct aid_slice words[AID_LIKENESS_WORDS_MAX] = { AID_SLICE_EMPTY };
	struct aid_slice plain[AID_LIKENESS_WORDS_MAX], forms[AID_LIKENESS_WORDS_MAX];
	size_t n = aid_likeness_words(folded, words), n_plain = 0, n_forms = 0;
	for (size_t i = 0; i < n; i++) {
		enum aid_likeness_word kind = aid_likeness_word_kind(words[i]);
		if (kind == AID_LIKENESS_PLAIN)
			plain[n_plain++] = words[i];
		else if (kind == AID_LIKENESS_FORM)
			forms[n_forms++] = words[i];
	}
	/* Nothing but such words: then they are the name. */
	if (n_plain == 0) {
		memcpy(plain, words, n * sizeof *words);
		n_plain = n;
		n_forms = 0;
	}
	struct aid_likeness_shape shape = { .n_plain = n_plain, .digits = hash_digits(folded) };
	shape.compact = glue(arena, words, n, false);
	shape.base = glue(arena, plain, n_plain, false);
	shape.ordered = glue(arena, plain, n_plain, true);
	shape.n_letters = aid_likeness_letters(shape.base);
	if (n_plain > 1)
		qsort(plain, n_plain, sizeof *plain, compare_slices);
	if (n_forms > 1)
		qsort(forms, n_forms, sizeof *forms, compare_slices);
	shape.sorted = glue(arena, plain, n_plain, true);
	shape.forms = glue(arena, forms, n_forms, true);
	if (shape.compact.ptr == NULL || shape.base.ptr == NULL || shape.ordered.ptr == NULL ||
	    shape.sorted.ptr == NULL || shape.forms.ptr == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	*out_shape = shape;
	return 0;
}

bool
aid_likeness_is_one_form(const struct aid_likeness_shape *a, const struct aid_likeness_shape *b)
{
	return a->digits == b->digits &&
	       (aid_likeness_holds(a->forms, b->forms) || aid_likeness_holds(b->forms, a->forms));
}
