/* Sums in the program's memory that statements use like a table: INSERT adds the numbers of a row to those of the row with the same key, and
 * needs neither sorting nor a B-tree. DELETE takes all rows or none. */
#ifndef AID_STORE_SUMS_H
#define AID_STORE_SUMS_H

#include "store/db.h"

struct aid_sums;

/* Defines the table `name` for the connection, empty; its columns, all of them integers and never NULL, are those that the script `script` gives to
 * a temporary table of that name, the first n_key of them the key. Owned by the db. AID_E_DB, AID_E_NOMEM. */
int aid_sums_define(struct aid_db *db, const char *script, const char *name, int n_key,
		    struct aid_sums **out_sums, struct aid_error *err);
size_t aid_sums_count(const struct aid_sums *sums);

#endif
