/* The funnel of one commitment as of a moment (DESIGN 3), in the commitment's own unit: where the whole of it is. Exact: what is converted is
 * converted at the boundaries of the pieces, once, so that the pieces add up. */
#ifndef AID_REPORT_FUNNEL_H
#define AID_REPORT_FUNNEL_H

#include "report/terms.h"

/* Pieces in the order in which they lie on the line; their sum is what was sent. */
enum aid_piece {
	AID_PIECE_DELIVERED,
	AID_PIECE_COLLECTED,
	AID_PIECE_UNCOLLECTED,
	AID_PIECE_AT_CROSSING,
	AID_PIECE_MOVING,
	AID_PIECE_INTERCEPTED,
	AID_PIECE_RETURNED,
	AID_PIECE_LOST,
	AID_PIECE_UNACCOUNTED,
	AID_PIECE_COUNT
};

/* As the ledger keeps it: thousandths of the base unit. low, high and measured: what reached the counted stage with every conversion at its
 * low, at its high, and of nothing but what was stated in the promise's measure; as reached where nothing was converted. */
struct aid_funnel_balance {
	int64_t low, high, measured;
	int64_t reached
		[6]; /* by stage: dispatched, at_crossing, offloaded, crossed, collected, delivered */
	int64_t pieces[AID_PIECE_COUNT];
};

struct aid_funnel_promise {
	struct aid_terms terms;
	int64_t factor; /* one unit is so many thousandths of the base unit */
	int counted_at; /* enum aid_stage */
	bool has_due;
	int64_t due_day; /* the last day */
};

/* Thousandths of the unit, but for days. */
struct aid_funnel {
	int64_t committed, not_dispatched, surplus, shortfall, reached, dispatched, crossed;
	int64_t reached_low, reached_high, reached_measured, shortfall_low, shortfall_high;
	int64_t pieces[AID_PIECE_COUNT];
	int64_t offloaded;
	bool has_days_behind, has_needed;
	int64_t days_behind;    /* thousandths of a day */
	int64_t needed_per_day; /* thousandths of the unit */
};

/* The last day that has begun before the exclusive end of a moment. */
int64_t aid_funnel_day(int64_t as_of_end);
/* Thousandths of the base unit as thousandths of the promise's. False when the product leaves int64. */
bool aid_funnel_convert(const struct aid_funnel_promise *promise, int64_t base, int64_t *out);
/* False when a sum or product leaves int64. */
bool aid_funnel_reckon(const struct aid_funnel_promise *promise,
		       const struct aid_funnel_balance *balance, int64_t as_of_day,
		       struct aid_funnel *out);
/* The share of what was reached that was stated in the promise's measure: thousandths, rounded down; 1000 where nothing was reached. */
int64_t aid_funnel_measured_share(const struct aid_funnel *f);
/* a += b, all but the days and what is offloaded. */
bool aid_funnel_add(struct aid_funnel *a, const struct aid_funnel *b);

#endif
