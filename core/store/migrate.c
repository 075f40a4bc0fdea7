#include "base/message.h"
#include "store/internal.h"

static int
read_version(struct aid_db *db, int *out_version, struct aid_error *err)
{
	sqlite3_stmt *stmt = NULL;
	int result = sqlite3_prepare_v2(db->sqlite, "PRAGMA user_version", -1, &stmt, NULL);
	if (result == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW)
		*out_version = sqlite3_column_int(stmt, 0);
	else
		result = aid_db_fail(db, sqlite3_errcode(db->sqlite), "schema version", err);
	sqlite3_finalize(stmt);
	return result;
}

/* The version is read inside the transaction that changes it: two programs that start at once do not both migrate. */
int
aid_migrate_run(struct aid_db *db, struct aid_error *err)
{
	int version = 0;
	char pragma[64];
	int result = aid_db_begin(db, err);
	if (result != 0)
		return result;
	result = read_version(db, &version, err);
	if (result != 0)
		goto out;
	if ((size_t)version > aid_sql_n_migrations) {
		result = aid_message_error(err, AID_E_DB, AID_MSG_LEDGER_NEWER, 1, db->path);
		goto out;
	}
	if ((size_t)version == aid_sql_n_migrations)
		goto out;
	for (size_t k = (size_t)version; k < aid_sql_n_migrations; k++) {
		int sqlite_result =
			sqlite3_exec(db->sqlite, aid_sql_migrations[k].sql, NULL, NULL, NULL);
		if (sqlite_result != SQLITE_OK) {
			result = aid_db_fail(db, sqlite_result, aid_sql_migrations[k].name, err);
			goto out;
		}
	}
	sqlite3_snprintf(sizeof(pragma), pragma, "PRAGMA user_version = %d",
			 (int)aid_sql_n_migrations);
	int sqlite_result = sqlite3_exec(db->sqlite, pragma, NULL, NULL, NULL);
	if (sqlite_result != SQLITE_OK)
		result = aid_db_fail(db, sqlite_result, "schema version", err);
	else
		return aid_db_commit(db, err);
out:
	aid_db_rollback(db);
	return result;
}
