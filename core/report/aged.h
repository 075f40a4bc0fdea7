/* `shortfall --by age` and `--by place`: each part of the funnel by how long nothing was heard of it, and where it is. */
#ifndef AID_REPORT_AGED_H
#define AID_REPORT_AGED_H

#include "report/report.h"

/* A row a unit, part and reason, and with filter.by AID_REPORT_BY_PLACE a place; of the roots that pass the filters. The ages of a row add up to its quantity,
 * and the rows of a part to that part of the funnel: exactly. AID_E_OVERFLOW. */
int aid_report_aged(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		    struct aid_result *result, struct aid_error *err);

#endif
