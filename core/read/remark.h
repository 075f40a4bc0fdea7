/* Rows that are no rows: totals of others, and notes below or between them. */
#ifndef AID_READ_REMARK_H
#define AID_READ_REMARK_H

#include "base/slice.h"

/* In a table of fewer columns nothing is a note: every text may be a row. */
#define AID_REMARK_COLUMNS 3

/* A word for a total in the first cell that is not empty (in six languages), figures behind it, and at most one more word, such as a unit. */
bool aid_remark_is_total(const struct aid_slice *fields, size_t n_fields);
/* Does the cell begin with a word for a total, with nothing, a colon, a figure or words behind it ("Total Flour")? `is_alone`: not with words that may be a name with it. */
bool aid_remark_begins_total(struct aid_slice cell, bool is_alone);
/* One or two cells of text where the table has `n_columns` of them, and no row of it. `is_narrow`: it has fewer fields than the table, and so is no row anyway: prose that
 * stands apart (behind a blank line, a total or another note), or that says by its first word what it is (Source:, Note ...). A line as wide as the table is a row, unless
 * that word stands alone or before a colon. */
bool aid_remark_is_note(const struct aid_slice *fields, size_t n_fields, size_t n_columns,
			bool is_apart, bool is_narrow);

#endif
