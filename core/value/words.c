#include "value/words.h"

struct word {
	int number;
	size_t len;
	const char *name;
};

struct vocabulary {
	const struct word *words;
	size_t n_words;
	const char *choices;
};

#define WORD(name, number, text) { number, sizeof(text) - 1, text },
static const struct word stages[] = { AID_STAGE_LIST(WORD) };
static const struct word bases[] = { AID_BASIS_LIST(WORD) };
static const struct word states[] = { AID_STATE_LIST(WORD) };
static const struct word unit_bases[] = { AID_UNIT_BASIS_LIST(WORD) };
static const struct word reasons[] = { AID_REASON_LIST(WORD) };
static const struct word claims[] = { AID_CLAIM_LIST(WORD) };
static const struct word decisions[] = { AID_DECISION_LIST(WORD) };
#undef WORD

/* ", a, b, c": what is offered begins behind the first comma. */
#define CHOICE(name, number, text) ", " text
static const char stage_choices[] = AID_STAGE_LIST(CHOICE);
static const char basis_choices[] = AID_BASIS_LIST(CHOICE);
static const char state_choices[] = AID_STATE_LIST(CHOICE);
static const char unit_basis_choices[] = AID_UNIT_BASIS_LIST(CHOICE);
static const char reason_choices[] = AID_REASON_LIST(CHOICE);
static const char claim_choices[] = AID_CLAIM_LIST(CHOICE);
static const char decision_choices[] = AID_DECISION_LIST(CHOICE);
#undef CHOICE

#define VOCABULARY(list, choices)                                                                  \
	{                                                                                          \
		list, sizeof(list) / sizeof(list[0]), &choices[2]                                  \
	}
static const struct vocabulary vocabularies[AID_WORDS_COUNT] = {
	[AID_WORDS_STAGE] = VOCABULARY(stages, stage_choices),
	[AID_WORDS_BASIS] = VOCABULARY(bases, basis_choices),
	[AID_WORDS_STATE] = VOCABULARY(states, state_choices),
	[AID_WORDS_UNIT_BASIS] = VOCABULARY(unit_bases, unit_basis_choices),
	[AID_WORDS_REASON] = VOCABULARY(reasons, reason_choices),
	[AID_WORDS_CLAIM] = VOCABULARY(claims, claim_choices),
	[AID_WORDS_DECISION] = VOCABULARY(decisions, decision_choices),
};
#undef VOCABULARY

static bool
is_word(struct aid_slice text, const struct word *word)
{
	for (size_t i = 0; i < word->len; i++) {
		char c = text.ptr[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		else if (c == ' ' || c == '-')
			c = '_';
		if (c != word->name[i])
			return false;
	}
	return true;
}

int
aid_words_find(enum aid_words words, struct aid_slice text)
{
	const struct vocabulary *v = &vocabularies[words];

	for (size_t i = 0; i < v->n_words; i++)
		if (v->words[i].len == text.len && is_word(text, &v->words[i]))
			return v->words[i].number;
	return -1;
}

const char *
aid_words_name(enum aid_words words, int number)
{
	const struct vocabulary *v = &vocabularies[words];

	for (size_t i = 0; i < v->n_words; i++)
		if (v->words[i].number == number)
			return v->words[i].name;
	return "";
}

const char *
aid_words_choices(enum aid_words words)
{
	return vocabularies[words].choices;
}
