/* Every statement of schema/ prepares on a fresh ledger, and means there what it means on PostgreSQL (functions.txt; postgres.py). */
#include "tests/unit/test.h"

#include <unistd.h>

#include "store/internal.h"

/* Scripts that make the temporary tables of a connection. */
static const char *const creating[] = {
	"occurrence_create", "publication_create", "wanted_create",     "incoming_create",
	"plain_create",      "sums_create",        "working_create",    "news_create",
	"disagree_create",   "explain_create",     "unallocated_create"
};

struct place {
	char folder[64];
	char path[96];
	struct aid_db *db;
};

static int
open_place(void **state)
{
	static struct place place;
	struct aid_error err = AID_ERROR_NONE;
	snprintf(place.folder, sizeof(place.folder), "/tmp/aidtally-test-XXXXXX");
	assert_non_null(mkdtemp(place.folder));
	snprintf(place.path, sizeof(place.path), "%s/aidtally.db", place.folder);
	if (aid_db_open(place.path, AID_DB_WRITER, &place.db, &err) != 0)
		fail_msg("%s", err.text);
	for (size_t k = 0; k < N_OF(creating); k++)
		if (aid_db_script(place.db, creating[k], &err) != 0)
			fail_msg("%s", err.text);
	*state = &place;
	return 0;
}

static int
close_place(void **state)
{
	static const char *const endings[] = { "", "-wal", "-shm" };
	struct place *place = *state;
	aid_db_close(place->db);
	for (size_t k = 0; k < N_OF(endings); k++) {
		char path[128];
		snprintf(path, sizeof(path), "%s%s", place->path, endings[k]);
		unlink(path);
	}
	assert_int_equal(rmdir(place->folder), 0);
	return 0;
}

static void
run_script(struct place *place, const char *name)
{
	struct aid_error err = AID_ERROR_NONE;
	if (aid_db_script(place->db, name, &err) != 0)
		fail_msg("%s: %s", name, err.text);
}

/* A script is several statements without parameters; its parts may need what its first ones make. */
static bool
is_script(const struct aid_sql_text *text)
{
	size_t len = strlen(text->name);
	return (len > 7 && strcmp(text->name + len - 7, "_create") == 0) ||
	       (len > 5 && strcmp(text->name + len - 5, "_drop") == 0) ||
	       strcmp(text->name, "moment_clear") == 0 || strcmp(text->name, "moment_fill") == 0 ||
	       strcmp(text->name, "working_clear") == 0 || strcmp(text->name, "slice_clear") == 0 ||
	       strcmp(text->name, "join_clear") == 0 || strcmp(text->name, "disagree_clear") == 0 ||
	       strcmp(text->name, "explain_clear") == 0 || strcmp(text->name, "dirty_clear") == 0 ||
	       strcmp(text->name, "whatif_settle") == 0;
}

static int
prepare_all(struct place *place, bool has_moment)
{
	int n_prepared = 0;
	for (size_t k = 0; k < aid_sql_n_statements; k++) {
		const struct aid_sql_text *text = &aid_sql_statements[k];
		struct aid_statement *s;
		struct aid_error err = AID_ERROR_NONE;
		if (is_script(text) || (!has_moment && strstr(text->sql, "temp.") != NULL))
			continue;
		if (aid_db_statement(place->db, text->name, &s, &err) != 0)
			fail_msg("%s: %s", text->name, err.text);
		n_prepared++;
	}
	return n_prepared;
}

static void
test_prepare(void **state)
{
	assert_true(prepare_all(*state, false) > 200);
}

static void
test_prepare_of_a_moment(void **state)
{
	struct place *place = *state;
	run_script(place, "moment_create");
	assert_true(prepare_all(place, true) > 200);
}

static void
test_a_mistake_does_not_prepare(void **state)
{
	struct place *place = *state;
	sqlite3_stmt *stmt;
	assert_int_equal(sqlite3_prepare_v2(place->db->sqlite, "SELECT nosuch FROM waybill", -1,
					    &stmt, NULL),
			 SQLITE_ERROR);
	/* A text in double quotes is no text. */
	assert_int_equal(sqlite3_prepare_v2(place->db->sqlite, "SELECT \"nosuch\" FROM waybill", -1,
					    &stmt, NULL),
			 SQLITE_ERROR);
	/* Beside another moment only. */
	assert_int_equal(
		sqlite3_prepare_v2(place->db->sqlite, "SELECT * FROM temp.cell", -1, &stmt, NULL),
		SQLITE_ERROR);
}

static void
test_parameters_have_names(void **state)
{
	struct place *place = *state;
	run_script(place, "moment_create");
	for (size_t k = 0; k < aid_sql_n_statements; k++) {
		const struct aid_sql_text *text = &aid_sql_statements[k];
		sqlite3_stmt *stmt;
		const char *tail;
		if (is_script(text))
			continue;
		assert_int_equal(sqlite3_prepare_v2(place->db->sqlite, text->sql, -1, &stmt, &tail),
				 SQLITE_OK);
		if (strspn(tail, " \n") != strlen(tail))
			fail_msg("%s is several statements", text->name);
		for (int p = 1; p <= sqlite3_bind_parameter_count(stmt); p++) {
			const char *name = sqlite3_bind_parameter_name(stmt, p);
			if (name == NULL || name[0] != ':')
				fail_msg("%s: parameter %d has no name", text->name, p);
		}
		sqlite3_finalize(stmt);
	}
}

/* Questions to a ledger without anything in it are answered, whatever is asked for. */
static void
test_an_empty_ledger_answers(void **state)
{
	struct place *place = *state;
	int n_asked = 0;
	run_script(place, "moment_create");
	for (size_t k = 0; k < aid_sql_n_statements; k++) {
		const struct aid_sql_text *text = &aid_sql_statements[k];
		struct aid_error err = AID_ERROR_NONE;
		struct aid_statement *s;
		if (is_script(text))
			continue;
		assert_int_equal(aid_db_statement(place->db, text->name, &s, &err), 0);
		if (!sqlite3_stmt_readonly(s->stmt))
			continue;
		if (aid_statement_run(s, &err) != 0)
			fail_msg("%s: %s", text->name, err.text);
		n_asked++;
	}
	assert_true(n_asked > 80);
}

static void
test_scripts_run_again(void **state)
{
	struct place *place = *state;
	for (int round = 0; round < 2; round++) {
		run_script(place, "moment_create");
		for (size_t k = 0; k < aid_sql_n_statements; k++) {
			const char *name = aid_sql_statements[k].name;
			if (is_script(&aid_sql_statements[k]) && strncmp(name, "moment_", 7) != 0)
				run_script(place, name);
		}
		run_script(place, "moment_drop");
	}
}

static const char *
sql_of(const char *name)
{
	for (size_t k = 0; k < aid_sql_n_statements; k++)
		if (strcmp(aid_sql_statements[k].name, name) == 0)
			return aid_sql_statements[k].sql;
	fail_msg("there is no %s", name);
	return NULL;
}

/* What moment_create makes, moment_clear empties and moment_drop drops. */
static void
test_a_moment_leaves_nothing(void **state)
{
	static const char made[] = "CREATE TEMPORARY TABLE ";
	(void)state;
	const char *at = sql_of("moment_create");
	int n_tables = 0;
	while ((at = strstr(at, made)) != NULL) {
		char name[64], wanted[96];
		at += sizeof(made) - 1;
		assert_int_equal(sscanf(at, "%63[a-z_]", name), 1);
		snprintf(wanted, sizeof(wanted), "DELETE FROM temp.%s;", name);
		if (strstr(sql_of("moment_clear"), wanted) == NULL)
			fail_msg("moment_clear leaves %s as it is", name);
		snprintf(wanted, sizeof(wanted), "DROP TABLE temp.%s;", name);
		if (strstr(sql_of("moment_drop"), wanted) == NULL)
			fail_msg("moment_drop leaves %s behind", name);
		n_tables++;
	}
	assert_true(n_tables > 15);
}

static void
check_expression(struct place *place, const char *expression, const char *expected)
{
	char sql[512];
	sqlite3_stmt *stmt;
	snprintf(sql, sizeof(sql), "SELECT %.490s", expression);
	if (sqlite3_prepare_v2(place->db->sqlite, sql, -1, &stmt, NULL) != SQLITE_OK)
		fail_msg("%s: %s", expression, sqlite3_errmsg(place->db->sqlite));
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	const char *value = (const char *)sqlite3_column_text(stmt, 0);
	if (strcmp(value == NULL ? "NULL" : value, expected) != 0)
		fail_msg("%s is %s, not %s", expression, value == NULL ? "NULL" : value, expected);
	sqlite3_finalize(stmt);
}

static void
test_functions(void **state)
{
	char line[512];
	int n_checked = 0;
	FILE *file = fopen("tests/schema/functions.txt", "re");
	assert_non_null(file);
	while (fgets(line, sizeof(line), file) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		char *bar = strstr(line, " | ");
		if (line[0] == '#' || line[0] == '\0')
			continue;
		assert_non_null(bar);
		*bar = '\0';
		check_expression(*state, line, bar + 3);
		n_checked++;
	}
	fclose(file);
	assert_true(n_checked > 30);
}

static void
test_out_of_range_is_an_error(void **state)
{
	static const char *const expressions[] = { "scale(9000000000000000000, 1000, 1)",
						   "scale(1, 1, 0)" };
	struct place *place = *state;
	for (size_t k = 0; k < N_OF(expressions); k++) {
		char sql[128];
		sqlite3_stmt *stmt;
		snprintf(sql, sizeof(sql), "SELECT %s", expressions[k]);
		assert_int_equal(sqlite3_prepare_v2(place->db->sqlite, sql, -1, &stmt, NULL),
				 SQLITE_OK);
		assert_int_equal(sqlite3_step(stmt), SQLITE_ERROR);
		sqlite3_finalize(stmt);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_prepare, open_place, close_place),
		cmocka_unit_test_setup_teardown(test_prepare_of_a_moment, open_place, close_place),
		cmocka_unit_test_setup_teardown(test_a_mistake_does_not_prepare, open_place,
						close_place),
		cmocka_unit_test_setup_teardown(test_parameters_have_names, open_place,
						close_place),
		cmocka_unit_test_setup_teardown(test_an_empty_ledger_answers, open_place,
						close_place),
		cmocka_unit_test_setup_teardown(test_scripts_run_again, open_place, close_place),
		cmocka_unit_test(test_a_moment_leaves_nothing),
		cmocka_unit_test_setup_teardown(test_functions, open_place, close_place),
		cmocka_unit_test_setup_teardown(test_out_of_range_is_an_error, open_place,
						close_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
