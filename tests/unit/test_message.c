#include "tests/unit/test.h"

#include "base/message.h"

static const char *const texts[] = {
#define X(name, code, severity, text) text,
#include "base/messages.def"
#undef X
};

static void
test_every_entry_is_sound(void **state)
{
	(void)state;
	for (int i = AID_MSG_NONE + 1; i < AID_MSG_COUNT; i++) {
		const char *code = aid_message_code((enum aid_message)i);
		assert_true(strlen(code) > 0);
		assert_int_equal(strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789_"),
				 strlen(code));
		/* finding itself: no code stands twice */
		assert_int_equal(aid_message_find(aid_slice_of(code)), i);
		enum aid_severity severity = aid_message_severity((enum aid_message)i);
		assert_true(strlen(aid_severity_name(severity)) > 0);
	}
	assert_int_equal(aid_message_find(aid_slice_of("no_such_code")), AID_MSG_NONE);
	assert_int_equal(aid_message_find(AID_SLICE_EMPTY), AID_MSG_NONE);
	assert_string_equal(aid_message_code(AID_MSG_NONE), "");
}

/* A place that is misspelt ("{ 0}", "{6}") would reach the user as it is. */
static void
test_every_brace_is_a_place(void **state)
{
	(void)state;
	struct aid_slice args[AID_MESSAGE_ARGS_MAX];
	for (size_t k = 0; k < AID_MESSAGE_ARGS_MAX; k++)
		args[k] = AID_SLICE_LITERAL("argument");
	for (int i = AID_MSG_NONE + 1; i < AID_MSG_COUNT; i++) {
		struct aid_buffer out;
		aid_buffer_init(&out);
		aid_message_format(&out, (enum aid_message)i, args, AID_MESSAGE_ARGS_MAX);
		assert_non_null(out.ptr);
		if (strpbrk(out.ptr, "{}\t") != NULL)
			fail_msg("%s: %s", aid_message_code((enum aid_message)i), out.ptr);
		aid_buffer_done(&out);
	}
}

/* {1} without {0} is a slip of the pen. */
static void
test_places_leave_no_gap(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(texts); i++) {
		bool is_used[AID_MESSAGE_ARGS_MAX + 1] = { false };
		for (const char *p = strchr(texts[i], '{'); p != NULL; p = strchr(p + 1, '{')) {
			if (p[1] >= '0' && p[1] < '0' + AID_MESSAGE_ARGS_MAX)
				is_used[p[1] - '0'] = true;
		}
		for (size_t k = 0; k < AID_MESSAGE_ARGS_MAX; k++) {
			if (is_used[k + 1] && !is_used[k])
				fail_msg("{%zu} without {%zu}: %s", k + 1, k, texts[i]);
		}
	}
}

static void
assert_joined(const char *joined, const char *expected)
{
	struct aid_buffer out;
	aid_buffer_init(&out);
	aid_message_format_joined(&out, AID_MSG_RAGGED, aid_slice_of(joined));
	assert_string_equal(out.ptr, expected);
	aid_buffer_done(&out);
}

static void
test_arguments(void **state)
{
	(void)state;
	struct aid_buffer out;
	aid_buffer_init(&out);
	struct aid_slice args[] = { AID_SLICE_LITERAL("3"), AID_SLICE_LITERAL("{0}") };
	aid_message_format(&out, AID_MSG_RAGGED, args, 2);
	assert_string_equal(out.ptr, "the row has 3 fields, the header has {0}");
	aid_buffer_reset(&out);
	aid_message_format(&out, AID_MSG_RAGGED, NULL, 0);
	assert_string_equal(out.ptr, "the row has  fields, the header has ");
	aid_buffer_done(&out);
	assert_joined("3\x1f"
		      "4",
		      "the row has 3 fields, the header has 4");
	assert_joined("\x1f"
		      "4",
		      "the row has  fields, the header has 4");
	assert_joined("3", "the row has 3 fields, the header has ");
	assert_joined("", "the row has  fields, the header has ");
	assert_joined("1\x1f"
		      "2\x1f"
		      "3\x1f"
		      "4\x1f"
		      "5\x1f"
		      "6\x1f"
		      "7\x1f"
		      "8",
		      "the row has 1 fields, the header has 2");
}

static void
test_error(void **state)
{
	(void)state;
	struct aid_error err = AID_ERROR_NONE;
	assert_int_equal(aid_message_error(&err, AID_E_INVALID, AID_MSG_NOT_A_DATE, 2, "31.02.2024",
					   "2024-02-29"),
			 AID_E_INVALID);
	assert_int_equal(err.code, AID_E_INVALID);
	assert_string_equal(err.text, "\"31.02.2024\" is not a date; write it like 2024-02-29");
	assert_int_equal(aid_message_error(&err, AID_E_IO, AID_MSG_NOT_A_DATE, 2, NULL, "x"),
			 AID_E_IO);
	assert_string_equal(err.text, "\"\" is not a date; write it like x");
	assert_int_equal(aid_message_error(NULL, AID_E_DB, AID_MSG_DROP_EMPTY, 0), AID_E_DB);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_entry_is_sound),
		cmocka_unit_test(test_every_brace_is_a_place),
		cmocka_unit_test(test_places_leave_no_gap),
		cmocka_unit_test(test_arguments),
		cmocka_unit_test(test_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
