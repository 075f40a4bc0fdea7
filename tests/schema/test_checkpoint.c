/* What the writer writes: the log is copied back beside it and does not grow with what was ever written; a statement that fails leaves nothing. */
#include "tests/unit/ledger_place.h"

#include <sys/stat.h>

#include "store/internal.h"

#define FRAME_BYTES (8192 + 24)

static int64_t
size_of(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 ? st.st_size : 0;
}

/* One transaction that changes about so many pages, far from each other. */
static void
commit_pages(struct aid_db *db, int n_pages)
{
	struct aid_error err = AID_ERROR_NONE;
	struct aid_statement *s;
	static unsigned seed = 7;
	assert_int_equal(aid_db_begin(db, &err), 0);
	for (int k = 0; k < n_pages; k++) {
		assert_int_equal(aid_db_statement(db, "dirty_waybill_put", &s, &err), 0);
		aid_bind_int(s, ":first", (int64_t)rand_r(&seed) * 1000);
		aid_bind_int(s, ":last", k);
		assert_int_equal(aid_statement_run(s, &err), 0);
	}
	assert_int_equal(aid_db_commit(db, &err), 0);
}

static int64_t
count(struct aid_db *db)
{
	sqlite3_stmt *stmt;
	assert_int_equal(sqlite3_prepare_v2(db->sqlite, "SELECT count(*) FROM dirty_waybill", -1,
					    &stmt, NULL),
			 SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	int64_t value = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return value;
}

static void
test_a_log_stays_small(void **state)
{
	struct ledger_place place;
	struct aid_db *db;
	struct aid_error err = AID_ERROR_NONE;
	int64_t largest = 0, n_rows;
	(void)state;
	ledger_place_make(&place);
	assert_int_equal(aid_db_open(place.path, AID_DB_WRITER, &db, &err), 0);
	commit_pages(db, 100000);
	/* Some 100,000 pages, one commit right behind the other. */
	for (int k = 0; k < 500; k++) {
		commit_pages(db, 200);
		int64_t size = size_of(place.log);
		largest = size > largest ? size : largest;
	}
	assert_in_range(largest, FRAME_BYTES * 1000, FRAME_BYTES * 16000);
	assert_in_range(size_of(place.path), 1000000, INT64_MAX);
	n_rows = count(db);
	aid_db_close(db);
	/* Closed, all of it is in the ledger. */
	unlink(place.log);
	assert_int_equal(aid_db_open(place.path, AID_DB_READER, &db, &err), 0);
	assert_int_equal(count(db), n_rows);
	aid_db_close(db);
	ledger_place_remove(&place);
}

/* A reader that stays on what it has seen holds back the copying, not the writer; and the next commit after it makes up for it. */
static void
test_a_reader_holds_it_back(void **state)
{
	struct ledger_place place;
	struct aid_db *db, *reader;
	struct aid_error err = AID_ERROR_NONE;
	(void)state;
	ledger_place_make(&place);
	assert_int_equal(aid_db_open(place.path, AID_DB_WRITER, &db, &err), 0);
	commit_pages(db, 20000);
	assert_int_equal(aid_db_open_beside(db, &reader, &err), 0);
	assert_int_equal(aid_db_begin(reader, &err), 0);
	int64_t n_seen = count(reader);
	for (int k = 0; k < 250; k++)
		commit_pages(db, 100);
	int64_t held = size_of(place.log);
	assert_in_range(held, FRAME_BYTES * 10000, INT64_MAX);
	assert_int_equal(count(reader), n_seen);
	assert_int_equal(aid_db_commit(reader, &err), 0);
	for (int k = 0; k < 60; k++)
		commit_pages(db, 100);
	assert_in_range(size_of(place.log), 1, held - 1);
	aid_db_close(reader);
	aid_db_close(db);
	ledger_place_remove(&place);
}

/* However many pages it changed: see SQLITE_CONFIG_STMTJRNL_SPILL in store/db.c. */
static void
test_a_statement_that_fails(void **state)
{
	struct ledger_place place;
	struct aid_db *db;
	struct aid_error err = AID_ERROR_NONE;
	int64_t n_rows;
	(void)state;
	ledger_place_make(&place);
	assert_int_equal(aid_db_open(place.path, AID_DB_WRITER, &db, &err), 0);
	assert_int_equal(
		sqlite3_exec(db->sqlite,
			     "WITH RECURSIVE n (k) AS (SELECT 2 UNION ALL SELECT k + 1 FROM n "
			     "WHERE k < 1000000) INSERT INTO dirty_waybill SELECT k, k FROM n",
			     NULL, NULL, NULL),
		SQLITE_OK);
	n_rows = count(db);
	assert_int_equal(aid_db_begin(db, &err), 0);
	assert_int_equal(sqlite3_exec(db->sqlite, "INSERT INTO dirty_waybill VALUES (1, 1)", NULL,
				      NULL, NULL),
			 SQLITE_OK);
	/* All but the last row can be changed. */
	assert_int_equal(
		sqlite3_exec(db->sqlite,
			     "UPDATE dirty_waybill SET last_id = CASE WHEN first_id < (SELECT "
			     "max(first_id) FROM dirty_waybill) THEN -1 END",
			     NULL, NULL, NULL),
		SQLITE_CONSTRAINT_NOTNULL);
	assert_int_equal(aid_db_commit(db, &err), 0);
	assert_int_equal(count(db), n_rows + 1);
	assert_int_equal(sqlite3_exec(db->sqlite, "DELETE FROM dirty_waybill WHERE last_id < 0",
				      NULL, NULL, NULL),
			 SQLITE_OK);
	assert_int_equal(sqlite3_changes(db->sqlite), 0);
	aid_db_close(db);
	ledger_place_remove(&place);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_log_stays_small),
		cmocka_unit_test(test_a_reader_holds_it_back),
		cmocka_unit_test(test_a_statement_that_fails),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
