/* A row with delimiters too many: how it was probably meant. */
#ifndef AID_READ_REJOIN_H
#define AID_READ_REJOIN_H

#include "base/arena.h"
#include "read/record.h"

/* Neighbouring fields joined to one, so that `n_columns` are left: where exactly one way of doing so passes `is_row` (or of several only one joins where blanks stand behind the delimiters), the row is written into *out_row as CSV, else that
 * is empty. `fields` lie in `raw`, as they stand there; AID_E_NOMEM. */
int
aid_rejoin(const struct aid_slice *fields, size_t n_fields, size_t n_columns, struct aid_slice raw,
	   char delimiter, aid_records_is_row *is_row, const void *context, struct aid_arena *arena,
	   struct aid_slice *out_row, struct aid_error *err);

#endif
