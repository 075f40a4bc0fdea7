#include "tests/unit/test.h"

#include "base/slice.h"

static int
sign(int number)
{
	return (number > 0) - (number < 0);
}

static void
test_compare(void **state)
{
	(void)state;
	static const struct {
		const char *a, *b;
		int order;
	} cases[] = {
		{ "", "", 0 },        { "", "a", -1 },   { "a", "a", 0 },        { "a", "b", -1 },
		{ "ab", "a", 1 },     { "a", "ab", -1 }, { "Z", "a", -1 },       { "\xff", "a", 1 },
		{ "abc", "abd", -1 }, { "b", "abc", 1 }, { "\xd8\xad", "z", 1 },
	};
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct aid_slice a = aid_slice_of(cases[i].a), b = aid_slice_of(cases[i].b);
		assert_int_equal(sign(aid_slice_compare(a, b)), cases[i].order);
		assert_int_equal(sign(aid_slice_compare(b, a)), -cases[i].order);
		assert_int_equal(aid_slice_is_equal(a, b), cases[i].order == 0);
	}
}

static void
test_nul_is_a_byte(void **state)
{
	(void)state;
	struct aid_slice a = { "a\0b", 3 }, b = { "a\0c", 3 };
	assert_false(aid_slice_is_equal(a, b));
	assert_int_equal(sign(aid_slice_compare(a, b)), -1);
	assert_false(aid_slice_is_equal(a, aid_slice_of("a")));
}

static void
test_of_null_is_empty(void **state)
{
	(void)state;
	assert_int_equal(aid_slice_of(NULL).len, 0);
	assert_non_null(aid_slice_of(NULL).ptr);
	struct aid_slice unset = { NULL, 0 };
	assert_true(aid_slice_is_equal(unset, AID_SLICE_EMPTY));
	assert_int_equal(aid_slice_compare(unset, AID_SLICE_EMPTY), 0);
	assert_int_equal(aid_slice_trim(unset).len, 0);
}

static void
test_trim(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{ "", "" },         { " ", "" },
		{ "a", "a" },       { " a", "a" },
		{ "a\t\r\n", "a" }, { " \t a b \n", "a b" },
		{ "\v", "\v" },     { "\xc2\xa0", "\xc2\xa0" },
	};
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct aid_slice trimmed = aid_slice_trim(aid_slice_of(cases[i][0]));
		assert_true(aid_slice_is_equal(trimmed, aid_slice_of(cases[i][1])));
	}
}

static void
test_nocase(void **state)
{
	(void)state;
	static const struct {
		const char *a, *b;
		bool is_equal;
	} cases[] = {
		{ "", "", true },
		{ "WFP", "wfp", true },
		{ "wfp", "wf", false },
		{ "[", "{", false }, /* 32 apart as letters are */
		{ "@", "`", false },
		{ "Az9", "aZ9", true },
		{ "\xc3\x89", "\xc3\xa9", false }, /* É é: only ASCII is folded */
	};
	for (size_t i = 0; i < N_OF(cases); i++)
		assert_int_equal(aid_slice_is_equal_nocase(aid_slice_of(cases[i].a),
							   aid_slice_of(cases[i].b)),
				 cases[i].is_equal);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_compare),          cmocka_unit_test(test_nul_is_a_byte),
		cmocka_unit_test(test_of_null_is_empty), cmocka_unit_test(test_trim),
		cmocka_unit_test(test_nocase),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
