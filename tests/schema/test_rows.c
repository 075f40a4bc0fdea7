/* Rows and sums in memory as tables of SQL. */
#include "tests/unit/ledger_place.h"

#include "store/internal.h"
#include "store/rows.h"
#include "store/sums.h"

struct waybill {
	int64_t id;
	const char *folded;
};

static void
read_waybill(const void *context, size_t k, int column, struct aid_rows_value *out_value)
{
	const struct waybill *waybills = context;
	if (column == 1)
		aid_rows_give_int(out_value, waybills[k].id);
	else if (column == 2 && waybills[k].folded != NULL)
		aid_rows_give_text(out_value, aid_slice_of(waybills[k].folded));
}

static void
execute(struct aid_db *db, const char *sql)
{
	char *text = NULL;
	if (sqlite3_exec(db->sqlite, sql, NULL, NULL, &text) != SQLITE_OK)
		fail_msg("%s", text);
}

static int64_t
number(struct aid_db *db, const char *sql)
{
	sqlite3_stmt *stmt;
	assert_int_equal(sqlite3_prepare_v2(db->sqlite, sql, -1, &stmt, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	int64_t value = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return value;
}

#define PUT                                                                                        \
	"INSERT INTO kept SELECT waybill_id, folded FROM incoming_waybill WHERE true "             \
	"ON CONFLICT DO NOTHING"

static void
test_rows(void **state)
{
	(void)state;
	static const struct waybill first[] = { { 1, "a" }, { 2, NULL }, { 3, "c" } };
	static const struct waybill second[] = { { 3, "x" }, { 4, "d" }, { 4, "e" } };
	struct ledger_place place;
	struct aid_error err = AID_ERROR_NONE;
	struct aid_db *db;
	struct aid_rows *rows;
	ledger_place_make(&place);
	assert_int_equal(aid_db_open(place.path, AID_DB_WRITER, &db, &err), 0);
	execute(db, "CREATE TEMPORARY TABLE kept (id INTEGER PRIMARY KEY, folded TEXT)");
	assert_int_equal(aid_rows_define(db, "incoming_create", "incoming_waybill", 0, read_waybill,
					 &rows, &err),
			 0);
	execute(db, PUT);
	assert_int_equal(number(db, "SELECT count(*) FROM kept"), 0);
	aid_rows_set(rows, first, N_OF(first));
	execute(db, PUT);
	assert_int_equal(number(db, "SELECT count(*) FROM kept WHERE folded IS NULL"), 1);
	/* What is taken before, and what is taken by a row before it. */
	aid_rows_set(rows, second, N_OF(second));
	execute(db, PUT);
	assert_int_equal(number(db, "SELECT count(*) FROM kept"), 4);
	assert_int_equal(number(db, "SELECT count(*) FROM kept WHERE folded IN ('x', 'e')"), 0);
	aid_db_close(db);
	ledger_place_remove(&place);
}

#define ADD                                                                                        \
	"WITH RECURSIVE n (k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM n WHERE k < 9999) "         \
	"INSERT INTO cell_wide SELECT 1, 0, k % 3000, 0, 0, 2, 0, k, 1, 0, 0, 0, -1 FROM n"

/* A reader's connection too: it writes to no file. */
static void
test_sums(void **state)
{
	(void)state;
	static const enum aid_db_mode modes[] = { AID_DB_WRITER, AID_DB_READER };
	struct ledger_place place;
	struct aid_error err = AID_ERROR_NONE;
	ledger_place_make(&place);
	for (size_t k = 0; k < N_OF(modes); k++) {
		struct aid_db *db;
		struct aid_sums *sums;
		assert_int_equal(aid_db_open(place.path, modes[k], &db, &err), 0);
		assert_int_equal(aid_sums_define(db, "sums_create", "cell_wide", 7, &sums, &err),
				 0);
		for (int round = 0; round < 2; round++) {
			assert_int_equal(aid_sums_count(sums), 0);
			execute(db, ADD);
			execute(db, ADD);
			assert_int_equal(aid_sums_count(sums), 3000);
			assert_int_equal(number(db, "SELECT count(*) FROM cell_wide"), 3000);
			assert_int_equal(number(db, "SELECT sum(q1) FROM cell_wide"), 99990000);
			assert_int_equal(number(db, "SELECT q1 FROM cell_wide WHERE day = 7"),
					 2 * (7 + 3007 + 6007 + 9007));
			assert_int_equal(number(db, "SELECT q6 FROM cell_wide WHERE day = 1500"),
					 -6);
			assert_int_equal(number(db, "SELECT count(DISTINCT day) FROM cell_wide"),
					 3000);
			execute(db, "DELETE FROM cell_wide");
		}
		/* Sums do not wrap around, and nothing is changed one by one. */
		execute(db, "INSERT INTO cell_wide SELECT 1, 0, 0, 0, 0, 2, 0, "
			    "9223372036854775807, 0, 0, 0, 0, 0");
		assert_int_not_equal(sqlite3_exec(db->sqlite,
						  "INSERT INTO cell_wide SELECT 1, 0, 0, 0, 0, 2, "
						  "0, 1, 0, 0, 0, 0, 0",
						  NULL, NULL, NULL),
				     SQLITE_OK);
		assert_int_not_equal(
			sqlite3_exec(db->sqlite, "UPDATE cell_wide SET q1 = 0", NULL, NULL, NULL),
			SQLITE_OK);
		aid_db_close(db);
	}
	ledger_place_remove(&place);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows),
						   cmocka_unit_test(test_sums) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
