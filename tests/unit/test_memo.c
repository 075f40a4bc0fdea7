#include "tests/unit/test.h"

#include "report/memo.h"

static void
test_numbers(void **state)
{
	(void)state;
	struct aid_memo memo = { 0 };
	struct aid_error err = AID_ERROR_NONE;
	int64_t *squares = NULL;
	size_t n_room = 0, number;
	bool is_new;
	for (int round = 0; round < 2; round++)
		for (int64_t i = 0; i < 5000; i++) {
			struct aid_memo_key key = { { i, -i, i % 7, INT64_MIN + i } };
			assert_int_equal(aid_memo_find(&memo, &key, &number, &is_new, &err), 0);
			assert_int_equal(number, i);
			assert_int_equal(is_new, round == 0);
			assert_int_equal(aid_memo_make_room((void **)&squares, &n_room,
							    sizeof(*squares), number, &err),
					 0);
			if (is_new) {
				assert_int_equal(squares[number], 0);
				squares[number] = i * i;
			}
			assert_int_equal(squares[number], i * i);
		}
	struct aid_memo_key other = { { 1, -1, 1, INT64_MIN } };
	assert_int_equal(aid_memo_find(&memo, &other, &number, &is_new, &err), 0);
	assert_true(is_new);
	assert_int_equal(number, 5000);
	free(squares);
	aid_memo_done(&memo);
	assert_int_equal(memo.n_keys, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
	};
	return cmocka_run_group_tests_name("memo", tests, NULL, NULL);
}
