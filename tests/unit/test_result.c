#include "report/result.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const struct aid_result_column columns[] = {
	{ "name", "Name", false, 0 },
	{ "n", "N", true, 0 },
};

static void
rows_start_empty_and_keep_their_values(void **state)
{
	struct aid_result result;
	struct aid_error err = AID_ERROR_NONE;
	struct aid_cell *cells;

	(void)state;
	aid_result_init(&result, columns, 2);
	for (int64_t i = 0; i < 1000; i++) {
		char text[] = "row";

		assert_int_equal(aid_result_add_row(&result, &cells, &err), 0);
		assert_int_equal(cells[0].type, AID_CELL_NONE);
		assert_int_equal(cells[1].type, AID_CELL_NONE);
		assert_int_equal(aid_result_set_text(&result, &cells[0], aid_slice_of(text), &err),
				 0);
		text[0] = 'X'; /* the result has a copy */
		aid_result_set_number(&cells[1], AID_CELL_INTEGER, i);
	}
	assert_int_equal(result.n_rows, 1000);
	for (size_t i = 0; i < 1000; i++) {
		assert_memory_equal(result.cells[2 * i].text.ptr, "row", 3);
		assert_int_equal(result.cells[2 * i + 1].number, i);
	}
	aid_result_done(&result);
}

static void
notes_are_lines(void **state)
{
	struct aid_result result;
	struct aid_error err = AID_ERROR_NONE;

	(void)state;
	aid_result_init(&result, columns, 2);
	assert_int_equal(result.notes.len, 0);
	assert_int_equal(aid_result_add_note(&result, AID_SLICE_LITERAL("one"), &err), 0);
	assert_int_equal(aid_result_add_note(&result, AID_SLICE_LITERAL("two"), &err), 0);
	assert_string_equal(result.notes.ptr, "one\ntwo");
	assert_int_equal(aid_result_set_title(&result, AID_SLICE_LITERAL("title"), &err), 0);
	assert_string_equal(result.title.ptr, "title");
	aid_result_done(&result);
}

struct taken {
	size_t n_calls, n_rows;
	bool is_in_order;
};

static int
take(void *context, const struct aid_result *result, struct aid_error *err)
{
	struct taken *taken = context;

	(void)err;
	assert_true(result->has_more);
	assert_int_equal(result->n_drained, taken->n_rows);
	for (size_t row = 0; row < result->n_rows; row++) {
		const struct aid_cell *cells = result->cells + 2 * row;

		taken->is_in_order = taken->is_in_order &&
				     cells[1].number == (int64_t)(taken->n_rows + row) &&
				     cells[0].text.len == 3;
	}
	taken->n_calls++;
	taken->n_rows += result->n_rows;
	return 0;
}

/* What was taken is forgotten, and none of it comes twice. */
static void
a_drain_takes_rows_as_they_come(void **state)
{
	struct taken taken = { 0, 0, true };
	const struct aid_result_drain drain = { take, &taken };
	struct aid_result result;
	struct aid_error err = AID_ERROR_NONE;
	struct aid_cell *cells;

	(void)state;
	aid_result_init(&result, columns, 2);
	result.drain = &drain;
	for (int64_t i = 0; i < 10000; i++) {
		assert_int_equal(aid_result_add_row(&result, &cells, &err), 0);
		assert_int_equal(
			aid_result_set_text(&result, &cells[0], AID_SLICE_LITERAL("row"), &err), 0);
		aid_result_set_number(&cells[1], AID_CELL_INTEGER, i);
		assert_true(result.n_rows < 2000);
	}
	assert_true(taken.n_calls > 4 && taken.is_in_order);
	assert_int_equal(taken.n_rows + result.n_rows, 10000);
	assert_false(result.has_more);
	assert_int_equal(result.cells[1].number, taken.n_rows);
	aid_result_done(&result);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_start_empty_and_keep_their_values),
		cmocka_unit_test(notes_are_lines),
		cmocka_unit_test(a_drain_takes_rows_as_they_come),
	};

	return cmocka_run_group_tests_name("result", tests, NULL, NULL);
}
