/* Which parts of what counts towards a commitment make up a figure: the rules of schema/reconcile/balances.sql, followed back. */
#ifndef AID_REPORT_EXPLAIN_FIGURE_H
#define AID_REPORT_EXPLAIN_FIGURE_H

#include "report/funnel.h"

#define AID_EXPLAIN_STAGES 6 /* of the way */
#define AID_EXPLAIN_OUTCOMES                                                                       \
	5 /* as table cell numbers them: open, intercepted, returned, lost, unaccounted */
#define AID_EXPLAIN_REPORTS 11 /* stages of reports, the ends included */

/* What counts towards a commitment, in thousandths of its base unit: of consignments by the furthest stage and the outcome, of counts by stage. */
struct aid_explain_sums {
	int64_t consignments[AID_EXPLAIN_STAGES][AID_EXPLAIN_OUTCOMES];
	int64_t counts[AID_EXPLAIN_REPORTS];
	bool has_counts;
};

/* How often each of these sums is in a figure: 1, 0 or -1, seldom more. */
struct aid_explain_form {
	int64_t value;
	int consignments[AID_EXPLAIN_STAGES][AID_EXPLAIN_OUTCOMES];
	int counts[AID_EXPLAIN_REPORTS];
};

struct aid_explain_forms {
	struct aid_explain_form reached[AID_EXPLAIN_STAGES];
	struct aid_explain_form pieces[AID_PIECE_COUNT];
};

void aid_explain_reckon(const struct aid_explain_sums *sums, struct aid_explain_forms *out_forms);
/* The same of what counts towards no promise, as unallocated.c reckons it. reached: of delivered what ended there well. */
void
aid_explain_reckon_rest(const struct aid_explain_sums *sums, struct aid_explain_forms *out_forms);

#endif
