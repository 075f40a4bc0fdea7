#include "tests/unit/test.h"

#include <errno.h>

#include "base/error.h"

static void
test_set_and_prefix(void **state)
{
	(void)state;
	struct aid_error err = AID_ERROR_NONE;
	assert_int_equal(aid_error_set(&err, AID_E_INVALID, "not a number: '%s'", "12x"),
			 AID_E_INVALID);
	assert_int_equal(aid_error_prefix(&err, "quantity"), AID_E_INVALID);
	assert_int_equal(aid_error_prefix(&err, "%s:%d", "drop.csv", 7), AID_E_INVALID);
	assert_string_equal(err.text, "drop.csv:7: quantity: not a number: '12x'");
	assert_int_equal(aid_error_set(&err, AID_E_IO, "%s", err.text + 12), AID_E_IO);
	assert_string_equal(err.text, "quantity: not a number: '12x'");
	assert_int_equal(aid_error_set(NULL, AID_E_DB, "unheard"), AID_E_DB);
	assert_true(aid_error_prefix(NULL, "unheard") < 0);
}

static void
test_errno(void **state)
{
	(void)state;
	static const struct {
		int errno_value, code;
		const char *part;
	} cases[] = {
		{ ENOSPC, AID_E_FULL, "No space left" },
		{ EDQUOT, AID_E_FULL, "quota" },
		{ ENOENT, AID_E_NOTFOUND, "No such file" },
		{ EACCES, AID_E_IO, "Permission denied" },
		{ EIO, AID_E_IO, "Input/output" },
		{ ENOMEM, AID_E_NOMEM, "memory" },
	};
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct aid_error err = AID_ERROR_NONE;
		assert_int_equal(aid_error_set_errno(&err, cases[i].errno_value, "%s", "a.csv"),
				 cases[i].code);
		assert_int_equal(err.code, cases[i].code);
		assert_memory_equal(err.text, "a.csv: ", 7);
		assert_non_null(strstr(err.text, cases[i].part));
		assert_int_equal(aid_error_set_errno(NULL, cases[i].errno_value, "a"),
				 cases[i].code);
	}
}

/* File names may hold anything but '/' and NUL: none of it may reach a terminal or break the line. */
static void
test_one_line(void **state)
{
	(void)state;
	struct aid_error err = AID_ERROR_NONE;
	(void)aid_error_set(&err, AID_E_IO, "%s",
			    "a\nb\x1b[31mc\x7f"
			    "d\xc2\x9b"
			    "e\xc2\xa0\xd8\xad");
	assert_string_equal(err.text, "a?b?[31mc?d??e\xc2\xa0\xd8\xad");
}

static void
test_a_long_text_ends_with_a_whole_character(void **state)
{
	(void)state;
	for (size_t lead = 0; lead < 4; lead++) {
		char text[3000];
		memset(text, 'a', lead);
		for (size_t i = lead; i + 2 <= sizeof text; i += 2)
			memcpy(text + i, "\xd8\xad", 2);
		text[sizeof text - 1] = '\0';
		struct aid_error err = AID_ERROR_NONE;
		(void)aid_error_set(&err, AID_E_IO, "%s", text);
		size_t len = strlen(err.text);
		assert_true(len < AID_ERROR_TEXT_SIZE && len > AID_ERROR_TEXT_SIZE - 5);
		assert_int_equal((len - lead) % 2, 0);
		assert_int_equal(aid_error_prefix(&err, "%s", text), AID_E_IO);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_set_and_prefix),
		cmocka_unit_test(test_errno),
		cmocka_unit_test(test_one_line),
		cmocka_unit_test(test_a_long_text_ends_with_a_whole_character),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
