/* The reports: parameters in, a result table out. Each reads the ledger to the end and holds no statement open. Figures are those of the moment that
 * aid_ledger_set_moment has set. A result is initialised by the report and the caller's to end with aid_result_done, after an error too. */
#ifndef AID_REPORT_REPORT_H
#define AID_REPORT_REPORT_H

#include "ledger/ledger.h"
#include "report/filter.h"
#include "report/result.h"

/* How rows of what counts towards no promise are called, one a unit. Promises of donors and of access count the same goods, each class for itself: where both promise in
 * a unit the first row is what those of donors leave, and the second what those of access do. */
#define AID_REPORT_UNALLOCATED "(unallocated)"
#define AID_REPORT_UNALLOCATED_ACCESS "(unallocated-access)"
/* Committed against each stage: a row a commitment, or with filter.by a row a group and unit (roots only: a part is in its root);
 * without any filter also what counts towards no commitment. AID_E_OVERFLOW. */
int aid_report_shortfall(struct aid_ledger *ledger, const struct aid_report_filter *filter,
			 struct aid_result *result, struct aid_error *err);
/* What was promised: a row a commitment, with the statement that holds on the day of filter.as_of_end. AID_E_OVERFLOW. */
int aid_report_commitments(struct aid_ledger *ledger, const struct aid_report_filter *filter,
			   struct aid_result *result, struct aid_error *err);
/* Every statement about the commitment filter.subject that was known, those that no longer stand too. AID_E_NOTFOUND. */
int aid_report_commitment_history(struct aid_ledger *ledger, const struct aid_report_filter *filter,
				  struct aid_result *result, struct aid_error *err);
/* Consignments of which nothing was heard for longer than filter.threshold_s, short of where they are followed to. */
int aid_report_stalled(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		       struct aid_result *result, struct aid_error *err);
/* What was reported at each place, stage and day, each source for itself. */
int aid_report_crossings(struct aid_ledger *ledger, const struct aid_report_filter *filter,
			 struct aid_result *result, struct aid_error *err);
/* Sources side by side, each place, period and stage of which several speak, and what the difference to the base source consists of: a row a source and
 * unit, and below it a row a part, which add up to it. */
int aid_report_disagree(struct aid_ledger *ledger, const struct aid_report_filter *filter,
			struct aid_result *result, struct aid_error *err);
/* The statements about the waybill filter.subject. AID_E_NOTFOUND. */
int aid_report_trace(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		     struct aid_result *result, struct aid_error *err);
/* Every row behind the figures of the commitment filter.subject, or behind the one figure filter.figure. AID_E_NOTFOUND, AID_E_INVALID for a
 * figure that is none. */
int aid_report_explain(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		       struct aid_result *result, struct aid_error *err);
/* The same of the row of the unit filter.unit that is called filter.subject: one of AID_REPORT_UNALLOCATED and AID_REPORT_UNALLOCATED_ACCESS. */
int
aid_report_explain_unallocated(struct aid_ledger *ledger, const struct aid_report_filter *filter,
			       struct aid_result *result, struct aid_error *err);
/* The commitments behind the row of `shortfall --by` (filter.by, with the filters of the report) whose first cells are filter.row, and of the column filter.figure what
 * each of them is of it. AID_E_NOTFOUND, AID_E_INVALID. */
int aid_report_explain_group(struct aid_ledger *ledger, const struct aid_report_filter *filter,
			     struct aid_result *result, struct aid_error *err);
/* Every report behind the row of `crossings` of the day filter.first_day, the place filter.subject ("": none is named), filter.stage, filter.source and, where there are
 * several, the unit filter.unit; or behind its column filter.figure. AID_E_NOTFOUND, AID_E_INVALID. */
int aid_report_explain_crossing(struct aid_ledger *ledger, const struct aid_report_filter *filter,
				struct aid_result *result, struct aid_error *err);
/* Is it a column of `crossings` that holds figures? */
bool aid_report_is_crossings_figure(struct aid_slice name);
/* Every report behind the row of `disagree` of the period filter.row[0], the place filter.row[1] and the source filter.row[2] (filter.source too), of filter.stage and, where there are
 * several, filter.unit; or behind filter.figure: a column, or a part of the difference. AID_E_NOTFOUND, AID_E_INVALID. */
int aid_report_explain_disagree(struct aid_ledger *ledger, const struct aid_report_filter *filter,
				struct aid_result *result, struct aid_error *err);
/* Is it a column of `disagree` that holds figures, or a part of the difference? */
bool aid_report_is_disagree_figure(struct aid_slice name);
/* What the finding whose id begins with filter.subject is about: the statements that it points to. AID_E_NOTFOUND. */
int aid_report_explain_finding(struct aid_ledger *ledger, const struct aid_report_filter *filter,
			       struct aid_result *result, struct aid_error *err);
/* What a person should look at, the gravest first. */
int aid_report_findings(struct aid_ledger *ledger, const struct aid_report_filter *filter,
			struct aid_result *result, struct aid_error *err);
/* What became known from filter.span to filter.known, and its effect on each commitment that moved, class by class: rows "from" and "to" hold
 * figures, those between hold changes, which add up to the difference. */
int aid_report_diff(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		    struct aid_result *result, struct aid_error *err);
/* The statements themselves. */
int aid_report_diff_statements(struct aid_ledger *ledger, const struct aid_report_filter *filter,
			       struct aid_result *result, struct aid_error *err);
/* What came in. */
int aid_report_drops(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		     struct aid_result *result, struct aid_error *err);
/* What became of the records of the drop filter.subject, for people: runs of one outcome, and every rejected record. AID_E_NOTFOUND. */
int aid_report_receipt(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		       struct aid_result *result, struct aid_error *err);
/* The same with the lines of the receipt itself (aid_ledger_read_receipt). */
int aid_report_receipt_lines(struct aid_ledger *ledger, const struct aid_report_filter *filter,
			     struct aid_result *result, struct aid_error *err);
/* Spellings that may be one name, of the registry filter.subject (organisations, places, commodities or sources): a row a group, as a line of the
 * registry's file. */
int aid_report_aliases(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		       struct aid_result *result, struct aid_error *err);
/* How the ledger stands: name and value a row. */
int aid_report_status(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		      struct aid_result *result, struct aid_error *err);

/* The drop up to `known` that `text` names: its number, or at least six digits of its SHA-256. AID_E_NOTFOUND, AID_E_INVALID when it is not
 * clear. */
int aid_report_find_drop(struct aid_ledger *ledger, struct aid_slice text, int64_t known,
			 int64_t *out_drop, struct aid_error *err);
/* Is there anything that was dropped and is not reconciled yet? */
int aid_report_is_waiting(struct aid_ledger *ledger, bool *out_is_waiting, struct aid_error *err);

#endif
