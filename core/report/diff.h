/* Shared by the two files of `diff`. */
#ifndef AID_REPORT_DIFF_H
#define AID_REPORT_DIFF_H

#include "ledger/news.h"
#include "report/report.h"

/* What people call a class. */
enum aid_message aid_diff_label(enum aid_news news);
/* Notes: how many statements of each class became known, and where the largest of them stand. The news are open or were just closed. */
int aid_diff_note_statements(struct aid_ledger *ledger, const struct aid_report_filter *filter,
			     struct aid_result *result, struct aid_error *err);

#endif
