#include "render/render.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "render/fit.h"
#include "render/visible.h"

static const struct aid_result_column columns[] = {
	{ "id", "Commitment", false, 0 }, { "donor", "Donor", false, 1 },
	{ "due", "Due", false, 0 },       { "committed", "Committed", true, 0 },
	{ "moving", "Moving", true, 2 },  { "short", "Short", true, 0 },
	{ "hidden", "", false, 0 },
};

static void
add_row(struct aid_result *result, const char *id, const char *donor, int64_t day,
	int64_t committed, int64_t moving, int64_t missing)
{
	struct aid_error err = AID_ERROR_NONE;
	struct aid_cell *cells;

	assert_int_equal(aid_result_add_row(result, &cells, &err), 0);
	assert_int_equal(aid_result_set_text(result, &cells[0], aid_slice_of(id), &err), 0);
	assert_int_equal(aid_result_set_text(result, &cells[1], aid_slice_of(donor), &err), 0);
	aid_result_set_number(&cells[2], AID_CELL_DAY, day);
	aid_result_set_number(&cells[3], AID_CELL_QUANTITY, committed);
	aid_result_set_number(&cells[4], AID_CELL_QUANTITY, moving);
	aid_result_set_number(&cells[5], AID_CELL_QUANTITY, missing);
	assert_int_equal(aid_result_set_text(result, &cells[6], AID_SLICE_LITERAL("x"), &err), 0);
}

static void
assert_table(struct aid_result *result, int width, const char *expected)
{
	struct aid_error err = AID_ERROR_NONE;
	struct aid_buffer out;

	aid_buffer_init(&out);
	assert_int_equal(aid_render_table(result, width, &out, &err), 0);
	assert_string_equal(out.ptr == NULL ? "" : out.ptr, expected);
	aid_buffer_done(&out);
}

static void
numbers_are_grouped_and_empty_columns_left_out(void **state)
{
	struct aid_result result;

	(void)state;
	aid_result_init(&result, columns, 7);
	add_row(&result, "GAZA-2023-KS", "", 19782, 15200000, 0, 4507000);
	add_row(&result, "GAZA-2023-TRUCE", "", 19691, 1400000, 0, 19500);
	assert_table(&result, 80,
		     "Commitment       Due         Committed  Short\n"
		     "---------------  ----------  ---------  -----\n"
		     "GAZA-2023-KS     2024-02-29     15,200  4,507\n"
		     "GAZA-2023-TRUCE  2023-11-30      1,400   19.5\n");
	aid_result_done(&result);
}

static void
narrow_terminals_wrap_text_and_then_drop_columns(void **state)
{
	struct aid_result result;

	(void)state;
	aid_result_init(&result, columns, 7);
	add_row(&result, "GAZA-2023-KS", "United Nations Office for Project Services", 19782,
		15200000, 1234000, 4507000);
	assert_table(&result, 62,
		     "Commitment    Donor       Due         Committed  Moving  Short\n"
		     "------------  ----------  ----------  ---------  ------  -----\n"
		     "GAZA-2023-KS  United      2024-02-29     15,200   1,234  4,507\n"
		     "              Nations\n"
		     "              Office for\n"
		     "              Project\n"
		     "              Services\n");
	assert_table(&result, 48,
		     "Commitment    Due         Committed  Short\n"
		     "------------  ----------  ---------  -----\n"
		     "GAZA-2023-KS  2024-02-29     15,200  4,507\n"
		     "Not shown, for lack of width: Donor, Moving. A\n"
		     "wider terminal or --format csv has them.\n");
	aid_result_done(&result);
}

static void
hostile_text_does_not_act(void **state)
{
	struct aid_result result;

	(void)state;
	aid_result_init(&result, columns, 7);
	add_row(&result, "\x1b]0;x\x07\xC2\x9Bz", "a\nb\t\xE2\x80\xAE\xE2\x80\x8B\xFF", 0, 1000, 0,
		0);
	assert_table(
		&result, 80,
		"Commitment               Donor        Due         Committed\n"
		"-----------------------  -----------  ----------  ---------\n"
		"\\u001b]0;x\\u0007\\u009bz  a b \\u202e\xEF\xBF\xBD  1970-01-01          1\n");
	aid_result_done(&result);
}

static void
every_control_character_is_neutralised(void **state)
{
	struct aid_buffer out;

	(void)state;
	aid_buffer_init(&out);
	for (unsigned c = 0; c < 256; c++) {
		char one = (char)c;

		aid_buffer_reset(&out);
		aid_visible_append(&out, (struct aid_slice){ &one, 1 });
		for (size_t i = 0; i < out.len; i++) {
			unsigned char byte = (unsigned char)out.ptr[i];

			assert_true(byte >= 0x20 && byte != 0x7F);
		}
		assert_true(c >= 0x80 ? strcmp(out.ptr, "\xEF\xBF\xBD") == 0 : out.len > 0);
	}
	for (uint32_t c = 0x80; c < 0x3000; c++) {
		bool is_bidi = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
			       c == 0x200E || c == 0x200F || c == 0x61C;

		if (c < 0xA0 || is_bidi) {
			assert_int_not_equal(aid_visible_class(c), AID_VISIBLE_PLAIN);
		}
	}
	aid_buffer_done(&out);
}

static void
wrapping(void **state)
{
	static const struct {
		const char *in;
		int width;
		const char *out;
	} cases[] = {
		{ "", 10, "" },
		{ "short", 10, "short" },
		{ "exactly ten", 11, "exactly ten" },
		{ "two words", 6, "two\nwords" },
		{ "two words", 5, "two\nwords" },
		{ "GAZA-2025-CEASEFIRE", 10, "GAZA-2025-\nCEASEFIRE" },
		{ "abcdefghijkl", 5, "abcde\nfghij\nkl" },
		{ "one two three four five six", 5, "one\ntwo\nthree\nfour\nfive\nsix" },
		{ "1 2 3 4 5 6 7 8 9 10 11 12 13", 3, "1 2\n3 4\n5 6\n7 8\n9\n10\n11\n12\n13" },
		{ "1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th 11th 12th 13th", 5,
		  "1st\n2nd\n3rd\n4th\n5th\n6th\n7th\n8th\n9th\n10th\n11th\n12th\xE2\x80\xA6" },
		{ "\xD1\x85\xD0\xB0\xD1\x80\xD0\xBA\xD1\x96\xD0\xB2", 3,
		  "\xD1\x85\xD0\xB0\xD1\x80\n\xD0\xBA\xD1\x96\xD0\xB2" },
	};
	struct aid_buffer out;

	(void)state;
	aid_buffer_init(&out);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		aid_fit_wrap(aid_slice_of(cases[i].in), cases[i].width, &out);
		assert_string_equal(out.len == 0 ? "" : out.ptr, cases[i].out);
	}
	aid_buffer_done(&out);
}

static void
titles_and_notes_stand_around_the_table(void **state)
{
	struct aid_result result;
	struct aid_error err = AID_ERROR_NONE;

	(void)state;
	aid_result_init(&result, columns, 7);
	assert_int_equal(aid_result_set_title(&result, AID_SLICE_LITERAL("A title"), &err), 0);
	assert_int_equal(
		aid_result_add_note(&result, AID_SLICE_LITERAL("Nothing is promised."), &err), 0);
	assert_table(&result, 12, "A title\nNothing is\npromised.\n");
	add_row(&result, "A", "", 0, 1000, 0, 0);
	assert_table(&result, 80,
		     "A title\n"
		     "\n"
		     "Commitment  Due         Committed\n"
		     "----------  ----------  ---------\n"
		     "A           1970-01-01          1\n"
		     "\n"
		     "Nothing is promised.\n");
	aid_result_done(&result);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_grouped_and_empty_columns_left_out),
		cmocka_unit_test(narrow_terminals_wrap_text_and_then_drop_columns),
		cmocka_unit_test(hostile_text_does_not_act),
		cmocka_unit_test(every_control_character_is_neutralised),
		cmocka_unit_test(wrapping),
		cmocka_unit_test(titles_and_notes_stand_around_the_table),
	};

	if (setlocale(LC_ALL, "C.UTF-8") == NULL) {
		return 1;
	}
	return cmocka_run_group_tests_name("render_table", tests, NULL, NULL);
}
