/* Words for units that people put into headers: "Poids (kg)", "Quantity, MT". The units themselves, and how cells spell them, are the ledger's
 * (table unit_name); tests/unit/test_units.c holds the two together. */
#ifndef AID_VALUE_UNIT_WORD_H
#define AID_VALUE_UNIT_WORD_H

#include "base/slice.h"

struct aid_unit_word {
	const char *words; /* folded (aid_fold_name), '|' between */
	const char *code;  /* of the unit; NULL: "ton" may be 1,000 kg, 907 kg or 1,016 kg */
	int kg_tens;       /* one is ten to that many kilograms; -1: it is no mass, or no such */
	bool is_bare;      /* a header that is nothing but this word is a quantity of it */
};

/* NULL when `folded` is no such word. */
const struct aid_unit_word *aid_unit_word_find(struct aid_slice folded);
/* What a word for several units may be, "litres (L) or long tons ...": it is the name of none. NULL: no such word. */
const char *aid_unit_word_readings(struct aid_slice folded);
/* All of them, ended by one without words. */
const struct aid_unit_word *aid_unit_words(void);
/* The next of words with '|' between; false at the end. *words moves on. */
bool aid_unit_word_next(const char **words, struct aid_slice *out_word);

#endif
