/* Rows in the program's memory that statements read like a table: a batch enters the ledger with one statement, not with one a row. */
#ifndef AID_STORE_ROWS_H
#define AID_STORE_ROWS_H

#include "store/db.h"

struct aid_rows;
struct aid_rows_value;

/* Gives the value of a column (0-based) of a row by one of the functions below; a column for which nothing is given is NULL. */
typedef void
aid_rows_read(const void *context, size_t row, int column, struct aid_rows_value *out_value);

/* Defines the table `name` for the connection, without any rows; its columns are those that the script `script` gives to a temporary table of
 * that name. Rows come in the order of the first n_key columns, which tell them apart; 0: in any order. Owned by the db. AID_E_DB, AID_E_NOMEM. */
int aid_rows_define(struct aid_db *db, const char *script, const char *name, int n_key,
		    aid_rows_read *read, struct aid_rows **out_rows, struct aid_error *err);
/* The rows from now on; `context` is not copied. */
void aid_rows_set(struct aid_rows *rows, const void *context, size_t n_rows);
void aid_rows_give_int(struct aid_rows_value *out_value, int64_t value);
/* Text is not copied: it lives as long as the rows. */
void aid_rows_give_text(struct aid_rows_value *out_value, struct aid_slice text);

#endif
