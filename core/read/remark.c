#include "read/remark.h"

#include "read/form.h"
#include "text/fold.h"

/* A total has few words, a note may have many. */
#define TOTAL_BYTES 64

/* Folded (aid_fold_name): English, French, Spanish, Turkish, Arabic, Ukrainian, Russian. */
static const char *const totals[] = {
	"total",         "totals",         "grand total", "sub total", "subtotal",      "sum",
	"somme",         "total general",  "sous total",  "suma",      "total general", "toplam",
	"genel toplam",  "ara toplam",     "المجموع",     "مجموع",     "الاجمالي",      "اجمالي",
	"المجموع الكلي", "الاجمالي العام", "всього",      "усього",    "разом",         "підсумок",
	"загалом",       "итого",          "всего",
};
static const char *const notes[] = {
	"source",   "sources",       "note",        "notes",     "n b",     "remark",
	"remarks",  "disclaimer",    "prepared by", "generated", "printed", "legend",
	"remarque", "remarques",     "legende",     "fuente",    "fuentes", "nota",
	"notas",    "observaciones", "kaynak",      "kaynaklar", "notlar",  "aciklama",
	"المصدر",   "المصادر",       "ملاحظه",      "ملاحظات",   "джерело", "джерела",
	"примітка", "примітки",
};
#define N_OF(list) (sizeof(list) / sizeof((list)[0]))

/* Does the folded text begin with one of the words? *out_rest is what stands behind it. */
static bool
begins_with(struct aid_slice folded, const char *const *words, size_t n_words,
	    struct aid_slice *out_rest)
{
	bool is_found = false;
	for (size_t i = 0; i < n_words; i++) {
		struct aid_slice word = aid_slice_of(words[i]);
		if (folded.len < word.len || memcmp(folded.ptr, word.ptr, word.len) != 0 ||
		    (folded.len > word.len && folded.ptr[word.len] != ' '))
			continue;
		struct aid_slice rest = { folded.ptr + word.len, folded.len - word.len };
		if (!is_found || rest.len < out_rest->len)
			*out_rest = rest;
		is_found = true;
	}
	return is_found;
}

static size_t
first_stated(const struct aid_slice *fields, size_t n_fields)
{
	size_t i = 0;
	while (i < n_fields && fields[i].len == 0)
		i++;
	return i;
}

/* For most cells two letters decide: no word for a total begins with them. */
static bool
may_begin_total(struct aid_slice cell)
{
	static const char *const beginnings[] = { "to", "gr", "ge", "su", "so", "ar", "م", "ا",
						  "أ",  "إ",  "آ",  "в",  "В",  "у",  "У", "р",
						  "Р",  "п",  "П",  "з",  "З",  "и",  "И" };
	if (cell.len < 2 || cell.len > TOTAL_BYTES)
		return false;
	for (size_t i = 0; i < N_OF(beginnings); i++) {
		if (aid_slice_is_equal_nocase((struct aid_slice){ cell.ptr, 2 },
					      aid_slice_of(beginnings[i])))
			return true;
	}
	return false;
}

/* `is_alone`: behind the word nothing, "of March", "2024", "for all crossings", or a colon; not a name such as "Total Energies". Else any word or figure, but a number such as "SUM-001". */
bool
aid_remark_begins_total(struct aid_slice cell, bool is_alone)
{
	static const char *const links[] = { "of",   "for",  "in",  "de", "du", "des", "del",
					     "pour", "para", "per", "по", "за", "من",  "في" };
	struct aid_buffer folded;
	struct aid_slice rest;
	bool is_one = false;
	aid_buffer_init(&folded);
	if ((is_alone || may_begin_total(cell)) && aid_fold_name(cell, &folded, NULL) == 0 &&
	    begins_with(aid_buffer_slice(&folded), totals, N_OF(totals), &rest)) {
		rest = aid_slice_trim(rest);
		struct aid_slice ignored;
		is_one = rest.len == 0 || memchr(cell.ptr, ':', cell.len) != NULL ||
			 aid_form_of(rest) > AID_FORM_TEXT ||
			 begins_with(rest, links, N_OF(links), &ignored);
		if (!is_alone)
			is_one = rest.len == 0 || memchr(cell.ptr, ':', cell.len) != NULL ||
				 memchr(cell.ptr, ' ', cell.len) != NULL;
	}
	aid_buffer_done(&folded);
	return is_one;
}

bool
aid_remark_is_total(const struct aid_slice *fields, size_t n_fields)
{
	size_t first = first_stated(fields, n_fields), n_texts = 0, n_figures = 0;
	/* For most rows these few looks decide. */
	if (first + 1 >= n_fields || fields[first].len > TOTAL_BYTES ||
	    (unsigned char)fields[first].ptr[0] <= '9')
		return false;
	for (size_t i = first + 1; i < n_fields && n_texts < 2; i++) {
		if (fields[i].len == 0)
			continue;
		bool is_letter =
			(fields[i].ptr[0] | 0x20) >= 'a' && (fields[i].ptr[0] | 0x20) <= 'z';
		enum aid_form form = is_letter ? AID_FORM_TEXT : aid_form_of(fields[i]);
		n_texts += form == AID_FORM_TEXT;
		n_figures += form > AID_FORM_TEXT;
	}
	return n_figures > 0 && n_texts < 2 && aid_remark_begins_total(fields[first], true);
}

/* `is_alone`: nothing behind the word, or a colon. */
static bool
is_note_word(struct aid_slice cell, bool is_alone)
{
	struct aid_buffer folded;
	struct aid_slice rest;
	if (cell.ptr[0] == '*' && !is_alone)
		return true;
	aid_buffer_init(&folded);
	bool is_one = aid_fold_name(cell, &folded, NULL) == 0 &&
		      begins_with(aid_buffer_slice(&folded), notes, N_OF(notes), &rest) &&
		      (!is_alone || rest.len == 0 || memchr(cell.ptr, ':', cell.len) != NULL);
	aid_buffer_done(&folded);
	return is_one;
}

/* Several words, a colon, or no letter at all (a line drawn with signs). */
static bool
is_prose(struct aid_slice cell)
{
	bool has_letter = false;
	for (size_t i = 0; i < cell.len; i++) {
		unsigned char c = (unsigned char)cell.ptr[i];
		has_letter = has_letter || c >= 0x80 || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
	}
	return !has_letter || memchr(cell.ptr, ' ', cell.len) != NULL ||
	       memchr(cell.ptr, ':', cell.len) != NULL;
}

bool
aid_remark_is_note(const struct aid_slice *fields, size_t n_fields, size_t n_columns, bool is_apart,
		   bool is_narrow)
{
	size_t first = first_stated(fields, n_fields), n_stated = 0;
	for (size_t i = first; i < n_fields && n_stated < 3; i++)
		n_stated += fields[i].len > 0;
	if (n_columns < AID_REMARK_COLUMNS || n_stated == 0 ||
	    aid_form_of(fields[first]) > AID_FORM_TEXT)
		return false;
	struct aid_slice cell = fields[first];
	bool has_colon = memchr(cell.ptr, ':', cell.len) != NULL;
	if (!is_narrow)
		return is_note_word(cell, true) &&
		       (n_stated == 1 ||
			(is_apart && n_stated == 2 && 2 * n_stated < n_columns && has_colon));
	if (n_stated == 1)
		return (is_apart && is_prose(cell)) || is_note_word(cell, false);
	/* Prose with commas in it is cut into fields. */
	if (has_colon)
		return is_note_word(cell, false) || (is_apart && n_stated == 2);
	return false;
}
