#include "tests/unit/test.h"

#include <inttypes.h>

#include "base/buffer.h"

static void
test_appends(void **state)
{
	(void)state;
	struct aid_buffer buffer;
	aid_buffer_init(&buffer);
	assert_int_equal(aid_buffer_slice(&buffer).len, 0);
	assert_non_null(aid_buffer_slice(&buffer).ptr);
	aid_buffer_append_text(&buffer, "line ");
	aid_buffer_append_int(&buffer, 7);
	aid_buffer_append_char(&buffer, ':');
	aid_buffer_append(&buffer, (struct aid_slice){ " a\0b", 4 });
	aid_buffer_append(&buffer, (struct aid_slice){ NULL, 0 });
	aid_buffer_append_format(&buffer, "%s-%03d", "x", 5);
	assert_int_equal(buffer.len, 16);
	assert_memory_equal(buffer.ptr, "line 7: a\0bx-005", 17);
	aid_buffer_reset(&buffer);
	assert_string_equal(buffer.ptr, "");
	assert_int_equal(aid_buffer_slice(&buffer).len, 0);
	assert_int_equal(aid_buffer_check(&buffer, NULL), 0);
	aid_buffer_done(&buffer);
	assert_null(buffer.ptr);
}

static void
test_integers(void **state)
{
	(void)state;
	static const int64_t cases[] = {
		0, 1, -1, 9, 10, -10, 999, 1000, INT32_MIN, INT64_MAX, INT64_MAX - 9, INT64_MIN
	};
	struct aid_buffer buffer;
	aid_buffer_init(&buffer);
	for (size_t i = 0; i < N_OF(cases); i++) {
		char expected[32];
		(void)snprintf(expected, sizeof expected, "%" PRId64, cases[i]);
		aid_buffer_reset(&buffer);
		aid_buffer_append_int(&buffer, cases[i]);
		assert_string_equal(buffer.ptr, expected);
	}
	aid_buffer_done(&buffer);
}

static void
test_grows(void **state)
{
	(void)state;
	struct aid_buffer buffer;
	aid_buffer_init(&buffer);
	for (int i = 0; i < 100000; i++)
		aid_buffer_append_char(&buffer, (char)('a' + i % 26));
	assert_int_equal(buffer.len, 100000);
	for (int i = 0; i < 100000; i++)
		assert_int_equal(buffer.ptr[i], 'a' + i % 26);
	assert_int_equal(buffer.ptr[100000], '\0');
	aid_buffer_done(&buffer);
}

static void
test_no_room_is_remembered(void **state)
{
	(void)state;
	struct aid_buffer buffer;
	struct aid_error err = AID_ERROR_NONE;
	aid_buffer_init(&buffer);
	aid_buffer_append_text(&buffer, "kept");
	aid_buffer_append(&buffer, (struct aid_slice){ "x", SIZE_MAX - 3 });
	assert_true(buffer.is_failed);
	aid_buffer_append_text(&buffer, "more");
	assert_string_equal(buffer.ptr, "kept");
	assert_int_equal(aid_buffer_check(&buffer, &err), AID_E_NOMEM);
	assert_int_equal(err.code, AID_E_NOMEM);
	assert_non_null(strstr(err.text, "memory"));
	aid_buffer_reset(&buffer);
	assert_int_equal(aid_buffer_check(&buffer, NULL), 0);
	aid_buffer_done(&buffer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_appends),
		cmocka_unit_test(test_integers),
		cmocka_unit_test(test_grows),
		cmocka_unit_test(test_no_room_is_remembered),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
