/* What bytes that are no UTF-8 may be: advice for a person, never a decision. */
#include "text/encoding.h"

#include <unicode/ucsdet.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "text/utf8.h"

/* Of the text around the byte in question. */
#define EXCERPT_BEFORE 40
#define EXCERPT_AFTER 40
#define EXCERPT_CODES 48
/* A reading in which fewer than so many of a hundred characters stand in words is none. */
#define LEAST_SCORE 55

/* In the order in which they are met with; of equal readings the first is named. */
static const char *const candidates[] = {
	"windows-1252", "windows-1256", "windows-1251", "windows-1254",
	"windows-1250", "KOI8-U",       "macintosh",    "IBM850",
	"Shift_JIS",    "Big5",         "GB18030",      "windows-949",
};
#define N_CANDIDATES (sizeof candidates / sizeof candidates[0])

struct candidate {
	const char *name;
	int score;
	struct aid_encoding_guess guess;
};

/* ---- do the words look like words? ---- */

struct word {
	size_t n_letters, n_wide; /* wide: beyond ASCII */
	UScriptCode script;
	size_t n_capital, n_small;
	bool is_capital_first;
	bool is_mixed; /* letters of several scripts, or signs among them */
};

struct plausibility {
	size_t n_good, n_bad;
	struct word word;
	bool is_behind_odd; /* a sign stands right before, that stands in no word */
};

static UScriptCode
script_of(uint32_t code)
{
	UErrorCode status = U_ZERO_ERROR;
	UScriptCode script = uscript_getScript((UChar32)code, &status);
	if (script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA || script == USCRIPT_BOPOMOFO)
		return USCRIPT_HAN;
	return U_FAILURE(status) ? USCRIPT_COMMON : script;
}

static void
end_word(struct plausibility *p)
{
	const struct word *word = &p->word;
	/* No language writes mostly accented Latin letters. */
	bool is_overdone = word->script == USCRIPT_LATIN && word->n_letters > 3 &&
			   2 * word->n_wide > word->n_letters;
	/* Words are all capitals, all small, or begin with a capital. */
	bool is_jumbled = word->n_small > 0 && word->n_capital > (word->is_capital_first ? 1 : 0);
	if (word->is_mixed || is_overdone || is_jumbled)
		p->n_bad += word->n_wide;
	else
		p->n_good += word->n_wide;
	p->word = (struct word){ .script = USCRIPT_COMMON };
}

static void
add_letter(struct plausibility *p, uint32_t code)
{
	struct word *word = &p->word;
	UScriptCode script = script_of(code);
	if (script == USCRIPT_INHERITED && word->script > USCRIPT_INHERITED)
		word->is_mixed = word->is_mixed || !uscript_hasScript((UChar32)code, word->script);
	if (script > USCRIPT_INHERITED) {
		word->is_mixed = word->is_mixed ||
				 (word->script > USCRIPT_INHERITED && word->script != script);
		word->script = script;
	}
	bool is_capital = u_isupper((UChar32)code) != 0;
	word->is_mixed = word->is_mixed || p->is_behind_odd;
	word->is_capital_first = word->n_letters == 0 ? is_capital : word->is_capital_first;
	word->n_capital += is_capital;
	word->n_small += u_islower((UChar32)code) != 0;
	word->n_letters++;
	word->n_wide += code >= 0x80;
}

static void
add_code(struct plausibility *p, uint32_t code)
{
	int8_t type = u_charType((UChar32)code);
	bool is_letter = (U_MASK(type) & (U_GC_L_MASK | U_GC_M_MASK)) != 0;
	bool is_odd = code >= 0x80 && (U_MASK(type) & (U_GC_S_MASK | U_GC_N_MASK | U_GC_CN_MASK |
						       U_GC_CO_MASK | U_GC_CC_MASK)) != 0;
	if (is_letter) {
		add_letter(p, code);
	} else {
		/* Right behind a letter, a sign such as a box or a currency is a letter misread. */
		if (is_odd && p->word.n_letters > 0)
			p->n_bad++;
		end_word(p);
	}
	p->is_behind_odd = is_odd;
}

static int
rate(struct aid_slice text)
{
	struct plausibility p = { .word = { .script = USCRIPT_COMMON } };
	const char *end = text.ptr + text.len;
	for (const char *at = text.ptr; at < end;) {
		uint32_t code;
		size_t n = aid_utf8_next(at, end, &code);
		if (n == 0)
			break;
		add_code(&p, code);
		at += n;
	}
	end_word(&p);
	size_t n = p.n_good + p.n_bad;
	return n == 0 ? 0 : (int)(100 * p.n_good / n);
}

/* ---- the candidates ---- */

/* All of `bytes` in the encoding; false when they are not in it. A character may be cut at the end. */
static bool
convert(const char *name, struct aid_slice bytes, struct aid_buffer *out)
{
	struct aid_encoding *encoding;
	char piece[4096];
	size_t len = 1;
	bool is_text = true;
	aid_buffer_reset(out);
	if (aid_encoding_open(name, &encoding, NULL) < 0)
		return false;
	const char *p = bytes.ptr;
	while (is_text && len > 0) {
		is_text = aid_encoding_read(encoding, &p, bytes.ptr + bytes.len, false, piece,
					    sizeof piece, &len);
		aid_buffer_append(out, (struct aid_slice){ piece, len });
	}
	aid_encoding_close(encoding);
	return is_text && !out->is_failed;
}

static bool
is_border(char c)
{
	return c == ',' || c == ';' || c == '\t' || c == '|' || c == '\n' || c == '\r';
}

/* The bytes of the line around `at`, from the beginning of a cell if one is near, so that no character is cut. */
static struct aid_slice
surroundings(struct aid_slice sample, size_t at)
{
	size_t from = at, to = at;
	while (from > 0 && at - from < EXCERPT_BEFORE && sample.ptr[from - 1] != '\n' &&
	       sample.ptr[from - 1] != '\r')
		from--;
	for (size_t i = from; i > 0 && i < at && from > 0; i++) {
		if (is_border(sample.ptr[i - 1]) || sample.ptr[i - 1] == ' ') {
			from = i;
			break;
		}
	}
	while (to < sample.len && to - at < EXCERPT_AFTER && sample.ptr[to] != '\n' &&
	       sample.ptr[to] != '\r')
		to++;
	return (struct aid_slice){ sample.ptr + from, to - from };
}

static void
set_excerpt(struct aid_encoding_guess *guess, struct aid_slice bytes)
{
	struct aid_buffer text;
	aid_buffer_init(&text);
	(void)convert(guess->name, bytes, &text);
	struct aid_slice all = text.len == 0 ? AID_SLICE_EMPTY : aid_buffer_slice(&text);
	size_t len = 0, n_codes = 0;
	while (len < all.len && n_codes < EXCERPT_CODES) {
		uint32_t code;
		size_t n = aid_utf8_next(all.ptr + len, all.ptr + all.len, &code);
		if (n == 0 || len + n >= sizeof guess->excerpt)
			break;
		memcpy(guess->excerpt + len, all.ptr + len, n);
		if (code < ' ' || code == 0x7f)
			guess->excerpt[len] = ' ';
		len += n;
		n_codes++;
	}
	guess->excerpt[len] = '\0';
	aid_buffer_done(&text);
}

/* What ICU says, as a few points more. */
static void
ask_detector(struct aid_slice sample, struct candidate *list)
{
	UErrorCode status = U_ZERO_ERROR;
	int32_t n = 0;
	UCharsetDetector *detector = ucsdet_open(&status);
	ucsdet_setText(detector, sample.ptr, (int32_t)sample.len, &status);
	const UCharsetMatch **matches = ucsdet_detectAll(detector, &n, &status);
	for (int32_t i = 0; U_SUCCESS(status) && i < n; i++) {
		const char *name = ucsdet_getName(matches[i], &status);
		int32_t confidence = ucsdet_getConfidence(matches[i], &status);
		for (size_t k = 0; k < N_CANDIDATES && U_SUCCESS(status); k++) {
			if (list[k].score > 0 &&
			    aid_slice_is_equal_nocase(aid_slice_of(name),
						      aid_slice_of(list[k].name)))
				list[k].score += confidence / 5;
		}
	}
	ucsdet_close(detector);
}

static bool
is_said(const struct aid_encoding_guess *guesses, size_t n, const char *excerpt)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(guesses[i].excerpt, excerpt) == 0)
			return true;
	}
	return false;
}

size_t
aid_encoding_guesses(struct aid_slice sample, size_t at,
		     struct aid_encoding_guess out_guesses[AID_ENCODING_GUESSES])
{
	struct candidate list[N_CANDIDATES];
	struct aid_buffer text;
	size_t n_guesses = 0;
	aid_buffer_init(&text);
	for (size_t i = 0; i < N_CANDIDATES; i++) {
		list[i] = (struct candidate){ .name = candidates[i] };
		if (convert(candidates[i], sample, &text))
			list[i].score = rate(aid_buffer_slice(&text));
	}
	aid_buffer_done(&text);
	ask_detector(sample, list);
	while (n_guesses < AID_ENCODING_GUESSES) {
		struct candidate *best = &list[0];
		for (size_t i = 1; i < N_CANDIDATES; i++) {
			if (list[i].score > best->score)
				best = &list[i];
		}
		if (best->score < LEAST_SCORE)
			break;
		best->guess.name = best->name;
		set_excerpt(&best->guess, surroundings(sample, at));
		best->score = 0;
		if (!is_said(out_guesses, n_guesses, best->guess.excerpt))
			out_guesses[n_guesses++] = best->guess;
	}
	return n_guesses;
}

/* ---- UTF-16 without a mark ---- */

static bool
is_wide(struct aid_slice beginning, bool is_big)
{
	size_t n_ends = 0, n_ascii = 0;
	uint32_t high = 0;
	for (size_t i = 0; i + 1 < beginning.len; i += 2) {
		uint32_t a = (unsigned char)beginning.ptr[i];
		uint32_t b = (unsigned char)beginning.ptr[i + 1];
		uint32_t unit = is_big ? a << 8 | b : b << 8 | a;
		if ((high != 0) != U16_IS_TRAIL(unit))
			return false;
		uint32_t code = high != 0 ? (uint32_t)U16_GET_SUPPLEMENTARY(high, unit) : unit;
		high = U16_IS_LEAD(unit) ? unit : 0;
		bool is_end = code == '\n' || code == '\r';
		if (high == 0 && !is_end && code != '\t' &&
		    (!u_isdefined((UChar32)code) || u_charType((UChar32)code) == U_CONTROL_CHAR))
			return false;
		n_ascii += code < 0x80;
		n_ends += is_end || code == ',' || code == ';' || code == '\t';
	}
	/* Bytes in the wrong order make letters of many an alphabet, but few of ASCII. */
	return n_ends > 0 && 3 * n_ascii >= beginning.len / 2;
}

const char *
aid_encoding_wide(struct aid_slice beginning)
{
	bool is_little = is_wide(beginning, false), is_big = is_wide(beginning, true);
	if (is_little == is_big)
		return NULL;
	return is_little ? "UTF-16LE" : "UTF-16BE";
}
