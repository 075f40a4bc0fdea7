/* A drop that nothing follows is reconciled with itself; where that is not possible it is taken all the same. */
#include "tests/unit/ledger_place.h"

#include <sqlite3.h>

#include "base/digest.h"
#include "ledger/ledger.h"

#define HEADER "stage,place,occurred_at,waybill,line,quantity,unit\n"

struct place {
	struct ledger_place at;
	FILE *file;
	struct aid_ledger *ledger;
	sqlite3 *beside;
};

static void
open_place(struct place *place)
{
	struct aid_error err = AID_ERROR_NONE;
	ledger_place_make(&place->at);
	assert_int_equal(aid_ledger_open(place->at.path, AID_DB_WRITER, &place->ledger, &err), 0);
	assert_int_equal(sqlite3_open(place->at.path, &place->beside), SQLITE_OK);
	place->file = tmpfile();
	assert_non_null(place->file);
}

static void
close_place(struct place *place)
{
	fclose(place->file);
	sqlite3_close(place->beside);
	aid_ledger_close(place->ledger);
	ledger_place_remove(&place->at);
}

static int64_t
number(struct place *place, const char *sql)
{
	sqlite3_stmt *stmt;
	assert_int_equal(sqlite3_prepare_v2(place->beside, sql, -1, &stmt, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	int64_t value = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return value;
}

static bool
is_waiting(struct place *place)
{
	struct aid_error err = AID_ERROR_NONE;
	bool is_waiting = false;
	assert_int_equal(aid_ledger_is_waiting(place->ledger, &is_waiting, &err), 0);
	return is_waiting;
}

static int64_t
read_clock(void)
{
	return 1719619200;
}

/* Reports on so many waybills from the first on; the drop's number. */
static int64_t
take(struct place *place, int first, int n_reports)
{
	char sha256[AID_DIGEST_HEX_SIZE], line[80];
	struct aid_error err = AID_ERROR_NONE;
	struct aid_drop_outcome outcome;
	struct aid_digest *digest;
	rewind(place->file);
	assert_int_equal(ftruncate(fileno(place->file), 0), 0);
	assert_int_equal(aid_digest_new(&digest, &err), 0);
	for (int k = -1; k < n_reports; k++) {
		snprintf(line, sizeof(line),
			 k < 0 ? HEADER : "dispatched,Depot,2024-06-01,W%d,1,5,t\n", first + k);
		assert_true(fputs(line, place->file) >= 0);
		aid_digest_update(digest, line, strlen(line));
	}
	assert_int_equal(fflush(place->file), 0);
	aid_digest_finish(digest, sha256);
	aid_digest_free(digest);
	struct aid_drop_request request = { .fd = fileno(place->file),
					    .name = "reports.csv",
					    .source = AID_SLICE_LITERAL("road team"),
					    .sha256 = sha256,
					    .n_bytes = ftell(place->file),
					    .file_time = read_clock(),
					    .received_at = read_clock(),
					    .read_clock = read_clock,
					    .is_last = true };
	if (aid_ledger_ingest(place->ledger, &request, &outcome, &err) != 0)
		fail_msg("%s", err.text);
	assert_int_equal(outcome.n_accepted, n_reports);
	return outcome.drop;
}

static void
reconcile(struct place *place)
{
	struct aid_error err = AID_ERROR_NONE;
	bool is_changed = false;
	if (aid_ledger_reconcile(place->ledger, &is_changed, &err) != 0)
		fail_msg("%s", err.text);
	assert_true(is_changed);
}

static void
test_small_and_large(void **state)
{
	struct place place;
	(void)state;
	open_place(&place);
	take(&place, 1, 10);
	assert_false(is_waiting(&place));
	assert_int_equal(number(&place, "SELECT count(*) FROM position"), 10);
	/* A large one waits. */
	take(&place, 11, 1001);
	assert_true(is_waiting(&place));
	assert_int_equal(number(&place, "SELECT count(*) FROM position"), 10);
	reconcile(&place);
	assert_int_equal(number(&place, "SELECT count(*) FROM position"), 1011);
	close_place(&place);
}

static void
test_what_cannot_be_reconciled(void **state)
{
	struct place place;
	(void)state;
	open_place(&place);
	assert_int_equal(sqlite3_exec(place.beside, "ALTER TABLE cell RENAME TO cell_away", NULL,
				      NULL, NULL),
			 SQLITE_OK);
	/* The very first reconcile of this connection fails, and takes nothing along that the next one needs. */
	assert_int_equal(take(&place, 1, 10), 1);
	assert_int_equal(number(&place, "SELECT count(*) FROM observation"), 10);
	assert_int_equal(number(&place, "SELECT count(*) FROM position"), 0);
	assert_true(is_waiting(&place));
	assert_int_equal(sqlite3_exec(place.beside, "ALTER TABLE cell_away RENAME TO cell", NULL,
				      NULL, NULL),
			 SQLITE_OK);
	/* What waited is worked off with the next one. */
	assert_int_equal(take(&place, 11, 10), 2);
	assert_false(is_waiting(&place));
	assert_int_equal(number(&place, "SELECT count(*) FROM position"), 20);
	assert_int_equal(
		number(&place, "SELECT sum(quantity) FROM cell WHERE class = 1 AND kind = 1"),
		20 * INT64_C(5000000));
	close_place(&place);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_small_and_large),
		cmocka_unit_test(test_what_cannot_be_reconciled),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
