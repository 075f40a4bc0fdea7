#include "tests/unit/test.h"

#include "machine/backoff.h"
#include "machine/deadline.h"

static void
waits_double_up_to_the_maximum(void **state)
{
	static const int64_t expected[] = { 100, 200, 400, 800, 1500, 1500, 1500 };
	struct aid_backoff backoff;

	(void)state;
	aid_backoff_init(&backoff, 100, 1500);
	for (size_t i = 0; i < sizeof(expected) / sizeof(*expected); i++)
		assert_int_equal(aid_backoff_next(&backoff), expected[i]);
	aid_backoff_reset(&backoff);
	assert_int_equal(aid_backoff_next(&backoff), 100);
}

static void
never_overflows(void **state)
{
	struct aid_backoff backoff;

	(void)state;
	aid_backoff_init(&backoff, 1, INT64_MAX);
	int64_t last = 0;
	for (int i = 0; i < 40000; i++) {
		int64_t wait_ms = aid_backoff_next(&backoff);
		assert_true(wait_ms >= last && wait_ms > 0);
		last = wait_ms;
		if (i > 200)
			i += 1000;
	}
	assert_int_equal(last, INT64_MAX);
}

static void
deadlines_come_forward_and_are_due(void **state)
{
	struct aid_deadline deadline;

	(void)state;
	aid_deadline_clear(&deadline);
	assert_false(aid_deadline_is_due(&deadline, INT64_MAX));
	aid_deadline_set(&deadline, 1000, 50);
	assert_false(aid_deadline_is_due(&deadline, 1049));
	assert_true(aid_deadline_is_due(&deadline, 1050));
	aid_deadline_advance(&deadline, 2000);
	assert_int_equal(deadline.at_ms, 1050);
	aid_deadline_advance(&deadline, 900);
	assert_int_equal(deadline.at_ms, 900);
	aid_deadline_set(&deadline, INT64_MAX - 1, 5);
	assert_false(aid_deadline_is_due(&deadline, INT64_MAX));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(waits_double_up_to_the_maximum),
		cmocka_unit_test(never_overflows),
		cmocka_unit_test(deadlines_come_forward_and_are_due),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
