/* What other files of the reports and the command need of `shortfall`. */
#ifndef AID_REPORT_SHORTFALL_H
#define AID_REPORT_SHORTFALL_H

#include "report/funnel.h"
#include "report/report.h"

/* A result with the columns of `shortfall`. */
void aid_shortfall_init(struct aid_result *result);
/* By promises of which class (as table commitment numbers them) such a row is left; unit_id 0: no row can be called so. */
struct aid_shortfall_rest {
	int64_t unit_id;
	int class;
	bool is_of_two; /* there are promises of both */
};
int aid_shortfall_find_rest(struct aid_ledger *ledger, struct aid_slice name, struct aid_slice unit,
			    struct aid_shortfall_rest *out, struct aid_error *err);
/* One row. */
int aid_shortfall_add_unallocated(struct aid_result *result, const char *name, const char *unit,
				  const struct aid_funnel *funnel, int64_t as_of_end,
				  struct aid_error *err);
/* All of them. */
int aid_shortfall_unallocated(struct aid_ledger *ledger, const struct aid_report_filter *filter,
			      struct aid_result *result, struct aid_error *err);
/* Does it look at goods one by one? Then what aid_ledger_set_sums brings back is not enough. */
bool aid_shortfall_needs_goods(const struct aid_report_filter *filter);
/* Which figures the filter asks for, as the tables of ranges number their bounds; 0: the nominal ones. */
int64_t aid_shortfall_bound(const struct aid_report_filter *filter);
/* The row of one commitment, whatever the filters. The caller ends the result. */
int aid_shortfall_of(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		     int64_t commitment, struct aid_result *result, struct aid_error *err);
/* Figures of a row as sentences want them; id and unit live in the result. */
#define AID_SHORTFALL_WORD_SIZE 40
struct aid_shortfall_words {
	const char *id, *unit;
	char day[AID_SHORTFALL_WORD_SIZE], committed[AID_SHORTFALL_WORD_SIZE],
		reached[AID_SHORTFALL_WORD_SIZE], shortfall[AID_SHORTFALL_WORD_SIZE];
};
void aid_shortfall_get_words(const struct aid_result *result, size_t row,
			     struct aid_shortfall_words *out);
/* The column of that name; -1: there is none. */
int aid_shortfall_column(struct aid_slice name);

#endif
