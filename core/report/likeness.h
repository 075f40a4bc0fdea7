/* Which spellings may stand for one name. Pure: names in, groups out; nothing is applied, a person decides. */
#ifndef AID_REPORT_LIKENESS_H
#define AID_REPORT_LIKENESS_H

#include <stdint.h>

#include "base/error.h"
#include "base/slice.h"

/* Why two spellings are put together, the surest first. What only sounds alike is left apart: names that differ in a number ("Gate 96"), in the
 * kind of body ("Mercy Foundation", "Mercy Association"), or of which a registry knows both; and initials, or words left out, that could be of
 * several names. */
#define AID_LIKENESS_LIST(X)                                                                           \
	X(NONE, "")                                                                                    \
	X(LETTERS, "case and blanks") /* the same letters: "WORLD WIDE", "Worldwide" */                \
	X(WORDS,                                                                                       \
	  "order of words") /* the same words, but for order, articles, "Foundation", "Ltd" */         \
	X(TYPING,                                                                                      \
	  "typing") /* letters wrong: of 5 one, of 9 two, of 16 three; of a word of 4 one, of 8 two */ \
	X(LEFT_OUT, "words left out") /* at least three words of four are the same */                  \
	X(INITIALS, "initials")       /* "RWW" and "Rahma World Wide" */

enum aid_likeness {
#define X(name, text) AID_LIKENESS_##name,
	AID_LIKENESS_LIST(X)
#undef X
		AID_LIKENESS_COUNT
};
const char *aid_likeness_text(enum aid_likeness why);

struct aid_likeness_name {
	struct aid_slice folded; /* aid_fold_name */
	int64_t entry;           /* of the registry that it stands for; 0: unknown */
};

struct aid_likeness_group {
	size_t group; /* index of the first name of its group; names in no group with others have their own */
	enum aid_likeness
		why; /* what joined it, or the group that it came with, to the rest; NONE: nothing did */
};

/* Names in an order that is the caller's to fix (it decides ties); those of one entry belong together from the start. Time grows with the
 * number of names times what they share, never with its square: names that share their rarest three letters are compared, and of more than
 * a few hundred such names each with its next neighbours only. AID_E_NOMEM. */
int aid_likeness_find(const struct aid_likeness_name *names, size_t n_names, bool with_initials,
		      struct aid_likeness_group *out_groups, struct aid_error *err);

#endif
