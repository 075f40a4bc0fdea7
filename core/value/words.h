/* The closed vocabularies of DESIGN: their numbers are what the ledger stores, their names what
 * files say. */
#ifndef AID_VALUE_WORDS_H
#define AID_VALUE_WORDS_H

#include "base/slice.h"

/* X(NAME, number, "name") */
#define AID_STAGE_LIST(X)                                                                          \
	X(DISPATCHED, 1, "dispatched")                                                             \
	X(AT_CROSSING, 2, "at_crossing")                                                           \
	X(OFFLOADED, 3, "offloaded")                                                               \
	X(CROSSED, 4, "crossed")                                                                   \
	X(COLLECTED, 5, "collected")                                                               \
	X(DELIVERED, 6, "delivered")                                                               \
	X(INTERCEPTED, 7, "intercepted")                                                           \
	X(RETURNED, 8, "returned")                                                                 \
	X(REFUSED, 9, "refused")                                                                   \
	X(LOST, 10, "lost")                                                                        \
	X(DAMAGED, 11, "damaged")
#define AID_BASIS_LIST(X)                                                                          \
	X(TOTAL, 0, "total")                                                                       \
	X(PER_DAY, 1, "per_day") X(PER_WEEK, 7, "per_week") X(PER_MONTH, 30, "per_month")
#define AID_STATE_LIST(X)                                                                          \
	X(PLEDGED, 1, "pledged")                                                                   \
	X(COMMITTED, 2, "committed") X(CONFIRMED, 3, "confirmed") X(WITHDRAWN, 4, "withdrawn")
#define AID_CLAIM_LIST(X) X(STATED, 1, "stated") X(WITHDRAWN, 2, "withdrawn")
#define AID_UNIT_BASIS_LIST(X)                                                                     \
	X(MEASURED, 1, "measured")                                                                 \
	X(DECLARED, 2, "declared") X(NOMINAL, 3, "nominal") X(DERIVED, 4, "derived")
#define AID_DECISION_LIST(X) X(MATCHED, 1, "matched") X(APART, 2, "apart") X(UNDONE, 3, "undone")
#define AID_REASON_LIST(X) X(SELF_DISTRIBUTION, 1, "self_distribution") X(LOOTING, 2, "looting")

#define X(name, number, text) AID_STAGE_##name = number,
enum aid_stage { AID_STAGE_LIST(X) };
#undef X
#define X(name, number, text) AID_BASIS_##name = number,
enum aid_basis { AID_BASIS_LIST(X) };
#undef X
#define X(name, number, text) AID_STATE_##name = number,
enum aid_state { AID_STATE_LIST(X) };
#undef X
#define X(name, number, text) AID_CLAIM_##name = number,
enum aid_claim { AID_CLAIM_LIST(X) };
#undef X
#define X(name, number, text) AID_UNIT_BASIS_##name = number,
enum aid_unit_basis { AID_UNIT_BASIS_LIST(X) };
#undef X
#define X(name, number, text) AID_REASON_##name = number,
enum aid_reason { AID_REASON_LIST(X) };
#undef X
#define X(name, number, text) AID_DECISION_##name = number,
enum aid_decision { AID_DECISION_LIST(X) };
#undef X

enum aid_words {
	AID_WORDS_STAGE,
	AID_WORDS_BASIS,
	AID_WORDS_STATE,
	AID_WORDS_UNIT_BASIS,
	AID_WORDS_REASON,
	AID_WORDS_CLAIM,
	AID_WORDS_DECISION,
	AID_WORDS_COUNT
};

/* The number of a word (ASCII case ignored, blank and '-' read as '_'), or -1. */
int aid_words_find(enum aid_words words, struct aid_slice text);
/* The name of a number; "" when there is none. */
const char *aid_words_name(enum aid_words words, int number);
/* "dispatched, at_crossing, ...": what a message offers. */
const char *aid_words_choices(enum aid_words words);

#endif
