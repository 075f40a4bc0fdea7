/* The seal of a row: a number that the row's columns give, all but those that later drops may change (until when it stands, when it was said last).
 * It is the same whether it is reckoned from what is about to be written or from the table. */
#ifndef AID_LEDGER_SEAL_H
#define AID_LEDGER_SEAL_H

#include "store/db.h"

/* More than any table has columns. */
#define AID_SEAL_VALUES 48

struct aid_seal {
	int64_t seed;
	size_t n_values;
	int64_t values[AID_SEAL_VALUES];
};

/* The columns of `table` follow in its order, without those that may change. */
void aid_seal_begin(struct aid_seal *seal, const char *table);
void aid_seal_int(struct aid_seal *seal, int64_t number);
void aid_seal_text(struct aid_seal *seal, struct aid_slice text); /* ptr NULL: NULL */
void aid_seal_null(struct aid_seal *seal);
int64_t aid_seal_end(const struct aid_seal *seal);
/* Of a waybill, by the XXH3 of what it is known by. */
int64_t aid_seal_waybill(int64_t waybill_id, int64_t folded_hash);
/* Of the same row as a drop that it stands no more says it. */
int64_t aid_seal_ended(int64_t seal);

/* Where in the rows of a statement that gives all columns of a table stands what the chain needs; -1: nowhere. */
struct aid_seal_columns {
	uint64_t left_out; /* a bit a column */
	int drop;          /* the drop that wrote the row */
	int end;           /* the drop that ended it */
};
struct aid_seal_columns aid_seal_columns_of(struct aid_statement *s);
/* The seal of the statement's current row. */
int64_t
aid_seal_row(struct aid_statement *s, const struct aid_seal_columns *columns, const char *table);

#endif
