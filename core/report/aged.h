/* `shortfall --by age` and `--by place`: each part of the funnel by how long nothing was heard of it, and where it is. */
#ifndef AID_REPORT_AGED_H
#define AID_REPORT_AGED_H

#include "report/report.h"

/* A row a unit, part and reason, and with filter.by AID_REPORT_BY_PLACE a place; of the roots that pass the filters. The ages of a row add up to its quantity,
 * and the rows of a part to that part of the funnel: exactly. AID_E_OVERFLOW. */
int aid_report_aged(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		    struct aid_result *result, struct aid_error *err);

/* The same of each of these commitments for itself, with one more column behind the others: its id. The rows of all add up to those above. */
int aid_aged_each(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		  struct aid_result *result, struct aid_error *err);

/* The columns that name a row, in their order, and the first and the last that hold figures; and behind all of them that of aid_aged_each. */
enum aid_aged_column {
	AID_AGED_UNIT,
	AID_AGED_PART,
	AID_AGED_REASON,
	AID_AGED_PLACE,
	AID_AGED_FIRST_FIGURE,
	AID_AGED_QUANTITY = AID_AGED_FIRST_FIGURE + 6,
	AID_AGED_AS_OF,
	AID_AGED_COMMITMENT
};

#endif
