#include "render/render.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const struct aid_result_column columns[] = {
	{ "text", "Text", false, 0 }, { "whole", "Whole", true, 0 },    { "quantity", "", true, 0 },
	{ "day", "Day", false, 0 },   { "moment", "Moment", false, 0 },
};

static void
assert_field(struct aid_slice in, const char *expected)
{
	struct aid_buffer out;

	aid_buffer_init(&out);
	aid_render_csv_field(&out, in);
	assert_string_equal(out.ptr == NULL ? "" : out.ptr, expected);
	aid_buffer_done(&out);
}

static void
fields_are_quoted_and_guarded(void **state)
{
	static const struct {
		const char *in;
		const char *out;
	} cases[] = {
		{ "", "" },
		{ "plain", "plain" },
		{ "a,b", "\"a,b\"" },
		{ "say \"x\"", "\"say \"\"x\"\"\"" },
		{ "two\nlines", "\"two\nlines\"" },
		{ " edge", "\" edge\"" },
		{ "-12.5", "-12.5" },
		{ "-", "-" },
		{ "-1.2.3", "\"'-1.2.3\"" },
		{ "-.5", "\"'-.5\"" },
		{ "-5.", "\"'-5.\"" },
		{ "=1+1", "\"'=1+1\"" },
		{ "+970 59", "\"'+970 59\"" },
		{ "@SUM(A1)", "\"'@SUM(A1)\"" },
		{ "\tx", "\"'\tx\"" },
		{ "\rx", "\"'\rx\"" },
		{ "\n=x", "\"'\n'=x\"" },
		{ "two\n=cmd|x", "\"two\n'=cmd|x\"" },
		{ "  =x", "\"'  =x\"" },
		{ "\xC2\xA0=x", "\"'\xC2\xA0=x\"" },
		{ "\"=x", "\"'\"\"=x\"" },
		{ "'=x", "\"''=x\"" },
		{ "'tis", "'tis" },
		{ "\xE2\x80\x8B=x", "\"'\xE2\x80\x8B=x\"" },
		{ "\xEF\xBC\x9Dx", "\"'\xEF\xBC\x9Dx\"" },
		{ "\xEF\xBC\x8Bx", "\"'\xEF\xBC\x8Bx\"" },
		{ "a=b", "a=b" },
		{ "\xD8\xAD\xD9\x84\xD8\xA8", "\xD8\xAD\xD9\x84\xD8\xA8" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_field(aid_slice_of(cases[i].in), cases[i].out);
	}
}

/* Every lead character behind everything that a reader might skip: never the first character of a cell or of a line of it. */
static void
no_lead_character_begins_a_cell(void **state)
{
	static const char *const leads[] = { "=",
					     "+",
					     "-",
					     "@",
					     "\t",
					     "\r",
					     "\xEF\xBC\x9D",
					     "\xEF\xBC\x8B",
					     "\xEF\xBC\x8D",
					     "\xEF\xBC\xA0" };
	static const char *const fronts[] = { "",   " ",   "\xC2\xA0", "'",    "\"",
					      "\n", "x\n", "x\n ",     "x\r\n" };

	(void)state;
	for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++) {
		for (size_t k = 0; k < sizeof(fronts) / sizeof(fronts[0]); k++) {
			struct aid_buffer in, out;
			const char *guard;

			aid_buffer_init(&in);
			aid_buffer_init(&out);
			aid_buffer_append_format(&in, "%s%scmd|' /C calc'!A0", fronts[k], leads[i]);
			aid_render_csv_field(&out, aid_buffer_slice(&in));
			assert_int_equal(out.ptr[0], '"');
			assert_int_equal(out.ptr[out.len - 1], '"');
			guard = fronts[k][0] == 'x' ? strrchr(out.ptr, '\n') : out.ptr;
			/* x CR LF CR: the CRs are line ends of the first line, the text behind them is harmless. */
			if (!(fronts[k][0] == 'x' && leads[i][0] == '\r')) {
				assert_non_null(guard);
				assert_int_equal(guard[1], '\'');
			}
			aid_buffer_done(&in);
			aid_buffer_done(&out);
		}
	}
}

static void
a_table_has_plain_values(void **state)
{
	struct aid_result result;
	struct aid_error err = AID_ERROR_NONE;
	struct aid_buffer out;
	struct aid_cell *cells;

	(void)state;
	aid_result_init(&result, columns, 5);
	assert_int_equal(aid_result_add_row(&result, &cells, &err), 0);
	assert_int_equal(aid_result_set_text(&result, &cells[0],
					     AID_SLICE_LITERAL("a\x1b[2J\xE2\x80\xAE"
							       "b\x7f\xC2\x9B"),
					     &err),
			 0);
	aid_result_set_number(&cells[1], AID_CELL_INTEGER, 15468);
	aid_result_set_number(&cells[2], AID_CELL_QUANTITY, 1234567890);
	aid_result_set_number(&cells[3], AID_CELL_DAY, 19813);
	aid_result_set_number(&cells[4], AID_CELL_SECONDS, 1711879509);
	assert_int_equal(aid_result_add_row(&result, &cells, &err), 0);
	aid_buffer_init(&out);
	assert_int_equal(aid_render_csv(&result, false, &out, &err), 0);
	assert_string_equal(out.ptr,
			    "text,whole,quantity,day,moment\n"
			    "a\\u001b[2J\\u202eb\\u007f\\u009b,15468,1234567.89,2024-03-31,"
			    "2024-03-31T10:05:09Z\n"
			    ",,,,\n");
	aid_buffer_reset(&out);
	assert_int_equal(aid_render_csv(&result, true, &out, &err), 0);
	assert_memory_equal(out.ptr, "\xEF\xBB\xBFtext", 7);
	aid_buffer_done(&out);
	aid_result_done(&result);
}

/* A result that is drained is one file, whatever its parts. */
static void
parts_make_one_file(void **state)
{
	struct aid_result result;
	struct aid_error err = AID_ERROR_NONE;
	struct aid_buffer whole, json;
	struct aid_cell *cells;

	(void)state;
	aid_buffer_init(&whole);
	aid_buffer_init(&json);
	aid_result_init(&result, columns, 1);
	for (int part = 0; part < 3; part++) {
		result.n_drained = (size_t)part;
		result.n_rows = 0;
		result.has_more = part < 2;
		assert_int_equal(aid_result_add_row(&result, &cells, &err), 0);
		aid_result_set_number(&cells[0], AID_CELL_INTEGER, part);
		assert_int_equal(aid_render_csv(&result, false, &whole, &err), 0);
		assert_int_equal(aid_render_json(&result, &json, &err), 0);
	}
	assert_string_equal(whole.ptr, "text\n0\n1\n2\n");
	assert_string_equal(json.ptr, "[\n{\"text\": 0},\n{\"text\": 1},\n{\"text\": 2}\n]\n");
	aid_buffer_done(&whole);
	aid_buffer_done(&json);
	aid_result_done(&result);
}

static void
formats_have_names(void **state)
{
	(void)state;
	assert_int_equal(aid_format_find(AID_SLICE_LITERAL("table")), AID_FORMAT_TABLE);
	assert_int_equal(aid_format_find(AID_SLICE_LITERAL("csv")), AID_FORMAT_CSV);
	assert_int_equal(aid_format_find(AID_SLICE_LITERAL("json")), AID_FORMAT_JSON);
	assert_int_equal(aid_format_find(AID_SLICE_LITERAL("CSV")), -1);
	assert_int_equal(aid_format_find(AID_SLICE_LITERAL("")), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_are_quoted_and_guarded),
		cmocka_unit_test(no_lead_character_begins_a_cell),
		cmocka_unit_test(a_table_has_plain_values),
		cmocka_unit_test(parts_make_one_file),
		cmocka_unit_test(formats_have_names),
	};

	return cmocka_run_group_tests_name("render_csv", tests, NULL, NULL);
}
