/* What a promise amounts to up to a day. A promise is a row of terms: its statement, then its amendments, each from the day on which it takes effect until
 * the next one does. Exact integers: thousandths of the promise's unit. */
#ifndef AID_REPORT_TERMS_H
#define AID_REPORT_TERMS_H

#include "base/buffer.h"
#include "ledger/ledger.h"

/* As table commitment_term has it. Bounds that are not known are AID_PROMISE_FROM_START and AID_PROMISE_OPEN. */
struct aid_term {
	int64_t commitment;
	int64_t effective_day;    /* from which it is in force */
	int64_t from_day, to_day; /* of a rate: the days on which it falls due, both inclusive */
	int64_t quantity;         /* in all, or of `basis` days */
	int basis;                /* 0: a total; else days: 1, 7, 30 */
	int state;                /* enum aid_state */
};

struct aid_terms {
	const struct aid_term *items; /* by effective_day; at least one */
	size_t n;
};

/* Reads the terms of a commitment, or (0) of all, into `room`, which is the caller's to end. AID_E_NOMEM, AID_E_DB. */
int aid_terms_read(struct aid_ledger *ledger, int64_t commitment, struct aid_buffer *room,
		   struct aid_error *err);
/* Those of a commitment of which they were read; good while the room is. */
struct aid_terms aid_terms_find(const struct aid_buffer *room, int64_t commitment);

bool aid_terms_is_rate(const struct aid_terms *terms);
/* The one in force on the day; before the first one that. */
const struct aid_term *aid_terms_at(const struct aid_terms *terms, int64_t day);
/* Nothing is promised at any time. */
bool aid_terms_is_withdrawn(const struct aid_terms *terms);
/* The last day on which a rate falls due. False: it has no end, or is none. */
bool aid_terms_last_day(const struct aid_terms *terms, int64_t *out_day);
/* What is promised up to the day, which is included: of a rate what fell due by then, of a total the amount in force on that day. What is withdrawn from a
 * day on leaves of a rate what fell due before, of a total nothing. False when a product or sum leaves int64. */
bool aid_terms_amount(const struct aid_terms *terms, int64_t day, int64_t *out_amount);
/* In how many days the last `quantity` of what a rate promised up to the day fell due, in thousandths of a day. False as above. */
bool
aid_terms_days(const struct aid_terms *terms, int64_t day, int64_t quantity, int64_t *out_days);
/* The first day on which more than `quantity` has fallen due of a rate. *out_has false: never. False as above. */
bool aid_terms_day_over(const struct aid_terms *terms, int64_t quantity, bool *out_has,
			int64_t *out_day);

#endif
