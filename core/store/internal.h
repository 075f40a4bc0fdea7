/* Shared by the files of store/ only. */
#ifndef AID_STORE_INTERNAL_H
#define AID_STORE_INTERNAL_H

#include <sqlite3.h>

#include "store/db.h"

struct aid_statement {
	struct aid_db *db;
	const char *name;
	sqlite3_stmt *stmt;
};

/* Names are literals, asked for again and again from the same places. */
#define AID_DB_FOUND 512

struct aid_checkpoint;

struct aid_db {
	sqlite3 *sqlite;
	char *path;
	enum aid_db_mode mode;
	struct aid_checkpoint *checkpoint; /* of a writer */
	struct aid_statement **statements; /* one slot for each of aid_sql_statements */
	const struct aid_sql_text
		*found[AID_DB_FOUND]; /* by the address of the name that was asked for */
};

/* Turns the result of a SQLite call into an error that names what was done. */
int aid_db_fail(struct aid_db *db, int result, const char *what, struct aid_error *err);
/* Brings the schema to the newest version; refuses a ledger that is newer than the program. */
int aid_migrate_run(struct aid_db *db, struct aid_error *err);
/* greatest, least, scale: what PostgreSQL has or gets by name, and SQLite lacks. */
int aid_function_register(sqlite3 *sqlite);

#endif
