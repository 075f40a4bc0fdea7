/* A text is folded code point by code point into a chunk on the stack that empties into the
 * caller's buffer. ASCII goes straight through; other text is first brought to one form by ICU, in
 * UTF-16. */
#include "text/fold.h"

#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

#include "base/message.h"
#include "text/utf8.h"

#define CHUNK_BYTES 256
#define STACK_UNITS 512

/* What a code point is to folding. */
enum fold_class {
	FOLD_NOTHING,    /* dropped, and parts nothing */
	FOLD_PART,       /* blank, punctuation, symbol */
	FOLD_APOSTROPHE, /* dropped between two letters, else parts */
	FOLD_LETTER,     /* and any sign that is kept */
	FOLD_MARK, /* a vowel sign: part of the letter before it, dropped where there is none */
	FOLD_DIGIT
};

struct writer {
	struct aid_buffer *out;
	size_t n;
	enum fold_class last; /* of what was written last; FOLD_NOTHING at the start */
	bool is_parted;       /* something parted it from what comes next */
	bool is_apostrophe;   /* only one apostrophe did */
	bool is_zero;         /* the digits of this run were all 0, and none was written yet */
	char chunk[CHUNK_BYTES];
};

static inline void
put_code(struct writer *w, uint32_t code)
{
	if (w->n > CHUNK_BYTES - 4) {
		aid_buffer_append(w->out, (struct aid_slice){ w->chunk, w->n });
		w->n = 0;
	}
	if (code < 0x80)
		w->chunk[w->n++] = (char)code;
	else
		w->n += aid_utf8_put(code, w->chunk + w->n);
}

static inline void
put_name(struct writer *w, enum fold_class class, uint32_t code)
{
	switch (class) {
	case FOLD_NOTHING:
		return;
	case FOLD_APOSTROPHE:
		w->is_apostrophe = !w->is_parted && w->last == FOLD_LETTER;
		w->is_parted = true;
		return;
	case FOLD_PART:
		w->is_parted = true;
		w->is_apostrophe = false;
		return;
	case FOLD_MARK:
		if (w->last == FOLD_LETTER && !w->is_parted)
			put_code(w, code);
		return;
	case FOLD_LETTER:
	case FOLD_DIGIT:
		if (w->is_parted && w->last != FOLD_NOTHING &&
		    !(w->is_apostrophe && class == FOLD_LETTER))
			put_code(w, ' ');
		w->is_parted = false;
		w->is_apostrophe = false;
		w->last = class;
		put_code(w, code);
		return;
	}
}

/* A run of digits that were all 0 ends: one of them stands for it. */
static inline void
end_zeros(struct writer *w)
{
	if (w->is_zero)
		put_code(w, '0');
	w->is_zero = false;
}

static inline void
put_number(struct writer *w, enum fold_class class, uint32_t code)
{
	switch (class) {
	case FOLD_NOTHING:
		return;
	case FOLD_APOSTROPHE:
	case FOLD_PART:
		end_zeros(w);
		w->is_parted = true;
		return;
	case FOLD_MARK:
		if (w->last == FOLD_LETTER && !w->is_parted)
			put_code(w, code);
		return;
	case FOLD_LETTER:
		end_zeros(w);
		put_code(w, code);
		break;
	case FOLD_DIGIT:
		if (w->last != FOLD_DIGIT) {
			w->is_zero = true;
		} else if (w->is_parted) {
			put_code(w, '-');
			w->is_zero = true;
		}
		if (!w->is_zero || code != '0') {
			w->is_zero = false;
			put_code(w, code);
		}
		break;
	}
	w->is_parted = false;
	w->last = class;
}

static inline enum fold_class
classify_ascii(unsigned char c)
{
	if ((unsigned char)((c | 0x20) - 'a') < 26)
		return FOLD_LETTER;
	if ((unsigned char)(c - '0') < 10)
		return FOLD_DIGIT;
	if (c == '\'' || c == '`')
		return FOLD_APOSTROPHE;
	return c == '$' ? FOLD_LETTER : FOLD_PART;
}

/* Letters that Unicode does not take apart, but that are typed for one another: the forms of Arabic
 * letters as Arabic, Persian and Urdu keyboards give them, and Latin letters with a stroke. */
static uint32_t
join_letter(uint32_t code)
{
	switch (code) {
	case 0x671: /* alef wasla */
		return 0x627;
	case 0x649: /* alef maqsura */
	case 0x6cc: /* Farsi ya */
		return 0x64a;
	case 0x6a9: /* keheh */
		return 0x643;
	case 0x629: /* ta marbuta */
	case 0x6be: /* ha doachashmee */
	case 0x6c1: /* ha goal */
		return 0x647;
	case 0x111: /* d with stroke */
		return 'd';
	case 0x131: /* dotless i */
		return 'i';
	case 0x142: /* l with stroke */
		return 'l';
	case 0xf8: /* o with stroke */
		return 'o';
	default:
		return code;
	}
}

static bool
is_apostrophe(uint32_t code)
{
	return code == '\'' || code == '`' || (code >= 0x2b9 && code <= 0x2bf) || code == 0x2018 ||
	       code == 0x2019 || code == 0x201b || code == 0x2032 || code == 0x5f3 ||
	       code == 0xa78c;
}

/* Marks of the scripts in which a mark is an accent or a vowel point that people leave out. In
 * Devanagari, Bengali, Burmese, Khmer ... a mark is a vowel, and without it the name is another. */
static bool
is_accent(uint32_t code)
{
	UErrorCode status = U_ZERO_ERROR;

	switch (uscript_getScript((UChar32)code, &status)) {
	case USCRIPT_INHERITED:
	case USCRIPT_COMMON:
	case USCRIPT_LATIN:
	case USCRIPT_GREEK:
	case USCRIPT_CYRILLIC:
	case USCRIPT_ARABIC:
	case USCRIPT_HEBREW:
	case USCRIPT_SYRIAC:
		return true;
	default:
		return false;
	}
}

static enum fold_class
classify(uint32_t code, bool is_name, uint32_t *out_code)
{
	int32_t digit;

	*out_code = code;
	if (is_apostrophe(code))
		return FOLD_APOSTROPHE;
	if (code < 0x80)
		return classify_ascii((unsigned char)code);
	if (code == 0x640) /* tatweel */
		return FOLD_NOTHING;
	switch (u_charType((UChar32)code)) {
	case U_DECIMAL_DIGIT_NUMBER:
		digit = u_charDigitValue((UChar32)code);
		*out_code = (uint32_t)('0' + digit);
		return FOLD_DIGIT;
	case U_UPPERCASE_LETTER:
	case U_LOWERCASE_LETTER:
	case U_TITLECASE_LETTER:
	case U_MODIFIER_LETTER:
	case U_OTHER_LETTER:
		if (is_name)
			*out_code = join_letter(code);
		return FOLD_LETTER;
	case U_NON_SPACING_MARK:
	case U_ENCLOSING_MARK:
		return is_accent(code) ? FOLD_NOTHING : FOLD_MARK;
	case U_COMBINING_SPACING_MARK:
		return FOLD_MARK;
	case U_LETTER_NUMBER:
	case U_OTHER_NUMBER:
	case U_CURRENCY_SYMBOL:
		return FOLD_LETTER;
	case U_FORMAT_CHAR:
		return FOLD_NOTHING;
	default:
		return FOLD_PART;
	}
}

static void
put_units(struct writer *w, const UChar *units, int32_t n_units, bool is_name)
{
	for (int32_t i = 0; i < n_units; i++) {
		uint32_t code = units[i];
		uint32_t folded;
		enum fold_class class;

		/* What came from UTF-8 has its surrogates in pairs. */
		if (U16_IS_LEAD(code))
			code = 0x10000 + ((code & 0x3ff) << 10) + (units[++i] & 0x3ffu);
		class = classify(code, is_name, &folded);
		if (is_name)
			put_name(w, class, folded);
		else
			put_number(w, class, folded);
	}
}

/* UTF-16 that begins on the stack and moves to the heap when it grows. */
struct units {
	UChar *ptr;
	int32_t len;
	int32_t size;
	UChar stack[STACK_UNITS];
};

static void
units_init(struct units *u)
{
	u->ptr = u->stack;
	u->len = 0;
	u->size = STACK_UNITS;
}

static void
units_done(struct units *u)
{
	if (u->ptr != u->stack)
		free(u->ptr);
}

/* Room for `size` units; what was in it is lost. */
static bool
units_reserve(struct units *u, int32_t size)
{
	UChar *ptr;

	if (size <= u->size)
		return true;
	ptr = malloc((size_t)size * sizeof(*ptr));
	if (ptr == NULL)
		return false;
	units_done(u);
	u->ptr = ptr;
	u->size = size;
	return true;
}

/* ZERO WIDTH SPACE parts words, and so does the NON-JOINER of Persian, though not that of Bengali;
 * the normaliser would drop both. */
static bool
units_read(struct units *u, struct aid_slice text)
{
	UErrorCode status = U_ZERO_ERROR;

	if (text.len > INT32_MAX / 64 || !units_reserve(u, (int32_t)text.len))
		return false;
	u_strFromUTF8WithSub(u->ptr, u->size, &u->len, text.ptr, (int32_t)text.len, 0xfffd, NULL,
			     &status);
	if (U_FAILURE(status))
		return false;
	/* units_done frees it: NOLINTNEXTLINE(clang-analyzer-unix.Malloc) */
	for (int32_t i = 0; i < u->len; i++)
		if (u->ptr[i] == 0x200b || (u->ptr[i] == 0x200c && i + 1 < u->len &&
					    u->ptr[i + 1] >= 0x600 && u->ptr[i + 1] < 0x700))
			u->ptr[i] = ' ';
	return true;
}

enum units_form { UNITS_FOLDED, UNITS_APART, UNITS_UPPER };

static int32_t
convert(const struct units *from, struct units *to, enum units_form form, UErrorCode *status)
{
	const UNormalizer2 *normalizer;

	if (form == UNITS_UPPER)
		return u_strToUpper(to->ptr, to->size, from->ptr, from->len, "", status);
	normalizer = form == UNITS_FOLDED ? unorm2_getNFKCCasefoldInstance(status)
					  : unorm2_getNFKDInstance(status);
	return unorm2_normalize(normalizer, from->ptr, from->len, to->ptr, to->size, status);
}

static bool
units_convert(const struct units *from, struct units *to, enum units_form form)
{
	UErrorCode status = U_ZERO_ERROR;

	to->len = convert(from, to, form, &status);
	if (status == U_BUFFER_OVERFLOW_ERROR) {
		if (!units_reserve(to, to->len))
			return false;
		status = U_ZERO_ERROR;
		to->len = convert(from, to, form, &status);
	}
	return U_SUCCESS(status);
}

/* False when memory is out: ICU has no other reason to fail on text. */
static bool
put_text(struct writer *w, struct aid_slice text, bool is_name)
{
	struct units a, b;
	bool is_done;

	units_init(&a);
	units_init(&b);
	is_done = units_read(&a, text) && units_convert(&a, &b, UNITS_FOLDED) &&
		  units_convert(&b, &a, UNITS_APART);
	if (is_name) {
		if (is_done)
			put_units(w, a.ptr, a.len, true);
	} else {
		is_done = is_done && units_convert(&a, &b, UNITS_UPPER);
		if (is_done)
			put_units(w, b.ptr, b.len, false);
	}
	units_done(&a);
	units_done(&b);
	return is_done;
}

static int
finish(struct writer *w, bool is_done, struct aid_error *err)
{
	if (!is_done)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	aid_buffer_append(w->out, (struct aid_slice){ w->chunk, w->n });
	return aid_buffer_check(w->out, err);
}

static void
writer_init(struct writer *w, struct aid_buffer *out)
{
	aid_buffer_reset(out);
	w->out = out;
	w->n = 0;
	w->last = FOLD_NOTHING;
	w->is_parted = w->is_apostrophe = w->is_zero = false;
}

int
aid_fold_name(struct aid_slice text, struct aid_buffer *out, struct aid_error *err)
{
	struct writer w;
	bool is_done = true;

	writer_init(&w, out);
	if (aid_fold_is_ascii(text)) {
		for (size_t i = 0; i < text.len; i++) {
			unsigned char c = (unsigned char)text.ptr[i];
			enum fold_class class = classify_ascii(c);

			put_name(&w, class, class == FOLD_LETTER && c != '$' ? c | 0x20u : c);
		}
	} else {
		is_done = put_text(&w, text, true);
	}
	return finish(&w, is_done, err);
}

int
aid_fold_number(struct aid_slice text, struct aid_buffer *out, struct aid_error *err)
{
	struct writer w;
	bool is_done = true;

	writer_init(&w, out);
	if (aid_fold_is_ascii(text)) {
		for (size_t i = 0; i < text.len; i++) {
			unsigned char c = (unsigned char)text.ptr[i];
			enum fold_class class = classify_ascii(c);

			put_number(&w, class, class == FOLD_LETTER && c != '$' ? c & 0xdfu : c);
		}
	} else {
		is_done = put_text(&w, text, false);
	}
	end_zeros(&w);
	return finish(&w, is_done, err);
}
