#include "tests/unit/test.h"

#include "base/integer.h"

static void
test_add_and_multiply(void **state)
{
	(void)state;
	int64_t out = 77;
	assert_true(aid_integer_add(INT64_MAX - 1, 1, &out));
	assert_int_equal(out, INT64_MAX);
	assert_false(aid_integer_add(INT64_MAX, 1, &out));
	assert_false(aid_integer_add(INT64_MIN, -1, &out));
	assert_false(aid_integer_multiply(INT64_MIN, -1, &out));
	assert_false(aid_integer_multiply((int64_t)1 << 32, (int64_t)1 << 31, &out));
	assert_int_equal(out, INT64_MAX);
	assert_true(aid_integer_multiply((int64_t)1 << 32, (int64_t)1 << 30, &out));
	assert_int_equal(out, (int64_t)1 << 62);
}

static void
test_scale_rounds_half_away_from_zero(void **state)
{
	(void)state;
	static const struct {
		int64_t a, b, c, result;
	} cases[] = {
		{ 0, 5, 3, 0 },
		{ 1, 1, 2, 1 },
		{ -1, 1, 2, -1 },
		{ 1, -1, 2, -1 },
		{ -1, -1, 2, 1 },
		{ 1, 1, 3, 0 },
		{ 2, 1, 3, 1 },
		{ -2, 1, 3, -1 },
		{ 3, 1, 2, 2 },
		{ 5, 1, 2, 3 },
		{ -5, 1, 2, -3 },
		{ 7, 1, 1, 7 },
		{ INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX },
		{ INT64_MIN, INT64_MAX, INT64_MAX, INT64_MIN },
		{ INT64_MIN, 1, 1, INT64_MIN },
		{ INT64_MAX, 1, INT64_MAX, 1 },
		{ INT64_MAX / 2, 1, INT64_MAX, 0 },
		{ INT64_MAX / 2 + 1, 1, INT64_MAX, 1 },
		/* 15,000 t in 18.5 t trucks, both in thousandths */
		{ 15000000, 1000, 18500, 810811 },
	};
	for (size_t i = 0; i < N_OF(cases); i++) {
		int64_t out = 0;
		assert_true(aid_integer_scale(cases[i].a, cases[i].b, cases[i].c, &out));
		assert_int_equal(out, cases[i].result);
	}
}

static void
test_scale_refuses(void **state)
{
	(void)state;
	static const int64_t cases[][3] = {
		{ 1, 1, 0 },
		{ 1, 1, -1 },
		{ INT64_MAX, 2, 1 },
		{ INT64_MIN, -1, 1 },
		{ INT64_MAX, INT64_MAX, INT64_MAX - 1 },
		{ INT64_MIN, INT64_MIN, 1 },
	};
	for (size_t i = 0; i < N_OF(cases); i++) {
		int64_t out = 42;
		assert_false(aid_integer_scale(cases[i][0], cases[i][1], cases[i][2], &out));
		assert_int_equal(out, 42);
	}
}

/* Where the product fits, the result differs from a * b / c by at most one half, and a tie goes away from zero. */
static void
test_scale_is_nearest(void **state)
{
	(void)state;
	for (int64_t a = -30; a <= 30; a++) {
		for (int64_t b = -7; b <= 7; b++) {
			for (int64_t c = 1; c <= 12; c++) {
				int64_t out = 0;
				assert_true(aid_integer_scale(a, b, c, &out));
				int64_t off = 2 * (out * c - a * b);
				assert_true(off <= c && off >= -c);
				if (off == c)
					assert_true(a * b > 0);
				if (off == -c)
					assert_true(a * b < 0);
			}
		}
	}
}

/* The whole numbers around a * b / c; of nothing negative, and nothing that does not fit. */
static void
test_scale_down_and_up(void **state)
{
	(void)state;
	int64_t out = 42;
	for (int64_t a = 0; a <= 30; a++) {
		for (int64_t b = 0; b <= 7; b++) {
			for (int64_t c = 1; c <= 12; c++) {
				int64_t low = -1, high = -1;
				assert_true(aid_integer_scale_down(a, b, c, &low));
				assert_true(aid_integer_scale_up(a, b, c, &high));
				assert_true(low * c <= a * b && a * b < (low + 1) * c);
				assert_true(high * c >= a * b && a * b > (high - 1) * c);
			}
		}
	}
	assert_false(aid_integer_scale_down(INT64_MAX, 2, 1, &out));
	assert_false(aid_integer_scale_up(INT64_MAX, 2, 1, &out));
	assert_false(aid_integer_scale_down(-1, 1, 1, &out));
	assert_false(aid_integer_scale_up(1, -1, 1, &out));
	assert_false(aid_integer_scale_down(1, 1, 0, &out));
	assert_false(aid_integer_scale_up(1, 1, 0, &out));
	assert_int_equal(out, 42);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_add_and_multiply),
		cmocka_unit_test(test_scale_rounds_half_away_from_zero),
		cmocka_unit_test(test_scale_refuses),
		cmocka_unit_test(test_scale_is_nearest),
		cmocka_unit_test(test_scale_down_and_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
