/* What the words of headers and cells say: which date is which, and which stage or state a word means. */
#include "propose/parts.h"

#include "text/fold.h"
#include "value/words.h"

/* Beginnings of folded words. The first line that has a word of the name counts: what a row's writer did comes before what the goods did, and
 * "scheduled delivery" is no delivery. */
static const struct {
	enum aid_role role;
	int stage;
	const char *words;
} names[] = {
	{ AID_ROLE_REPORTED, 0,
	  "record|updat|edit|report|modif|entry time|data entry|creat|latest|mis a jour|actualiz|"
	  "تحديث|оновл|guncel" },
	{ AID_ROLE_ORDERED, 0,
	  "po|pq|order|vendor|tender|request|quot|commande|pedido|طلب|замовл" },
	{ AID_ROLE_ETA, 0, "eta|estimat|expected|prevu|previst|متوقع|очікув|tahmini" },
	{ AID_ROLE_DUE, 0,
	  "schedul|due|deadline|promis|planned|echeance|limite|vencim|موعد|термін|план|son tarih" },
	{ AID_ROLE_STARTS, 0, "start|begin|from|debut|inicio|بدايه|початок|baslang" },
	{ AID_ROLE_STATED, 0,
	  "pledg|commit|decision|sign|announc|stated|engag|annonc|compromis|تعهد|зобов|taahhut" },
	{ AID_ROLE_STAGE, AID_STAGE_DISPATCHED,
	  "depart|dispatch|sent|ship|left|loaded|expedi|envoi|envio|salida|مغادره|ارسال|відправ|"
	  "gonder|cikis" },
	{ AID_ROLE_STAGE, AID_STAGE_OFFLOADED,
	  "offload|unload|discharg|decharg|descarg|تفريغ|розвантаж" },
	{ AID_ROLE_STAGE, AID_STAGE_COLLECTED, "collect|pick|uplift|enlev|recogid" },
	{ AID_ROLE_STAGE, AID_STAGE_CROSSED,
	  "inspect|cross|enter|entry|entree|passag|ingreso|cruce|دخول|عبور|перетин|giris|gecis" },
	{ AID_ROLE_STAGE, AID_STAGE_DELIVERED,
	  "deliver|arriv|receiv|receipt|livr|recu|entreg|llega|recib|تسليم|وصول|استلام|достав|"
	  "отрим|teslim|varis" },
	{ AID_ROLE_STAGE, AID_STAGE_RETURNED, "return|renvoy|devuel" },
};

static const struct {
	int words, meant;
	const char *beginnings;
} values[] = {
	{ AID_WORDS_STATE, AID_STATE_WITHDRAWN, "cancel|withdr|annul|retir" },
	{ AID_WORDS_STATE, AID_STATE_CONFIRMED,
	  "paid|fully paid|confirm|contract|receiv|disburs|pay" },
	{ AID_WORDS_STATE, AID_STATE_PLEDGED, "pledg|promis|annonc" },
	{ AID_WORDS_STATE, AID_STATE_COMMITTED, "commit|engag|approved" },
	{ AID_WORDS_BASIS, AID_BASIS_PER_DAY, "dail|per day|a day|par jour" },
	{ AID_WORDS_BASIS, AID_BASIS_PER_WEEK, "week|per week|par semaine" },
	{ AID_WORDS_BASIS, AID_BASIS_PER_MONTH, "month|per month|par mois" },
	{ AID_WORDS_BASIS, AID_BASIS_TOTAL, "total|once" },
};

/* Does one of the words, '|' between, begin a word of `folded`? One of two letters must be all of it. */
static bool
has_word(struct aid_slice folded, const char *words)
{
	while (*words != '\0') {
		size_t len = strcspn(words, "|");
		for (size_t at = 0; at + len <= folded.len; at++) {
			bool is_start = at == 0 || folded.ptr[at - 1] == ' ';
			bool is_whole =
				len > 3 || at + len == folded.len || folded.ptr[at + len] == ' ';
			if (is_start && is_whole && memcmp(folded.ptr + at, words, len) == 0)
				return true;
		}
		words += len + (words[len] == '|');
	}
	return false;
}

void
aid_role_part(struct aid_slice name, struct aid_buffer *out)
{
	for (size_t i = 0; i < name.len; i++) {
		bool is_capital = name.ptr[i] >= 'A' && name.ptr[i] <= 'Z';
		bool is_behind_small = i > 0 && name.ptr[i - 1] >= 'a' && name.ptr[i - 1] <= 'z';
		if (is_capital && is_behind_small)
			aid_buffer_append_char(out, ' ');
		aid_buffer_append_char(out, name.ptr[i]);
	}
}

static int
fold_words(struct aid_slice name, struct aid_buffer *folded, struct aid_error *err)
{
	struct aid_buffer parted;
	aid_buffer_init(&parted);
	aid_role_part(name, &parted);
	int rc = aid_buffer_check(&parted, err);
	if (rc == 0)
		rc = aid_fold_name(aid_buffer_slice(&parted), folded, err);
	aid_buffer_done(&parted);
	return rc;
}

int
aid_role_of_name(struct aid_slice name, struct aid_role_found *out_found, struct aid_error *err)
{
	struct aid_role_found found = { AID_ROLE_NONE, 0 };
	struct aid_buffer folded;
	aid_buffer_init(&folded);
	int rc = fold_words(name, &folded, err);
	for (size_t i = 0; rc == 0 && i < sizeof names / sizeof names[0]; i++) {
		if (!has_word(aid_buffer_slice(&folded), names[i].words))
			continue;
		found = (struct aid_role_found){ names[i].role, names[i].stage };
		break;
	}
	aid_buffer_done(&folded);
	if (rc == 0)
		*out_found = found;
	return rc;
}

int
aid_role_of_value(struct aid_slice text, int words, int *out_meant, struct aid_error *err)
{
	struct aid_role_found found = { AID_ROLE_NONE, 0 };
	int meant = aid_words_find((enum aid_words)words, text), rc = 0;
	struct aid_buffer folded;
	aid_buffer_init(&folded);
	if (meant < 0)
		rc = fold_words(text, &folded, err);
	for (size_t i = 0; meant < 0 && rc == 0 && i < sizeof values / sizeof values[0]; i++) {
		if (values[i].words == words &&
		    has_word(aid_buffer_slice(&folded), values[i].beginnings))
			meant = values[i].meant;
	}
	aid_buffer_done(&folded);
	if (rc == 0 && meant < 0 && words == AID_WORDS_STAGE) {
		rc = aid_role_of_name(text, &found, err);
		meant = found.role == AID_ROLE_STAGE ? found.stage : -1;
	}
	if (rc == 0)
		*out_meant = meant;
	return rc;
}

int
aid_role_units(struct aid_slice name, const struct aid_unit_word *out_units[2],
	       struct aid_error *err)
{
	const struct aid_unit_word *units[2] = { NULL, NULL };
	struct aid_buffer folded;
	aid_buffer_init(&folded);
	int rc = fold_words(name, &folded, err), n = 0;
	struct aid_slice rest = rc == 0 ? aid_buffer_slice(&folded) : AID_SLICE_EMPTY;
	while (rest.len > 0 && n < 2) {
		const char *blank = memchr(rest.ptr, ' ', rest.len);
		size_t len = blank == NULL ? rest.len : (size_t)(blank - rest.ptr);
		units[n] = aid_unit_word_find((struct aid_slice){ rest.ptr, len });
		n += units[n] != NULL;
		len += len < rest.len;
		rest = (struct aid_slice){ rest.ptr + len, rest.len - len };
	}
	aid_buffer_done(&folded);
	if (rc < 0)
		return rc;
	out_units[0] = units[0];
	out_units[1] = units[1];
	return 0;
}
