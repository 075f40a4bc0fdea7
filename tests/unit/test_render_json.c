#include "render/render.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const struct aid_result_column columns[] = {
	{ "zebra", "Zebra", false, 0 },
	{ "whole", "Whole", true, 0 },
	{ "quantity", "Quantity", true, 0 },
	{ "day", "", false, 0 },
};

static void
add_row(struct aid_result *result, struct aid_slice text, int64_t number)
{
	struct aid_error err = AID_ERROR_NONE;
	struct aid_cell *cells;

	assert_int_equal(aid_result_add_row(result, &cells, &err), 0);
	assert_int_equal(aid_result_set_text(result, &cells[0], text, &err), 0);
	aid_result_set_number(&cells[1], AID_CELL_INTEGER, number);
	aid_result_set_number(&cells[2], AID_CELL_QUANTITY, number);
}

static void
rows_are_objects_in_column_order(void **state)
{
	struct aid_result result;
	struct aid_error err = AID_ERROR_NONE;
	struct aid_buffer out;

	(void)state;
	aid_buffer_init(&out);
	aid_result_init(&result, columns, 4);
	assert_int_equal(aid_render_json(&result, &out, &err), 0);
	assert_string_equal(out.ptr, "[\n]\n");
	aid_buffer_reset(&out);
	/* 2^53 + 1 does not survive a float. */
	add_row(&result, AID_SLICE_LITERAL("a \"b\""), 9007199254740993);
	add_row(&result, AID_SLICE_LITERAL("=1+1"), -1500);
	assert_int_equal(aid_render_json(&result, &out, &err), 0);
	assert_string_equal(
		out.ptr,
		"[\n"
		"{\"zebra\": \"a \\\"b\\\"\", \"whole\": 9007199254740993, "
		"\"quantity\": \"9007199254740.993\", \"day\": null},\n"
		"{\"zebra\": \"=1+1\", \"whole\": -1500, \"quantity\": \"-1.5\", \"day\": null}\n"
		"]\n");
	aid_buffer_done(&out);
	aid_result_done(&result);
}

static void
hostile_text_is_escaped(void **state)
{
	static const struct {
		struct aid_slice in;
		const char *out;
	} cases[] = {
		{ { "\x1b[2J", 4 }, "\"\\u001B[2J\"" },
		{ { "a\0b", 3 }, "\"a\\u0000b\"" },
		{ { "\x7f", 1 }, "\"\\u007F\"" },
		{ { "\xC2\x9B", 2 }, "\"\\u009B\"" },
		{ { "\xE2\x80\xAE", 3 }, "\"\\u202E\"" },
		{ { "\xF3\xA0\x80\x81", 4 }, "\"\\uDB40\\uDC01\"" },
		{ { "a\xFFz", 3 }, "\"a\xEF\xBF\xBDz\"" },
		{ { "\xC0\x80", 2 }, "\"\xEF\xBF\xBD\xEF\xBF\xBD\"" },
		{ { "\xD8\xAD\xD9\x84", 4 }, "\"\xD8\xAD\xD9\x84\"" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct aid_result result;
		struct aid_error err = AID_ERROR_NONE;
		struct aid_buffer out;

		aid_buffer_init(&out);
		aid_result_init(&result, columns, 4);
		add_row(&result, cases[i].in, 0);
		assert_int_equal(aid_render_json(&result, &out, &err), 0);
		if (strstr(out.ptr, cases[i].out) == NULL) {
			fail_msg("%s is not in %s", cases[i].out, out.ptr);
		}
		aid_buffer_done(&out);
		aid_result_done(&result);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_objects_in_column_order),
		cmocka_unit_test(hostile_text_is_escaped),
	};

	return cmocka_run_group_tests_name("render_json", tests, NULL, NULL);
}
